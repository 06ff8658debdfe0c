package shapelaw.torch.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import shapelaw.run.DataSpec;
import shapelaw.run.RunResult;
import shapelaw.torch.TorchRuntime;
import shapelaw.torch.data.ImageSource;
import shapelaw.torch.data.ImageSources;

class ValidationIT {

  private static final int CLASSES = 4;

  /// More than one batch and not a whole number of them.
  private static final int IMAGES = 600;

  private static final ImageSource SOURCE =
      ImageSources.open(new DataSpec.Fractals(8, CLASSES, new DataSpec.Split(0, IMAGES), 3));

  @BeforeAll
  static void useOneThread() {
    TorchRuntime.start(1);
  }

  private static int[] labels() {
    var labels = new int[IMAGES];
    Arrays.setAll(labels, i -> SOURCE.validationImage(i, new float[3 * 8 * 8], 0));
    return labels;
  }

  /// The same logits for every image.
  private static Tensor constant(Tensor images, double... logits) {
    return AbstractTensor.create(logits).expand(images.size(0), CLASSES);
  }

  @Test
  void theErrorRateIsTheShareOfImagesWhoseHighestLogitIsAnotherClasss() {
    RunResult.Validation validation =
        Validation.evaluate(SOURCE, images -> constant(images, -1, 0, 2, 1.9));

    long right = Arrays.stream(labels()).filter(label -> label == 2).count();
    assertThat(right).isBetween(100L, 200L);
    assertThat(validation.errorRate()).isEqualTo((double) (IMAGES - right) / IMAGES);
    assertThat(validation.images()).isEqualTo(IMAGES);
  }

  @Test
  void theLossIsTheSigmoidCrossEntropyOfTraining() {
    double[] logits = {-1, 0.5, 40, -60};
    double expected = 0;
    for (int label : labels()) {
      for (int k = 0; k < CLASSES; k++) {
        // ln(1 + e^x) is x for the large ones, to within rounding.
        double x = k == label ? -logits[k] : logits[k];
        expected += (x > 30 ? x : Math.log1p(Math.exp(x))) / IMAGES;
      }
    }

    RunResult.Validation validation =
        Validation.evaluate(SOURCE, images -> constant(images, logits));

    assertThat(validation.loss()).isCloseTo(expected, within(1e-6));
  }

  @Test
  void imagesAndLabelsBelongTogether() {
    // The model remembers: it finds the image's label by its pixels.
    var pixels = new float[IMAGES][3 * 8 * 8];
    int[] labels = new int[IMAGES];
    Arrays.setAll(labels, i -> SOURCE.validationImage(i, pixels[i], 0));
    int[] next = {0};

    RunResult.Validation validation =
        Validation.evaluate(
            SOURCE,
            images -> {
              var logits = torch.zeros(new long[] {images.size(0), CLASSES});
              for (int i = 0; i < images.size(0); i++) {
                Tensor expected = AbstractTensor.create(pixels[next[0]]);
                assertThat(images.select(0, i).flatten().equal(expected)).isTrue();
                logits.select(0, i).select(0, labels[next[0]]).fill_(new Scalar(5.0));
                next[0]++;
              }
              return logits;
            });

    assertThat(validation.errorRate()).isZero();
    assertThat(next[0]).isEqualTo(IMAGES);
  }

  /// An overflow is an error of the program and says nothing about the model.
  @Test
  void anErrorOfArithmeticIsNoDivergence() {
    assertThatThrownBy(() ->
            Validation.evaluate(
                SOURCE,
                images -> {
                  throw new ArithmeticException("integer overflow");
                }))
        .isInstanceOf(ArithmeticException.class)
        .isNotInstanceOf(NotFiniteException.class);
  }

  @Test
  void theStandardErrorIsThatOfAShare() {
    assertThat(Validation.standardError(new RunResult.Validation(0.2, 1, 400)))
        .isCloseTo(0.02, within(1e-12));
    assertThat(Validation.standardError(new RunResult.Validation(0, 1, 400))).isZero();
  }

  @Test
  void logitsThatAreNotFiniteAreADivergence() {
    assertThatThrownBy(
            () -> Validation.evaluate(SOURCE, images -> constant(images, 0, Double.NaN, 0, 0)))
        .isInstanceOf(NotFiniteException.class);
  }
}
