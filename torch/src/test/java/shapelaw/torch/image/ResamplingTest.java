package shapelaw.torch.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplingTest {

  private static RgbImage random(int width, int height) {
    var samples = new byte[width * height * 3];
    new Random(1).nextBytes(samples);
    return new RgbImage(width, height, samples);
  }

  @Test
  void sameSizeIsTheIdentity() {
    RgbImage image = random(7, 5);
    float[] resized = Resampling.resize(image, image.whole(), 7, 5);
    for (int i = 0; i < resized.length; i++) {
      assertThat(resized[i]).isEqualTo(image.samples()[i] & 0xFF);
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 2", "40, 30", "8, 31"})
  void aFlatPictureStaysFlat(int newWidth, int newHeight) {
    var samples = new byte[12 * 9 * 3];
    java.util.Arrays.fill(samples, (byte) 200);
    RgbImage image = new RgbImage(12, 9, samples);
    for (float value : Resampling.resize(image, image.whole(), newWidth, newHeight)) {
      assertThat(value).isCloseTo(200, within(1e-4f));
    }
  }

  /// A checkerboard of single pixels is too fine for half the size: it must become grey, not one of
  /// its colours.
  @Test
  void reductionAveragesWhatIsTooFine() {
    var samples = new byte[32 * 32 * 3];
    for (int i = 0; i < 32 * 32; i++) {
      byte value = (byte) ((i + i / 32) % 2 * 255);
      samples[3 * i] = samples[3 * i + 1] = samples[3 * i + 2] = value;
    }
    RgbImage image = new RgbImage(32, 32, samples);
    for (float value : Resampling.resize(image, image.whole(), 8, 8)) {
      assertThat(value).isCloseTo(127.5f, within(4f));
    }
  }

  /// Values of a ramp at the centres of the new pixels: bilinear interpolation is exact on straight
  /// lines.
  @Test
  void enlargementInterpolatesALine() {
    var samples = new byte[8 * 3];
    for (int x = 0; x < 8; x++) {
      samples[3 * x] = (byte) (20 * x);
    }
    float[] resized =
        Resampling.resize(new RgbImage(8, 1, samples), new RgbImage.Crop(0, 0, 8, 1), 16, 1);
    for (int x = 1; x < 15; x++) {
      assertThat(resized[3 * x]).isCloseTo(20 * ((x + 0.5f) / 2 - 0.5f), within(1e-4f));
    }
  }

  @Test
  void aCropSeesNothingOutsideItself() {
    RgbImage image = random(20, 20);
    var crop = new RgbImage.Crop(5, 6, 4, 3);
    float[] before = Resampling.resize(image, crop, 8, 8);
    for (int y = 0; y < 20; y++) {
      for (int x = 0; x < 20; x++) {
        if (x < 5 || x >= 9 || y < 6 || y >= 9) {
          image.samples()[(y * 20 + x) * 3] ^= 0x55;
        }
      }
    }
    assertThat(Resampling.resize(image, crop, 8, 8)).containsExactly(before);
  }

  @Test
  void mirroringSwapsTheColumns() {
    RgbImage image = random(16, 16);
    var straight = new float[3 * 64];
    var mirrored = new float[3 * 64];
    image.write(image.whole(), false, 8, straight, 0);
    image.write(image.whole(), true, 8, mirrored, 0);
    for (int i = 0; i < straight.length; i++) {
      assertThat(mirrored[i / 8 * 8 + 7 - i % 8]).isEqualTo(straight[i]);
      assertThat(straight[i]).isBetween(-1f, 1f);
    }
  }

  @Test
  void shrinkingKeepsTheAspectRatioAndNeverEnlarges() {
    RgbImage shrunk = random(300, 100).shrunkTo(20);
    assertThat(shrunk.width()).isEqualTo(60);
    assertThat(shrunk.height()).isEqualTo(20);
    RgbImage small = random(5, 9);
    assertThat(small.shrunkTo(20)).isSameAs(small);
  }

  @Test
  void centralSquareIsInTheMiddle() {
    assertThat(random(31, 11).centralSquare()).isEqualTo(new RgbImage.Crop(10, 0, 11, 11));
    assertThat(random(11, 30).centralSquare()).isEqualTo(new RgbImage.Crop(0, 9, 11, 11));
  }
}
