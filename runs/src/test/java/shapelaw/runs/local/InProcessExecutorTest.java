package shapelaw.runs.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.SimulatedTrainer;
import shapelaw.run.Trunk;
import shapelaw.runs.CountingTrainer;
import shapelaw.runs.ExecutionListener;
import shapelaw.runs.Executor;
import shapelaw.runs.ExecutorContractTest;
import shapelaw.runs.Specs;

class InProcessExecutorTest extends ExecutorContractTest {

  @Override
  public Executor executor(LocalSettings settings, Path trials) {
    return new InProcessExecutor(new CountingTrainer(), settings, trials);
  }

  @Test
  void simulatesAStudyInTheStore() throws Exception {
    List<Trunk> trunks =
        IntStream.rangeClosed(1, 20).mapToObj(i -> Specs.trunk(16 * i, 40, 80, 160)).toList();
    plan(trunks.toArray(Trunk[]::new));
    var trainer = new SimulatedTrainer();
    var executor = new InProcessExecutor(trainer, settings(2), trials());
    assertThat(executor.execute(trunks, store, ExecutionListener.SILENT).done()).isEqualTo(60);
    for (Trunk trunk : trunks) {
      for (RunSpec run : trunk.runs()) {
        RunResult expected = trainer.result(run);
        assertThat(store.result(run.id())).contains(expected);
      }
    }
  }
}
