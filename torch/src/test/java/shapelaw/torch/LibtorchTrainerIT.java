package shapelaw.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.Optimizer;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Trainer;
import shapelaw.run.TrainingFailure;
import shapelaw.run.Trunk;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

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

  @Test
  void aModelThatFitsIntoNoMemoryIsOneClearError() {
    RunSpec run = small();
    VisionTransformer huge = run.model().withShape(Shape.vit(1 << 20, 64, 1 << 22), 16);

    assertThatThrownBy(() -> train(run, huge))
        .isInstanceOf(TrainingFailure.class)
        .hasMessageStartingWith("libtorch could not train width 1048576")
        .hasMessageContaining("allocate")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aHeadForOtherClassesThanTheDatasIsRefused() {
    RunSpec run = small();

    assertThatThrownBy(() -> train(run, run.model().withClasses(9)))
        .isInstanceOf(TrainingFailure.class)
        .hasMessage("classes of the model must be the data's (8) but were 9.");
  }

  private static RunSpec small() {
    return Samples.trunk(Samples.recipe(Optimizer.AdamW.USUAL, 1e-3), 20).longest();
  }

  private void train(RunSpec run, VisionTransformer model) throws Exception {
    var changed =
        new RunSpec(model, run.data(), run.recipe(), run.steps(), run.evaluation(), run.seed());
    new LibtorchTrainer().train(new Trunk(List.of(changed)), RecordingContext.undisturbed(folder));
  }
}
