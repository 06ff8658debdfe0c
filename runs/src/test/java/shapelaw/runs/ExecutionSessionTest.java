package shapelaw.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

  @Test
  void nobodyAsksForWorkersWhereNothingIsLeftToDo() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, 20, 60), Specs.trunk(48, 40));
    var off =
        new Giving() {
          @Override
          protected int workers() {
            throw new ExecutorUnavailableException("the cluster is off");
          }
        };
    execute(new Giving(), trunks);
    assertThat(execute(off, trunks)).isEqualTo(new ExecutionSummary(3, 0, 0, List.of()));
  }
}
