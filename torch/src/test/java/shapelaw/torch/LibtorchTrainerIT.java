package shapelaw.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Trainer;
import shapelaw.run.TrainingFailure;
import shapelaw.run.Trunk;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.data.ImageSources;
import shapelaw.torch.image.ImageDecoder;

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

  /// The sample trunk with other held-out data and another metric.
  private static Trunk judged(DataSpec.Split split, EvaluationSpec.Metric metric) {
    Trunk trunk = Samples.trunk(Samples.recipe(Optimizer.AdamW.USUAL, 1e-3), 20, 30);
    return new Trunk(
        trunk.runs().stream()
            .map(run -> {
              EvaluationSpec e = run.evaluation();
              return new RunSpec(
                  run.model(),
                  new DataSpec.Fractals(16, 8, split, 11),
                  run.recipe(),
                  run.steps(),
                  new EvaluationSpec(
                      metric,
                      e.shots(),
                      e.metricShots(),
                      e.testExamplesPerClass(),
                      e.draws(),
                      e.ridge()),
                  run.seed());
            })
            .toList());
  }

  private List<RunResult.Done> train(Trunk trunk) throws Exception {
    var context = RecordingContext.undisturbed(folder);
    new LibtorchTrainer().train(trunk, context);
    return context.results().stream().map(RunResult.Done.class::cast).toList();
  }

  @Test
  void validationAloneNeedsNoHeldOutClasses() throws Exception {
    List<RunResult.Done> results =
        train(judged(new DataSpec.Split(0, 300), EvaluationSpec.Metric.VALIDATION_ERROR));

    assertThat(results)
        .hasSize(2)
        .allSatisfy(done -> {
          RunResult.Validation validation = done.validation().orElseThrow();
          double p = validation.errorRate();
          assertThat(validation.images()).isEqualTo(300);
          assertThat(done.errorRate()).isEqualTo(p);
          assertThat(done.errorRateStandardError()).isEqualTo(Math.sqrt(p * (1 - p) / 300));
          assertThat(done.errorRateByShots()).isEmpty();
          // Validation images come from the same stream, so their loss is near the training's.
          assertThat(validation.loss()).isCloseTo(done.trainingLoss(), within(0.1));
        });
  }

  @Test
  void heldOutImagesAreValidatedWhateverTheMetric() throws Exception {
    var split = new DataSpec.Split(4, 40);
    List<RunResult.Done> fewShot = train(judged(split, EvaluationSpec.Metric.FEW_SHOT_ERROR));
    List<RunResult.Done> validated = train(judged(split, EvaluationSpec.Metric.VALIDATION_ERROR));

    for (int i = 0; i < 2; i++) {
      assertThat(validated.get(i).errorRateByShots())
          .isEqualTo(fewShot.get(i).errorRateByShots())
          .hasSize(2);
      assertThat(validated.get(i).validation()).isEqualTo(fewShot.get(i).validation());
      assertThat(fewShot.get(i).errorRate()).isEqualTo(fewShot.get(i).errorRateByShots().get(5));
      assertThat(validated.get(i).errorRate())
          .isEqualTo(validated.get(i).validation().orElseThrow().errorRate());
    }
  }

  /// Memory may be free again at the next attempt.
  @Test
  void aModelThatFitsIntoNoMemoryIsACrashAndNoLastingFailure() {
    RunSpec run = small();
    VisionTransformer huge = run.model().withShape(Shape.vit(1 << 20, 64, 1 << 22), 16);

    assertThatThrownBy(() -> train(run, huge))
        .isExactlyInstanceOf(RuntimeException.class)
        .hasMessageContaining("can't allocate memory");
  }

  @Test
  void otherErrorsOfLibtorchAreOneClearErrorWithoutTheNativeStack() {
    Trunk trunk = new Trunk(List.of(small()));
    var error = new RuntimeException("sizes do not match\nat frame #0 in libtorch");

    assertThat(LibtorchTrainer.fromLibtorch(trunk, error))
        .hasMessageStartingWith("libtorch could not train width 32")
        .hasMessageEndingWith(": sizes do not match")
        .hasCause(error);
    var memory = new RuntimeException("CUDA out of memory. Tried to allocate 2.00 GiB.");
    assertThatThrownBy(() -> LibtorchTrainer.fromLibtorch(trunk, memory)).isSameAs(memory);
  }

  /// One flat picture a file, in folders that are the classes.
  private static void writePictures(Path images, int classes, int pictures) throws IOException {
    for (int k = 0; k < classes; k++) {
      Path ofClass = Files.createDirectories(images.resolve("class-" + k));
      for (int i = 0; i < pictures; i++) {
        var picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(i % 8, k, 0xffffff);
        ImageIO.write(picture, "png", ofClass.resolve(i + ".png").toFile());
      }
    }
  }

  private static Trunk onPictures(Path images) {
    RunSpec run = small();
    var data =
        new DataSpec.Images(
            DataSpec.ImageFormat.FOLDER,
            images.toString(),
            16,
            new DataSpec.Split(0, 4),
            DataSpec.Preprocessing.PAPER,
            1);
    EvaluationSpec e = run.evaluation();
    var evaluation =
        new EvaluationSpec(
            EvaluationSpec.Metric.VALIDATION_ERROR,
            e.shots(),
            e.metricShots(),
            e.testExamplesPerClass(),
            e.draws(),
            e.ridge());
    return new Trunk(
        List.of(new RunSpec(run.model(), data, run.recipe(), run.steps(), evaluation, run.seed())));
  }

  @Test
  void provenanceTellsTheImagesAndWhatDecodesThem(@TempDir Path images) throws Exception {
    writePictures(images, 8, 4);
    Trunk trunk = onPictures(images);

    assertThat(train(trunk).getFirst().provenance().settings())
        .containsEntry("data", ImageSources.open(trunk.longest().data()).fingerprint())
        .containsEntry("jpeg", ImageDecoder.jpegLibrary());
  }

  @Test
  void aTrunkWhoseImagesHaveChangedStartsAgain(@TempDir Path images, @TempDir Path other)
      throws Exception {
    writePictures(images, 8, 4);
    Trunk trunk = onPictures(images);
    var stopped = new RecordingContext(folder, Set.of(), 1e9, steps -> steps >= 12);
    assertThatThrownBy(() -> new LibtorchTrainer().train(trunk, stopped))
        .isInstanceOf(InterruptedException.class);
    writePictures(images, 8, 5);
    var next = RecordingContext.undisturbed(folder);
    new LibtorchTrainer().train(trunk, next);
    var fresh = RecordingContext.undisturbed(other);
    new LibtorchTrainer().train(trunk, fresh);

    assertThat(next.allProgress()).hasSize((int) trunk.trainedSteps());
    assertThat(((RunResult.Done) next.results().getFirst()).trainingLoss())
        .isEqualTo(((RunResult.Done) fresh.results().getFirst()).trainingLoss());
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
