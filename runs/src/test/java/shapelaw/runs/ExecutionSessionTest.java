package shapelaw.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.Trunk;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StoreException;
import shapelaw.runs.trial.KeptWeights;
import shapelaw.runs.trial.TrialFolder;

/// What an execution asks of its back-end and what it bears.
@Timeout(30)
class ExecutionSessionTest {

  private static final int MAX_ATTEMPTS = 2;

  @TempDir Path folder;
  private RunStore store;

  /// Gives every missing result at once, unless a test says otherwise.
  private class Giving extends WorkerExecutor {
    Giving() {
      super(CountingTrainer.NAME, 1, MAX_ATTEMPTS, folder.resolve("trials"));
    }

    @Override
    protected AttemptEnd attempt(Assignment assignment, AttemptSink sink) throws IOException {
      assignment.trunk().runs().stream()
          .filter(run -> !assignment.finished().contains(run.id()))
          .forEach(run -> sink.accept(CountingTrainer.expected(run, Specs.PROVENANCE)));
      return AttemptEnd.done();
    }
  }

  @BeforeEach
  void openStore() {
    store = RunStore.open(folder.resolve("runs.db"));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private List<Trunk> plan(Trunk... trunks) {
    store.plan(Stream.of(trunks).map(trunk -> new PlannedTrunk(trunk, "grid")).toList());
    return List.of(trunks);
  }

  private ExecutionSummary execute(WorkerExecutor executor, List<Trunk> trunks)
      throws InterruptedException {
    return executor.execute(trunks, store, ExecutionListener.SILENT);
  }

  private WorkerExecutor withoutWorkers() {
    return new Giving() {
      @Override
      protected int workers() {
        throw new ExecutorUnavailableException("the cluster is off");
      }
    };
  }

  @Test
  void nobodyAsksForWorkersWhereNothingIsLeftToDo() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, 20, 60), Specs.trunk(48, 40));
    execute(new Giving(), trunks);
    assertThat(execute(withoutWorkers(), trunks))
        .isEqualTo(new ExecutionSummary(3, 0, 0, List.of()));
  }

  @Test
  void aFinishedTrunkOfWhichOnlyWeightsAreLeftIsNotOpenedAgain() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, 20, 60));
    Path trials = folder.resolve("trials");
    var keeping =
        new Giving() {
          @Override
          protected AttemptEnd attempt(Assignment assignment, AttemptSink sink) throws IOException {
            Trunk trunk = assignment.trunk();
            Files.writeString(KeptWeights.file(trials, trunk, trunk.longest().id()), "weights");
            return super.attempt(assignment, sink);
          }
        };
    execute(keeping, trunks);
    Path weights = KeptWeights.file(trials, trunks.getFirst(), trunks.getFirst().longest().id());
    assertThat(weights).exists();
    execute(withoutWorkers(), trunks);
    assertThat(weights).exists();
    assertThat(TrialFolder.of(trials, trunks.getFirst()).path().resolve("lock")).doesNotExist();
  }

  /// The folder of a trunk fails it so many times.
  private WorkerExecutor failing(Trunk trunk, int times) {
    var left = new AtomicInteger(times);
    return new Giving() {
      @Override
      protected AttemptEnd attempt(Assignment assignment, AttemptSink sink) throws IOException {
        if (assignment.trunk().equals(trunk) && left.getAndDecrement() > 0) {
          throw new FileSystemException(trunk.id() + "/trial.log", null, "Stale file handle");
        }
        return super.attempt(assignment, sink);
      }
    };
  }

  @Test
  void aFaultOfATrunksFolderFailsAnAttemptAndAnotherFollows() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, 20, 60), Specs.trunk(16, 40));
    assertThat(execute(failing(trunks.getFirst(), MAX_ATTEMPTS - 1), trunks).done()).isEqualTo(3);
    assertThat(store.attempts())
        .extracting(Attempt::status, Attempt::reason)
        .containsExactly(
            tuple(
                AttemptStatus.FAILED,
                "its trial folder cannot be used (trial.log: Stale file handle)."),
            tuple(AttemptStatus.DONE, ""),
            tuple(AttemptStatus.DONE, ""));
  }

  @Test
  void aTrunkWhoseFolderKeepsFailingIsGivenUpAndTheOthersGoOn() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, 20, 60), Specs.trunk(16, 40));
    ExecutionSummary summary = execute(failing(trunks.getFirst(), Integer.MAX_VALUE), trunks);
    assertThat(summary.done()).isEqualTo(1);
    assertThat(summary.unfinished())
        .extracting(left -> left.planned().trunk())
        .containsExactly(trunks.getFirst());
    assertThat(store.attempts())
        .extracting(Attempt::status)
        .containsExactly(AttemptStatus.FAILED, AttemptStatus.FAILED, AttemptStatus.DONE);
  }

  @Test
  void aTrunkWhoseFolderCannotBeMadeIsGivenUpAndTheOthersGoOn() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, 20, 60), Specs.trunk(16, 40));
    Path trials = Files.createDirectories(folder.resolve("trials"));
    Files.createFile(TrialFolder.of(trials, trunks.getFirst()).path());
    ExecutionSummary summary = execute(new Giving(), trunks);
    assertThat(summary.done()).isEqualTo(1);
    assertThat(summary.unfinished())
        .singleElement()
        .satisfies(left -> assertThat(left.reason()).startsWith("its trial folder cannot be used"));
    assertThat(store.attempts()).extracting(Attempt::status).containsExactly(AttemptStatus.DONE);
  }

  @Test
  void whereNoTrialFolderCanBeMadeTheExecutionEnds() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, 20, 60), Specs.trunk(16, 40));
    Files.createFile(folder.resolve("trials"));
    assertThatThrownBy(() -> execute(new Giving(), trunks))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("a trial folder cannot be used");
    assertThat(store.attempts()).isEmpty();
  }

  @Test
  void aLogThatCannotBeReadHasNoLastWords() {
    assertThat(ExitReport.lastWords(folder)).isEmpty();
    assertThat(ExitReport.of(1, false, folder)).isEqualTo(AttemptEnd.failed("exit code 1: "));
  }
}
