package shapelaw.torch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shapelaw.run.DataSpec;
import shapelaw.run.DataSpec.ImageFormat;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.LibtorchTrainer;
import shapelaw.torch.RecordingContext;
import shapelaw.torch.Samples;

/// A real training run on each format. An epoch has 36 images, so batches of 8 end in the middle of
/// epochs; runs are stopped there.
class DataFormatsIT {

  private static final double NEVER = 1e9;

  @TempDir Path folder;

  private Trunk trunk(ImageFormat format) {
    DataSpec.Images data =
        SampleImages.spec(format, folder.resolve("data"), new DataSpec.Split(2, 4));
    var model =
        new VisionTransformer(Shape.vit(32, 2, 64), 2, 4, SampleImages.SIZE, 3, Pooling.MAP, 4);
    var recipe = Samples.recipe(Optimizer.Adafactor.PAPER, 1e-3);
    var evaluation = new EvaluationSpec(List.of(2, 5), 5, 5, 2, 1024);
    return new Trunk(
        List.of(
            new RunSpec(model, data, recipe, 16, evaluation, 7),
            new RunSpec(model, data, recipe, 24, evaluation, 7)));
  }

  private RecordingContext context(String name, LongPredicate stop) {
    return new RecordingContext(folder.resolve(name), Set.of(), NEVER, stop);
  }

  /// A result without what the clock decides.
  private static List<Object> numbers(RunResult result) {
    assertThat(result).isInstanceOf(RunResult.Done.class);
    var done = (RunResult.Done) result;
    return List.of(
        done.run(),
        done.errorRate(),
        done.errorRateByShots(),
        done.errorRateStandardError(),
        done.trainingLoss(),
        done.validation());
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatStopsWithinAnEpochGoesOnExactly(ImageFormat format) throws Exception {
    SampleImages.write(format, Files.createDirectory(folder.resolve("data")));
    Files.createDirectory(folder.resolve("undisturbed"));
    Files.createDirectory(folder.resolve("stopped"));
    Trunk trunk = trunk(format);
    RecordingContext undisturbed = context("undisturbed", steps -> false);
    new LibtorchTrainer().train(trunk, undisturbed);

    // After 2 steps (16 of 36 images), then after 5 more (56: 20 of the second epoch).
    for (int stop : new int[] {2, 5}) {
      RecordingContext stopped = context("stopped", steps -> steps >= stop);
      assertThatThrownBy(() -> new LibtorchTrainer().train(trunk, stopped))
          .isInstanceOf(InterruptedException.class);
      assertThat(stopped.results()).isEmpty();
    }
    RecordingContext last = context("stopped", steps -> false);
    new LibtorchTrainer().train(trunk, last);

    assertThat(last.allProgress().getFirst().trainedSteps()).isEqualTo(8);
    assertThat(last.results()).hasSize(2);
    assertThat(last.results().stream().map(DataFormatsIT::numbers))
        .isEqualTo(undisturbed.results().stream().map(DataFormatsIT::numbers).toList());
    assertThat(((RunResult.Done) last.results().getLast()).trainingLoss()).isBetween(0.1, 2.6);
  }
}
