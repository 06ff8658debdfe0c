package shapelaw.torch.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.torch.data.ImageSource;
import shapelaw.torch.data.ImageSources;
import shapelaw.torch.image.ImageDataException;

class FewShotEvaluationIT {

  /// More threads only wait for each other on matrices of this size.
  @BeforeAll
  static void useOneThread() {
    torch.set_num_threads(1);
  }

  private static final EvaluationSpec SPEC = new EvaluationSpec(List.of(2, 5), 5, 10, 3, 1024);

  private static final FeatureExtractor PIXELS = images -> images.flatten(1, -1);

  /// Images of 2 × 2 pixels whose first channel is the class and whose second is a hash of class
  /// and index.
  private static final class Marked implements ImageSource {
    private final int classes;
    private final int imagesPerClass;
    private final List<Integer> asked = new ArrayList<>();

    Marked(int classes, int imagesPerClass) {
      this.classes = classes;
      this.imagesPerClass = imagesPerClass;
    }

    @Override
    public String fingerprint() {
      return "test";
    }

    @Override
    public int imageSize() {
      return 2;
    }

    @Override
    public int channels() {
      return 3;
    }

    @Override
    public int classes() {
      return 1;
    }

    @Override
    public int evaluationClasses() {
      return classes;
    }

    @Override
    public long distinctTrainingImages() {
      return 1;
    }

    @Override
    public int evaluationImages(int evaluationClass) {
      return imagesPerClass;
    }

    @Override
    public int trainingImage(long index, float[] pixels, int offset) {
      throw new AssertionError("evaluation must not look at training images");
    }

    @Override
    public int validationImages() {
      return 0;
    }

    @Override
    public int validationImage(int index, float[] pixels, int offset) {
      throw new IndexOutOfBoundsException(index);
    }

    @Override
    public void evaluationImage(int evaluationClass, int index, float[] pixels, int offset) {
      if (evaluationClass == 0) {
        asked.add(index);
      }
      var random = new java.util.SplittableRandom(evaluationClass * 1_000_003L + index);
      for (int p = 0; p < 4; p++) {
        pixels[offset + p] = evaluationClass / 100f;
        pixels[offset + 4 + p] = (float) random.nextDouble();
        pixels[offset + 8 + p] = (float) random.nextDouble();
      }
    }
  }

  /// One-hot of the class, which the images carry in their first channel.
  private static Tensor oneHot(Tensor images, int classes) {
    long count = images.size(0);
    var features = new float[(int) count * classes];
    float[] pixels = new float[(int) images.numel()];
    images.<java.nio.FloatBuffer>createBuffer().get(pixels);
    for (int i = 0; i < count; i++) {
      features[i * classes + Math.round(pixels[i * 12] * 100)] = 1;
    }
    return AbstractTensor.create(features, count, classes);
  }

  @Test
  void featuresThatTellTheClassGiveNoErrors() {
    var outcome = FewShotEvaluation.evaluate(SPEC, new Marked(7, 100), x -> oneHot(x, 7), 1);
    assertThat(outcome.errorRate()).isZero();
    assertThat(outcome.errorRateByShots()).containsOnlyKeys(2, 5);
    assertThat(outcome.standardError()).isZero();
  }

  @Test
  void featuresThatTellNothingGiveChance() {
    var spec = new EvaluationSpec(List.of(5), 5, 100, 5, 1024);
    var outcome =
        FewShotEvaluation.evaluate(
            spec, new Marked(10, 10_000), x -> x.narrow(1, 1, 2).flatten(1, -1), 1);
    // 1000 test images a draw: five draws have a standard deviation of about 0.005.
    assertThat(outcome.errorRate()).isCloseTo(0.9, within(0.03));
    assertThat(outcome.standardError()).isBetween(1e-4, 0.02);
  }

  @Test
  void examplesAreDistinctAndNeverTestImages() {
    var source = new Marked(3, 40);
    FewShotEvaluation.evaluate(SPEC, source, PIXELS, 1);
    assertThat(source.asked).hasSize(10 + 3 * 5);
    assertThat(source.asked.subList(0, 10)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    Set<List<Integer>> draws = new HashSet<>();
    for (int draw = 0; draw < 3; draw++) {
      List<Integer> examples = source.asked.subList(10 + draw * 5, 15 + draw * 5);
      assertThat(examples).doesNotHaveDuplicates().allMatch(i -> i >= 10 && i < 40);
      draws.add(examples);
    }
    assertThat(draws).hasSize(3);
  }

  @Test
  void exactlyEnoughImagesAreEnough() {
    var source = new Marked(3, 15);
    FewShotEvaluation.evaluate(SPEC, source, PIXELS, 1);
    assertThat(new HashSet<>(source.asked)).hasSize(15);
  }

  @Test
  void tooFewImagesAreRefusedWithAWayOut() {
    assertThatThrownBy(() -> FewShotEvaluation.requireEnoughImages(SPEC, new Marked(3, 14)))
        .isInstanceOf(ImageDataException.class)
        .hasMessageContaining("at least 15 images")
        .hasMessageContaining("had 14")
        .hasMessageContaining("Maybe lower");
  }

  @Test
  void theSeedDecidesTheDrawsAndNothingElseDoes() {
    var source = new Marked(10, 10_000);
    FeatureExtractor noise = x -> x.narrow(1, 1, 2).flatten(1, -1);
    var first = FewShotEvaluation.evaluate(SPEC, source, noise, 1);
    assertThat(FewShotEvaluation.evaluate(SPEC, source, noise, 1)).isEqualTo(first);
    assertThat(FewShotEvaluation.evaluate(SPEC, source, noise, 2)).isNotEqualTo(first);
  }

  @Test
  void batchesAreSmallAndWithoutGradients() {
    var sizes = new ArrayList<Long>();
    FewShotEvaluation.evaluate(
        new EvaluationSpec(List.of(5), 5, 100, 1, 1024),
        new Marked(6, 1000),
        images -> {
          sizes.add(images.size(0));
          assertThat(GradMode.is_enabled()).isFalse();
          return images.flatten(1, -1);
        },
        1);
    assertThat(sizes).containsExactly(256L, 256L, 88L, 30L);
  }

  @Test
  void featuresThatAreNotFiniteAreRefused() {
    assertThatThrownBy(() ->
            FewShotEvaluation.evaluate(
                SPEC, new Marked(3, 40), x -> x.flatten(1, -1).div(new Scalar(0.0)), 1))
        .isInstanceOf(NotFiniteException.class)
        .hasMessageContaining("finite");
  }

  /// The fractals must ask for more than ridge regression on their pixels.
  @Test
  void pixelsAloneDoNotSolveTheFractals() {
    for (int size : new int[] {16, 32}) {
      ImageSource source = ImageSources.open(new DataSpec.Fractals(size, 10, 24, 1));
      var outcome =
          FewShotEvaluation.evaluate(
              new EvaluationSpec(List.of(10), 10, 50, 2, 1024), source, PIXELS, 1);
      assertThat(outcome.errorRate()).isGreaterThan(0.6);
    }
  }
}
