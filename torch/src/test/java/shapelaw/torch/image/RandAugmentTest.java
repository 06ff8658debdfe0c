package shapelaw.torch.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.run.DataSpec;
import shapelaw.torch.image.RandAugment.Change;

class RandAugmentTest {

  private static final int SIZE = 224;

  /// Values from 0 to 255 in every channel.
  private static RgbImage noise(int size) {
    var samples = new byte[size * size * 3];
    new Random(1).nextBytes(samples);
    Arrays.fill(samples, 0, 3, (byte) 0);
    Arrays.fill(samples, 3, 6, (byte) 255);
    return new RgbImage(size, size, samples);
  }

  private static RandAugment of(int layers, int magnitude, int size) {
    return new RandAugment(new DataSpec.RandAugment(layers, magnitude), size);
  }

  @ParameterizedTest
  @EnumSource(Change.class)
  void aChangeLeavesItsInputAlone(Change change) {
    RgbImage image = noise(32);
    byte[] before = image.samples().clone();
    RgbImage changed = of(1, 10, 32).apply(change, image, new SplittableRandom(1));
    assertThat(image.samples()).containsExactly(before);
    assertThat(changed.width()).isEqualTo(32);
    assertThat(changed.height()).isEqualTo(32);
    assertThat(changed.samples()).hasSize(before.length);
  }

  @ParameterizedTest
  @EnumSource(
      value = Change.class,
      names = {
        "ROTATE",
        "SHEAR_X",
        "SHEAR_Y",
        "TRANSLATE_X",
        "TRANSLATE_Y",
        "CUTOUT",
        "SOLARIZE_ADD"
      })
  void magnitudeZeroChangesNothing(Change change) {
    RgbImage image = noise(32);
    assertThat(of(1, 0, 32).apply(change, image, new SplittableRandom(1)).samples())
        .containsExactly(image.samples());
  }

  /// 100 pixels of 224 become grey, on one side or the other.
  @ParameterizedTest
  @ValueSource(ints = {112, 224, 448})
  void shiftsAreThePapersAndShrinkWithSmallPictures(int size) {
    RgbImage shifted =
        of(1, 10, size).apply(Change.TRANSLATE_X, noise(size), new SplittableRandom(1));
    int grey = 0;
    for (int x = 0; x < size; x++) {
      grey += greyColumn(shifted, x) ? 1 : 0;
    }
    assertThat(grey).isEqualTo(size == 112 ? 50 : 100);
  }

  private static boolean greyColumn(RgbImage image, int x) {
    for (int y = 0; y < image.height(); y++) {
      if (image.samples()[(y * image.width() + x) * 3] != (byte) 128) {
        return false;
      }
    }
    return true;
  }

  @Test
  void cutoutCoversASquareOfAtMostEightyPixels() {
    var random = new SplittableRandom(1);
    int greatest = 0;
    RgbImage image = new RgbImage(SIZE, SIZE, new byte[SIZE * SIZE * 3]);
    for (int i = 0; i < 50; i++) {
      int grey = 0;
      for (byte sample : of(1, 10, SIZE).apply(Change.CUTOUT, image, random).samples()) {
        grey += sample == (byte) 128 ? 1 : 0;
      }
      greatest = Math.max(greatest, grey / 3);
      // Its centre lies inside the picture, so that at least a quarter does.
      assertThat(grey / 3).isBetween(40 * 40, 80 * 80);
    }
    assertThat(greatest).isEqualTo(80 * 80);
  }

  @Test
  void changesOccurEquallyOftenAndWithEitherSign() {
    var random = new SplittableRandom(1);
    RgbImage image = noise(16);
    int unchanged = 0;
    int draws = 1600;
    for (int i = 0; i < draws; i++) {
      // At magnitude 10 Solarize, with its threshold of 256, changes nothing at all, and
      // AutoContrast nothing in a picture whose values reach from 0 to 255.
      unchanged +=
          Arrays.equals(of(1, 10, 16).apply(image, random).samples(), image.samples()) ? 1 : 0;
    }
    // Two of sixteen, with four standard deviations of a binomial.
    assertThat((double) unchanged / draws).isCloseTo(2.0 / 16, within(0.034));
    boolean left = false;
    boolean right = false;
    for (int i = 0; i < 20; i++) {
      RgbImage shifted = of(1, 10, 16).apply(Change.TRANSLATE_X, image, random);
      left |= greyColumn(shifted, 15);
      right |= greyColumn(shifted, 0);
    }
    assertThat(left && right).isTrue();
  }

  @Test
  void layersFollowOneAnotherAndTheSeedDecides() {
    RgbImage image = noise(32);
    var random = new SplittableRandom(7);
    RandAugment one = of(1, 10, 32);
    RgbImage twice = one.apply(one.apply(image, random), random);
    assertThat(of(2, 10, 32).apply(image, new SplittableRandom(7)).samples())
        .containsExactly(twice.samples());
  }
}
