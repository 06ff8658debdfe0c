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

  /// (newHeight, newWidth, 3), 0 … 255.
  private static float[] resize(RgbImage image, RgbImage.Crop crop, int newWidth, int newHeight) {
    var resized = new float[newHeight * newWidth * 3];
    Resampling.resize(
        image,
        View.of(crop, newWidth, newHeight),
        (y, row) -> {
          for (int i = 0; i < row.length; i++) {
            resized[(y * newWidth + i % newWidth) * 3 + i / newWidth] = row[i];
          }
        });
    return resized;
  }

  /// The filter as it is written down: every weight is computed where it is used, columns first, in
  /// the order of the samples.
  private static float[] byDefinition(RgbImage image, RgbImage.Crop crop, int width, int height) {
    var narrowed = new float[crop.height() * width * 3];
    for (int i = 0; i < narrowed.length; i++) {
      int row = crop.top() + i / (3 * width);
      int channel = i % 3;
      narrowed[i] =
          weighted(
              crop.width(),
              width,
              i / 3 % width,
              x -> image.samples()[(row * image.width() + crop.left() + x) * 3 + channel] & 0xFF);
    }
    var resized = new float[height * width * 3];
    for (int i = 0; i < resized.length; i++) {
      int at = i % (3 * width);
      resized[i] =
          weighted(crop.height(), height, i / (3 * width), y -> narrowed[y * 3 * width + at]);
    }
    return resized;
  }

  private interface Samples {
    float at(int index);
  }

  private static float weighted(int inputs, int outputs, int output, Samples samples) {
    double scale = (double) inputs / outputs;
    double support = Math.max(1, scale);
    double centre = (output + 0.5) * scale - 0.5;
    int from = Math.max(0, (int) Math.ceil(centre - support));
    int to = Math.min(inputs - 1, (int) Math.floor(centre + support));
    double sum = 0;
    for (int i = from; i <= to; i++) {
      sum += Math.max(0, 1 - Math.abs(i - centre) / support);
    }
    float value = 0;
    for (int i = from; i <= to; i++) {
      value += (float) (Math.max(0, 1 - Math.abs(i - centre) / support) / sum) * samples.at(i);
    }
    return value;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 50, 40, 24, 24", "3, 5, 24, 24, 24, 24", "1, 2, 7, 5, 24, 24", "0, 0, 50, 40, 3, 2",
    "4, 4, 1, 1, 9, 9", "0, 0, 50, 40, 1, 1", "7, 0, 2, 40, 11, 5", "10, 10, 33, 21, 8, 31"
  })
  void agreesBitForBitWithTheDefinition(
      int left, int top, int width, int height, int newWidth, int newHeight) {
    RgbImage image = random(50, 40);
    var crop = new RgbImage.Crop(left, top, width, height);
    assertThat(resize(image, crop, newWidth, newHeight))
        .containsExactly(byDefinition(image, crop, newWidth, newHeight));
  }

  @Test
  void aViewOfThePartIsThePartOfTheView() {
    RgbImage image = random(61, 43);
    var pixels = new float[3 * 10 * 10];
    image.write(View.central(image, 10, 16), pixels, 0);
    // 43 becomes 16 and 61 becomes 22.7, rounded to 23.
    float[] whole = resize(image, image.whole(), 23, 16);
    for (int i = 0; i < 100; i++) {
      int at = ((3 + i / 10) * 23 + 6 + i % 10) * 3;
      for (int c = 0; c < 3; c++) {
        assertThat(pixels[c * 100 + i]).isEqualTo(whole[at + c] / 127.5f - 1);
      }
    }
  }

  @Test
  void sameSizeIsTheIdentity() {
    RgbImage image = random(7, 5);
    float[] resized = resize(image, image.whole(), 7, 5);
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
    for (float value : resize(image, image.whole(), newWidth, newHeight)) {
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
    for (float value : resize(image, image.whole(), 8, 8)) {
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
    float[] resized = resize(new RgbImage(8, 1, samples), new RgbImage.Crop(0, 0, 8, 1), 16, 1);
    for (int x = 1; x < 15; x++) {
      assertThat(resized[3 * x]).isCloseTo(20 * ((x + 0.5f) / 2 - 0.5f), within(1e-4f));
    }
  }

  @Test
  void aCropSeesNothingOutsideItself() {
    RgbImage image = random(20, 20);
    var crop = new RgbImage.Crop(5, 6, 4, 3);
    float[] before = resize(image, crop, 8, 8);
    for (int y = 0; y < 20; y++) {
      for (int x = 0; x < 20; x++) {
        if (x < 5 || x >= 9 || y < 6 || y >= 9) {
          image.samples()[(y * 20 + x) * 3] ^= 0x55;
        }
      }
    }
    assertThat(resize(image, crop, 8, 8)).containsExactly(before);
  }

  @Test
  void mirroringSwapsTheColumns() {
    RgbImage image = random(16, 16);
    var straight = new float[3 * 64];
    var mirrored = new float[3 * 64];
    View view = View.of(image.whole(), 8, 8);
    image.write(view, straight, 0);
    image.write(view.mirrored(), mirrored, 0);
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
