package shapelaw.torch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shapelaw.run.DataSpec;

class FractalSourceTest {

  private static final ImageSource SOURCE = source(16, 20, 5, 1);

  private static ImageSource source(int size, int classes, int evaluationClasses, long seed) {
    return ImageSources.open(new DataSpec.Fractals(size, classes, evaluationClasses, seed));
  }

  private static float[] training(ImageSource source, long index) {
    var pixels = new float[3 * source.imageSize() * source.imageSize()];
    source.trainingImage(index, pixels, 0);
    return pixels;
  }

  private static float[] evaluation(ImageSource source, int evaluationClass, int index) {
    var pixels = new float[3 * source.imageSize() * source.imageSize()];
    source.evaluationImage(evaluationClass, index, pixels, 0);
    return pixels;
  }

  /// Pins the pictures: a change of any bit makes every finished run incomparable with new ones.
  @ParameterizedTest
  @CsvSource({
    "16, 0, 262357489",
    "16, 123456789012, 1241250344",
    "32, 7, 775618959",
    "64, 7, 1839124215",
  })
  void pixelsOfFixedIndicesNeverChange(int size, long index, int expectedHash) {
    assertThat(Arrays.hashCode(training(source(size, 20, 5, 1), index))).isEqualTo(expectedHash);
  }

  @Test
  void heldOutPixelsOfFixedIndicesNeverChange() {
    assertThat(Arrays.hashCode(evaluation(SOURCE, 4, 17))).isEqualTo(433355720);
  }

  @Test
  void contentDoesNotDependOnOrderOrThread() {
    float[] alone = training(SOURCE, 42);
    boolean same =
        IntStream.range(0, 200)
            .parallel()
            .allMatch(i -> {
              training(SOURCE, i);
              return Arrays.equals(alone, training(SOURCE, 42));
            });
    assertThat(same).isTrue();
    assertThat(training(source(16, 20, 5, 1), 42)).containsExactly(alone);
  }

  @Test
  void everyIndexAndSeedGivesAnotherPicture() {
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      seen.add(Arrays.hashCode(training(SOURCE, i)));
    }
    for (int i = 0; i < 100; i++) {
      seen.add(Arrays.hashCode(evaluation(SOURCE, i % 5, i / 5)));
    }
    assertThat(seen).hasSize(600);
    assertThat(training(source(16, 20, 5, 2), 0)).isNotEqualTo(training(SOURCE, 0));
  }

  @Test
  void labelsAreUniform() {
    var pixels = new float[3 * 16 * 16];
    var counts = new int[20];
    int images = 20_000;
    for (int i = 0; i < images; i++) {
      counts[SOURCE.trainingImage(i, pixels, 0)]++;
    }
    double expected = images / 20.0;
    double chiSquare =
        Arrays.stream(counts).mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    // 99.9 % quantile of χ² with 19 degrees of freedom; 4 is its 0.01 % quantile.
    assertThat(chiSquare).isBetween(4.0, 43.8);
  }

  @Test
  void valuesUseTheRangeAndStayInIt() {
    float least = 1;
    float greatest = -1;
    for (int i = 0; i < 200; i++) {
      for (float value : training(SOURCE, i)) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
    }
    assertThat(least).isEqualTo(-1f);
    assertThat(greatest).isEqualTo(1f);
  }

  @Test
  void writesAtTheOffsetAndNowhereElse() {
    var pixels = new float[3 * 16 * 16 + 20];
    Arrays.fill(pixels, 7);
    SOURCE.trainingImage(3, pixels, 10);
    assertThat(Arrays.copyOfRange(pixels, 0, 10)).containsOnly(7);
    assertThat(Arrays.copyOfRange(pixels, 10, pixels.length - 10))
        .containsExactly(training(SOURCE, 3));
    assertThat(Arrays.copyOfRange(pixels, pixels.length - 10, pixels.length)).containsOnly(7);
  }

  /// Mean colours of a class's pictures do not stand out from those of others: form alone tells.
  @Test
  void colourDoesNotTellTheClass() {
    var sums = new double[20];
    var counts = new int[20];
    var pixels = new float[3 * 16 * 16];
    for (int i = 0; i < 8000; i++) {
      int label = SOURCE.trainingImage(i, pixels, 0);
      // Red against blue, over the picture.
      for (int p = 0; p < 256; p++) {
        sums[label] += (pixels[p] - pixels[512 + p]) / 256;
      }
      counts[label]++;
    }
    for (int label = 0; label < 20; label++) {
      // Red − blue of one picture has a standard deviation of about 0.3; 400 pictures a class make
      // 0.015.
      assertThat(sums[label] / counts[label]).isCloseTo(0, within(0.075));
    }
  }

  @Test
  void reportsItsSizes() {
    assertThat(SOURCE.imageSize()).isEqualTo(16);
    assertThat(SOURCE.channels()).isEqualTo(3);
    assertThat(SOURCE.classes()).isEqualTo(20);
    assertThat(SOURCE.evaluationClasses()).isEqualTo(5);
    assertThat(SOURCE.distinctTrainingImages()).isEqualTo(Long.MAX_VALUE);
    assertThat(SOURCE.evaluationImages(0)).isEqualTo(Integer.MAX_VALUE);
    assertThat(ImageSources.trainingClasses(new DataSpec.Fractals(16, 20, 5, 1))).isEqualTo(20);
  }
}
