package shapelaw.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.Trunk;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
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
    assertThat(execute(withoutWorkers(), trunks)).isEqualTo(new ExecutionSummary(3, 0, 0, List.of()));
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
}
