package shapelaw.report.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Parametrization;
import shapelaw.run.Precision;
import shapelaw.run.Recipe;
import shapelaw.run.Schedule;

final class TrainingWordsTest {

  @Test
  void dataSayWhereTheyComeFromWhatIsHeldOutAndWhatIsDoneToThem() {
    assertThat(TrainingWords.data(new DataSpec.Fractals(32, 100, new DataSpec.Split(20, 50), 7)))
        .isEqualTo(
            "fractals of iterated function systems, 32 px, 100 classes for training and 20 others for evaluation, 50 images for validation, seed 7");
    var augmented =
        new DataSpec.Preprocessing(
            DataSpec.Crop.CENTRAL, true, Optional.of(DataSpec.RandAugment.PAPER), 256.0 / 224);
    assertThat(
            TrainingWords.data(
                new DataSpec.Images(
                    DataSpec.ImageFormat.PARQUET,
                    "/data",
                    224,
                    new DataSpec.Split(0, 1),
                    augmented,
                    1)))
        .isEqualTo(
            "images of /data (Parquet), 224 px, no classes for evaluation, 1 image for validation, central crop, mirror images, RandAugment(2, 10), evaluated on the central crop of 1.143 times the size, seed 1");
    assertThat(
            TrainingWords.data(
                new DataSpec.Images(
                    DataSpec.ImageFormat.FOLDER,
                    "/data",
                    32,
                    new DataSpec.Split(5, 0),
                    DataSpec.Preprocessing.WHOLE_SQUARE,
                    1)))
        .endsWith(
            "5 classes held out for evaluation, inception crop, mirror images, evaluated on the whole central square, seed 1");
  }

  @Test
  void aRecipeSaysWhatIsNotUsual() {
    var usual =
        new Recipe(
            64, Optimizer.Adafactor.PAPER, 1e-3, 1e-4, new Schedule.ReciprocalSquareRoot(50, 9), 0);
    assertThat(TrainingWords.recipe(usual))
        .contains("Adafactor", "reciprocal square root with 50 warm-up and 9 cool-down steps")
        .contains("gradient clip off", "float32")
        .doesNotContain("mixup", "parametrization");
    var unusual =
        new Recipe(
            64,
            Optimizer.AdamW.USUAL,
            1e-3,
            1e-4,
            new Schedule.Cosine(50),
            1,
            0.2,
            Precision.BFLOAT16,
            new Parametrization.MaximalUpdate(128));
    assertThat(
            TrainingWords.recipe(
                new Recipe(64, Optimizer.Sgd.USUAL, 0.03, 0, new Schedule.Constant(50, 9), 1)))
        .contains("SGD with momentum 0.9", "constant");
    assertThat(TrainingWords.recipe(unusual))
        .contains("AdamW", "cosine after 50 warm-up steps, every duration alone")
        .contains("mixup 0.2", "bfloat16", "maximal update parametrization from width 128");
  }

  @Test
  void sgdIsNamedWithItsMomentum() {
    var sgd = new Recipe(64, Optimizer.Sgd.USUAL, 1e-3, 1e-4, new Schedule.Constant(50, 9), 0.5);
    assertThat(TrainingWords.recipe(sgd))
        .startsWith("SGD with momentum 0.9, ")
        .contains("constant between 50 warm-up and 9 cool-down steps", "gradient clip 0.5");
  }

  @Test
  void anEvaluationSaysWhatTheLossIs() {
    assertThat(TrainingWords.evaluation(EvaluationSpec.PAPER))
        .startsWith("linear few-shot error rate at 10 shots (also measured: 5, 10, 25)");
    var validation =
        new EvaluationSpec(EvaluationSpec.Metric.VALIDATION_ERROR, List.of(5), 5, 50, 3, 1024);
    assertThat(TrainingWords.evaluation(validation))
        .startsWith("error rate on the validation images");
    assertThat(Words.loss(validation)).isEqualTo("validation error rate");
    assertThat(Words.loss(EvaluationSpec.PAPER)).isEqualTo("10-shot error rate");
  }
}
