package shapelaw.torch.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import shapelaw.run.DataSpec;

class PreprocessorTest {

  private static final int SIZE = 24;
  private static final int FLOATS = 3 * SIZE * SIZE;

  private static RgbImage noise(int width, int height) {
    var samples = new byte[width * height * 3];
    new Random(1).nextBytes(samples);
    return new RgbImage(width, height, samples);
  }

  private static Preprocessor of(DataSpec.Crop crop, boolean flip, double evaluationResize) {
    return new Preprocessor(
        new DataSpec.Preprocessing(crop, flip, Optional.empty(), evaluationResize), SIZE);
  }

  private static float[] training(Preprocessor preprocessor, RgbImage image, long seed) {
    var pixels = new float[FLOATS];
    preprocessor.training(image, new SplittableRandom(seed), pixels, 0);
    return pixels;
  }

  private static float[] evaluation(Preprocessor preprocessor, RgbImage image) {
    var pixels = new float[FLOATS];
    preprocessor.evaluation(image, pixels, 0);
    return pixels;
  }

  @Test
  void valuesFillMinusOneToOne() {
    var samples = new byte[90 * 60 * 3];
    java.util.Arrays.fill(samples, 0, 90 * 30 * 3, (byte) 255);
    float[] pixels =
        evaluation(of(DataSpec.Crop.INCEPTION, false, 1), new RgbImage(90, 60, samples));
    assertThat(pixels).contains(-1f, 1f);
    for (float value : pixels) {
      assertThat(value).isBetween(-1f, 1f);
    }
  }

  @Test
  void centralTrainingSeesWhatEvaluationSees() {
    Preprocessor central = of(DataSpec.Crop.CENTRAL, false, 256.0 / 224);
    RgbImage image = noise(90, 61);
    assertThat(training(central, image, 1)).containsExactly(evaluation(central, image));
  }

  @Test
  void everyOtherTrainingPictureIsMirrored() {
    Preprocessor plain = of(DataSpec.Crop.CENTRAL, false, 1);
    Preprocessor flipping = of(DataSpec.Crop.CENTRAL, true, 1);
    RgbImage image = noise(90, 61);
    float[] straight = training(plain, image, 0);
    int mirrored = 0;
    for (int seed = 0; seed < 200; seed++) {
      float[] pixels = training(flipping, image, seed);
      boolean isMirrored = pixels[0] != straight[0];
      mirrored += isMirrored ? 1 : 0;
      for (int i = 0; i < FLOATS; i++) {
        int column = i % SIZE;
        int from = isMirrored ? i - column + SIZE - 1 - column : i;
        assertThat(pixels[i]).isEqualTo(straight[from]);
      }
    }
    // Four standard deviations of a binomial.
    assertThat(mirrored).isBetween(72, 128);
  }

  /// The shorter side becomes 32 for an evaluation resize of 4/3 of 24, so that 4 of its pixels are
  /// cut off at either side. Resized as a whole, these pictures would have 2.6 · 10¹⁰ columns or
  /// rows.
  @Test
  void evaluationOfALongAndThinPictureMakesOnlyItsMiddle() {
    int side = 20_000_000;
    var samples = new byte[side * 3];
    java.util.Arrays.fill(samples, side / 2 * 3, samples.length, (byte) 255);
    Preprocessor preprocessor =
        new Preprocessor(
            new DataSpec.Preprocessing(DataSpec.Crop.CENTRAL, false, Optional.empty(), 1300.0 / 24),
            SIZE);
    float[] wide = evaluation(preprocessor, new RgbImage(side, 1, samples));
    float[] high = evaluation(preprocessor, new RgbImage(1, side, samples));
    for (int i = 1; i < SIZE; i++) {
      // One pixel becomes 1300, so that the edge in the middle is a slope of 2/1300 a pixel.
      assertThat(wide[i] - wide[i - 1]).isCloseTo(2f / 1300, within(1e-5f));
      assertThat(high[i * SIZE] - high[(i - 1) * SIZE]).isCloseTo(2f / 1300, within(1e-5f));
    }
    assertThat(wide[SIZE / 2 - 1] + wide[SIZE / 2]).isCloseTo(0, within(1e-5f));
  }

  @Test
  void evaluationCutsTheBorderOff() {
    var samples = new byte[64 * 64 * 3];
    for (int y = 8; y < 56; y++) {
      for (int x = 8; x < 56; x++) {
        java.util.Arrays.fill(samples, (y * 64 + x) * 3, (y * 64 + x) * 3 + 3, (byte) 255);
      }
    }
    RgbImage image = new RgbImage(64, 64, samples);
    float[] cut = evaluation(of(DataSpec.Crop.INCEPTION, true, 4.0 / 3), image);
    float[] whole = evaluation(of(DataSpec.Crop.INCEPTION, true, 1), image);
    // Only the filter's reach of one new pixel sees the black frame.
    assertThat(cut[SIZE + 1]).isEqualTo(1);
    assertThat(cut[0]).isLessThan(1);
    assertThat(whole[0]).isEqualTo(-1);
  }

  @Test
  void randAugmentComesLastAndOnBytes() {
    var spec =
        new DataSpec.Preprocessing(
            DataSpec.Crop.INCEPTION, true, Optional.of(DataSpec.RandAugment.PAPER), 1);
    RgbImage image = noise(90, 61);
    boolean anyDiffers = false;
    for (int seed = 0; seed < 20; seed++) {
      float[] augmented = training(new Preprocessor(spec, SIZE), image, seed);
      float[] plain = training(of(DataSpec.Crop.INCEPTION, true, 1), image, seed);
      anyDiffers |= !java.util.Arrays.equals(augmented, plain);
      for (float value : augmented) {
        float level = (value + 1) * 127.5f;
        assertThat(Math.abs(level - Math.round(level))).isLessThan(1e-4f);
      }
    }
    assertThat(anyDiffers).isTrue();
  }
}
