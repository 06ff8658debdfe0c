package shapelaw.torch.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.run.DataSpec;

class JpegLibraryTest {

  private static final int WHOLE = Integer.MAX_VALUE;

  private static void assumePresent(JpegLibrary library) {
    Assumptions.assumeTrue(
        JpegLibrary.present().contains(library), () -> library + " is not on this machine");
  }

  private static RgbImage decode(byte[] jpeg, JpegLibrary library) {
    return ImageDecoder.decode(jpeg, "test.jpg", WHOLE, library);
  }

  /// Waves with an edge, and some noise, as in a photo.
  private static BufferedImage picture(int width, int height, int type) {
    var random = new SplittableRandom(1);
    var image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int red = (int) (120 + 90 * Math.sin(x / 9.0)) + random.nextInt(8);
        int green = (int) (120 + 90 * Math.cos(y / 7.0)) + random.nextInt(8);
        int blue = x > width / 2 ? 200 : 40;
        image.setRGB(x, y, red << 16 | green << 8 | blue);
      }
    }
    return image;
  }

  private static byte[] jpeg(BufferedImage image, float quality, boolean progressive) {
    var bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(quality);
      if (progressive) {
        parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(
              ImageTypeSpecifier.createFromRenderedImage(image), parameters);
      writer.setOutput(out);
      writer.write(metadata, new IIOImage(image, null, metadata), parameters);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static byte[] jpeg(int width, int height) {
    return jpeg(picture(width, height, BufferedImage.TYPE_INT_RGB), 0.9f, false);
  }

  static List<byte[]> pictures() {
    return List.of(
        jpeg(160, 120),
        jpeg(61, 43),
        jpeg(1, 1),
        jpeg(picture(160, 120, BufferedImage.TYPE_INT_RGB), 0.9f, true),
        jpeg(picture(160, 120, BufferedImage.TYPE_BYTE_GRAY), 0.9f, false),
        jpeg(picture(161, 33, BufferedImage.TYPE_INT_RGB), 0.3f, false));
  }

  /// Both stem from one code base; versions differ in how they round and smooth colours.
  @ParameterizedTest
  @MethodSource("pictures")
  void bothLibrariesSeeTheSamePicture(byte[] jpeg) {
    assumePresent(JpegLibrary.TURBO);
    RgbImage turbo = decode(jpeg, JpegLibrary.TURBO);
    RgbImage imageIo = decode(jpeg, JpegLibrary.IMAGEIO);
    assertThat(turbo.width()).isEqualTo(imageIo.width());
    assertThat(turbo.height()).isEqualTo(imageIo.height());
    assertThat(meanDifference(turbo.samples(), imageIo.samples())).isLessThan(0.5);
  }

  private static double meanDifference(byte[] a, byte[] b) {
    assertThat(a).hasSameSizeAs(b);
    long sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 0xFF) - (b[i] & 0xFF));
    }
    return (double) sum / a.length;
  }

  @ParameterizedTest
  @EnumSource(JpegLibrary.class)
  void greyPicturesGetThreeEqualChannels(JpegLibrary library) {
    assumePresent(library);
    var image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      image.getRaster().setSample(i % 16, i / 16, 0, 77);
    }
    for (byte sample : decode(jpeg(image, 1, false), library).samples()) {
      assertThat(sample & 0xFF).isBetween(76, 78);
    }
  }

  /// 160 × 120 at a half, a quarter and an eighth has shorter sides of 60, 30 and 15.
  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 30, 31, 60, 61, 120, 500})
  void aReducedDecodeKeepsTheShorterSideThatIsAskedFor(int shorterSide) {
    assumePresent(JpegLibrary.TURBO);
    byte[] jpeg = jpeg(160, 120);
    int expected = shorterSide <= 15 ? 15 : shorterSide <= 30 ? 30 : shorterSide <= 60 ? 60 : 120;
    RgbImage reduced = ImageDecoder.decode(jpeg, "test.jpg", shorterSide, JpegLibrary.TURBO);
    assertThat(reduced.shorterSide()).isEqualTo(expected);
    assertThat(reduced.width()).isEqualTo(expected * 4 / 3);
    // Averages of blocks against a triangle filter: close where the picture is smooth.
    RgbImage shrunk = decode(jpeg, JpegLibrary.TURBO).shrunkTo(expected);
    assertThat(meanDifference(reduced.samples(), shrunk.samples())).isLessThan(6);
  }

  @ParameterizedTest
  @EnumSource(JpegLibrary.class)
  void aFileGivesTrainingTheBitsOfItsPicture(JpegLibrary library) {
    assumePresent(library);
    var preprocessor = new Preprocessor(DataSpec.Preprocessing.PAPER, 24);
    for (byte[] jpeg : pictures()) {
      var ofFile = new float[3 * 24 * 24];
      var ofPicture = new float[ofFile.length];
      preprocessor.training(jpeg, "test.jpg", library, new SplittableRandom(1), ofFile, 0);
      preprocessor.training(decode(jpeg, library), new SplittableRandom(1), ofPicture, 0);
      assertThat(ofFile).containsExactly(ofPicture);
    }
  }

  @Test
  void imageIoIgnoresTheShorterSide() {
    assertThat(ImageDecoder.decode(jpeg(160, 120), "a", 10, JpegLibrary.IMAGEIO).width())
        .isEqualTo(160);
  }

  @ParameterizedTest
  @EnumSource(JpegLibrary.class)
  void truncatedFilesAreRefused(JpegLibrary library) {
    assumePresent(library);
    for (byte[] whole : List.of(jpeg(200, 200), pictures().get(3))) {
      for (int share = 0; share < 20; share++) {
        byte[] cut = Arrays.copyOf(whole, whole.length * share / 20);
        assertThatThrownBy(() -> decode(cut, library))
            .as("%d twentieths", share)
            .isInstanceOf(CorruptImageException.class)
            .hasMessageContaining("test.jpg");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(JpegLibrary.class)
  void absurdSizesAreRefusedBeforeDecoding(JpegLibrary library) {
    assumePresent(library);
    byte[] jpeg = jpeg(16, 16);
    int frame = 0;
    while (jpeg[frame] != (byte) 0xFF || jpeg[frame + 1] != (byte) 0xC0) {
      frame++;
    }
    Arrays.fill(jpeg, frame + 5, frame + 9, (byte) 0xF0);
    assertThatThrownBy(() -> decode(jpeg, library))
        .isInstanceOf(CorruptImageException.class)
        .hasMessageContaining("pixels, more than");
  }

  /// Bytes changed, cut out, doubled and cut off, in headers and in data: no more than an exception
  /// may come of it, and a sound file decodes as ever afterwards.
  @ParameterizedTest
  @EnumSource(JpegLibrary.class)
  void hostileFilesEndInAPictureOrInAnException(JpegLibrary library) {
    assumePresent(library);
    List<byte[]> seeds = pictures();
    byte[] sound = seeds.getFirst();
    byte[] expected = decode(sound, library).samples();
    var random = new SplittableRandom(4);
    int refused = 0;
    for (int trial = 0; trial < 600; trial++) {
      byte[] hostile = mutated(seeds.get(trial % seeds.size()), random);
      try {
        RgbImage image = ImageDecoder.decode(hostile, "x", 1 + random.nextInt(300), library);
        assertThat(image.samples()).hasSize(3 * image.width() * image.height());
      } catch (CorruptImageException e) {
        refused++;
      }
      if (trial % 50 == 0) {
        assertThat(decode(sound, library).samples()).containsExactly(expected);
      }
    }
    assertThat(refused).isBetween(100, 599);
  }

  /// The last scan of a progressive file may be repeated, which changes nothing but the time.
  @ParameterizedTest
  @EnumSource(JpegLibrary.class)
  void filesOfVeryManyScansAreRefused(JpegLibrary library) {
    assumePresent(library);
    byte[] jpeg = jpeg(picture(160, 120, BufferedImage.TYPE_INT_RGB), 0.9f, true);
    int scans = JpegHeader.scans(jpeg);
    assertThat(scans).isBetween(2, 20);
    assertThatThrownBy(() -> decode(withMoreScans(jpeg, 101 - scans), library))
        .isInstanceOf(CorruptImageException.class)
        .hasMessageContaining("had 101 scans, more than 100");
    assertThat(JpegHeader.scans(withMoreScans(jpeg, 100 - scans))).isEqualTo(100);
  }

  /// Nobody reads on behind the one scan of a sequential file that holds all components, so that
  /// what stands there takes no time: libraries pass over it, or refuse the file.
  @ParameterizedTest
  @EnumSource(JpegLibrary.class)
  void scansBehindTheOnlyOneOfASequentialFileAreNotRead(JpegLibrary library) {
    assumePresent(library);
    byte[] sequential = jpeg(picture(160, 120, BufferedImage.TYPE_INT_RGB), 0.9f, false);
    byte[] withMore = withMoreScans(sequential, 20_000);
    assertThat(JpegHeader.scans(withMore)).isEqualTo(1);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          try {
            assertThat(decode(withMore, library)).isEqualTo(decode(sequential, library));
          } catch (CorruptImageException e) {
            assertThat(e).hasMessageContaining("test.jpg");
          }
        });
  }

  private static byte[] withMoreScans(byte[] jpeg, int more) {
    int last = lastScan(jpeg);
    var bytes = new ByteArrayOutputStream();
    bytes.write(jpeg, 0, last);
    for (int i = 0; i <= more; i++) {
      bytes.write(jpeg, last, jpeg.length - 2 - last);
    }
    bytes.write(jpeg, jpeg.length - 2, 2);
    return bytes.toByteArray();
  }

  private static int lastScan(byte[] jpeg) {
    int last = jpeg.length - 2;
    while (jpeg[last] != (byte) 0xFF || jpeg[last + 1] != (byte) 0xDA) {
      last--;
    }
    return last;
  }

  /// A thumbnail lies in a segment, and phones append other pictures and videos.
  @Test
  void onlyScansOfThePictureItselfCount() {
    byte[] jpeg = jpeg(16, 16);
    assertThat(JpegHeader.scans(jpeg)).isEqualTo(1);
    byte[] scan = {(byte) 0xFF, (byte) 0xDA, 0, 2};
    byte[] segment = {(byte) 0xFF, (byte) 0xE1, 0, 6};
    var bytes = new ByteArrayOutputStream();
    bytes.write(jpeg, 0, 2);
    bytes.writeBytes(segment);
    bytes.writeBytes(scan);
    bytes.write(jpeg, 2, jpeg.length - 2);
    bytes.writeBytes(scan);
    assertThat(JpegHeader.scans(bytes.toByteArray())).isEqualTo(1);
  }

  private static byte[] mutated(byte[] file, SplittableRandom random) {
    byte[] bytes = file.clone();
    // Headers are short beside the data but can do more harm.
    int range = random.nextBoolean() ? Math.min(bytes.length, 300) : bytes.length;
    for (int i = random.nextInt(1, 9); i > 0; i--) {
      bytes[random.nextInt(2, range)] = (byte) random.nextInt();
    }
    int from = random.nextInt(bytes.length);
    int length = random.nextInt(64);
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(bytes, from);
      case 1 -> joined(Arrays.copyOf(bytes, from), bytes, Math.min(bytes.length, from + length));
      case 2 -> joined(Arrays.copyOf(bytes, from), bytes, Math.max(0, from - length));
      default -> bytes;
    };
  }

  private static byte[] joined(byte[] head, byte[] bytes, int tailFrom) {
    var joined = new ByteArrayOutputStream();
    joined.writeBytes(head);
    joined.write(bytes, tailFrom, bytes.length - tailFrom);
    return joined.toByteArray();
  }

  @Test
  void threadsDecodeAtTheSameTime() throws Exception {
    assumePresent(JpegLibrary.TURBO);
    List<byte[]> files = pictures();
    List<byte[]> expected =
        files.stream().map(file -> decode(file, JpegLibrary.TURBO).samples()).toList();
    int threads = 4;
    try (var executor = Executors.newFixedThreadPool(threads)) {
      var work = new ArrayList<Callable<Boolean>>();
      for (int i = 0; i < 400; i++) {
        int file = i % files.size();
        work.add(() ->
            Arrays.equals(
                decode(files.get(file), JpegLibrary.TURBO).samples(), expected.get(file)));
      }
      for (Future<Boolean> same : executor.invokeAll(work)) {
        assertThat(same.get()).isTrue();
      }
    }
  }

  @Test
  void librariesSayWhatTheyAre() {
    assertThat(JpegLibrary.IMAGEIO.description()).startsWith("ImageIO of JDK 2");
    assertThat(ImageDecoder.jpegLibrary()).isEqualTo(JpegLibrary.chosen().description());
    assumePresent(JpegLibrary.TURBO);
    assertThat(JpegLibrary.TURBO.description()).startsWith("libjpeg-turbo");
  }

  @Test
  void namesOfThePropertyAreChecked() {
    assertThat(JpegLibrary.named("imageio")).isEqualTo(JpegLibrary.IMAGEIO);
    assertThat(JpegLibrary.named("turbo")).isEqualTo(JpegLibrary.TURBO);
    assertThatThrownBy(() -> JpegLibrary.named("gd"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shapelaw.jpeg must be turbo or imageio but was gd.");
  }
}
