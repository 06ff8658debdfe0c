package shapelaw.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.Optimizer;
import shapelaw.run.RunResult;
import shapelaw.run.Trainer;
import shapelaw.run.Trunk;

class LibtorchTrainerIT {

  @TempDir Path folder;

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(Trainer.class)).anyMatch(t -> t.name().equals("libtorch"));
  }

  @Test
  void trainsATrunkEndToEnd() throws Exception {
    Trunk trunk = Samples.trunk(Samples.recipe(Optimizer.AdamW.USUAL, 1e-3), 20, 40, 60);
    var context = RecordingContext.undisturbed(folder);

    new LibtorchTrainer().train(trunk, context);

    assertThat(context.results())
        .hasSize(3)
        .allSatisfy(result -> assertThat(result).isInstanceOf(RunResult.Done.class));
    assertThat(context.allProgress()).hasSize((int) trunk.trainedSteps());
    assertThat(context.allProgress().getLast().trainedSteps()).isEqualTo(trunk.trainedSteps());
  }
}
