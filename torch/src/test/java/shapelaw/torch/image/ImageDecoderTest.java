package shapelaw.torch.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

  @TempDir Path folder;

  private Path write(BufferedImage image, String format, String name) throws IOException {
    Path file = folder.resolve(name);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    return file;
  }

  private static int[] pixel(RgbImage image, int x, int y) {
    int at = (y * image.width() + x) * 3;
    byte[] samples = image.samples();
    return new int[] {samples[at] & 0xFF, samples[at + 1] & 0xFF, samples[at + 2] & 0xFF};
  }

  private static BufferedImage smooth(int width, int height) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, new Color(255 * x / width, 255 * y / height, 90).getRGB());
      }
    }
    return image;
  }

  @Test
  void pngColoursAreExact() throws IOException {
    BufferedImage image = smooth(13, 7);
    RgbImage decoded = ImageDecoder.decode(write(image, "png", "a.png"));
    assertThat(decoded.width()).isEqualTo(13);
    assertThat(decoded.height()).isEqualTo(7);
    for (int y = 0; y < 7; y++) {
      for (int x = 0; x < 13; x++) {
        var color = new Color(image.getRGB(x, y));
        assertThat(pixel(decoded, x, y))
            .containsExactly(color.getRed(), color.getGreen(), color.getBlue());
      }
    }
  }

  @Test
  void jpegColoursAreClose() throws IOException {
    RgbImage decoded = ImageDecoder.decode(write(smooth(64, 64), "jpg", "a.jpg"));
    assertThat(pixel(decoded, 32, 16)[0]).isCloseTo(127, within(8));
    assertThat(pixel(decoded, 32, 16)[1]).isCloseTo(63, within(8));
    assertThat(pixel(decoded, 32, 16)[2]).isCloseTo(90, within(8));
  }

  @Test
  void theContentDecidesAndNotTheName() throws IOException {
    RgbImage decoded = ImageDecoder.decode(write(smooth(13, 7), "png", "really-png.jpg"));
    assertThat(decoded.width()).isEqualTo(13);
  }

  @Test
  void greyKeepsItsValues() throws IOException {
    var grey = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_GRAY);
    var deep = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
    for (int x = 0; x < 4; x++) {
      grey.getRaster().setSample(x, 0, 0, 60 * x);
      deep.getRaster().setSample(x, 0, 0, (60 * x) << 8);
    }
    for (Path file : new Path[] {write(grey, "png", "8.png"), write(deep, "png", "16.png")}) {
      RgbImage decoded = ImageDecoder.decode(file);
      assertThat(pixel(decoded, 1, 0)).containsExactly(60, 60, 60);
      assertThat(pixel(decoded, 3, 0)).containsExactly(180, 180, 180);
    }
    assertThat(pixel(ImageDecoder.decode(write(grey, "jpg", "8.jpg")), 1, 0)[0])
        .isCloseTo(60, within(12));
  }

  @Test
  void alphaIsLaidOnWhite() throws IOException {
    var image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00FF0000);
    image.setRGB(1, 0, 0xFF102030);
    image.setRGB(2, 0, 0x80000000);
    RgbImage decoded = ImageDecoder.decode(write(image, "png", "alpha.png"));
    assertThat(pixel(decoded, 0, 0)).containsExactly(255, 255, 255);
    assertThat(pixel(decoded, 1, 0)).containsExactly(0x10, 0x20, 0x30);
    assertThat(pixel(decoded, 2, 0)).containsExactly(127, 127, 127);
  }

  @Test
  void paletteAndBlackAndWhiteAreRead() throws IOException {
    byte[] red = {0, 10, (byte) 250};
    byte[] green = {0, 20, (byte) 150};
    byte[] blue = {0, 30, (byte) 50};
    var palette =
        new BufferedImage(
            3, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 3, red, green, blue));
    palette.getRaster().setSample(2, 0, 0, 2);
    assertThat(pixel(ImageDecoder.decode(write(palette, "png", "palette.png")), 2, 0))
        .containsExactly(250, 150, 50);

    var bits = new BufferedImage(9, 1, BufferedImage.TYPE_BYTE_BINARY);
    Graphics2D graphics = bits.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(4, 0, 5, 1);
    graphics.dispose();
    RgbImage decoded = ImageDecoder.decode(write(bits, "png", "bits.png"));
    assertThat(pixel(decoded, 3, 0)).containsExactly(0, 0, 0);
    assertThat(pixel(decoded, 8, 0)).containsExactly(255, 255, 255);
  }

  /// Print shops' files carry Adobe's marker, others don't; the JDK would read the latter as
  /// something else.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cmykIsRefusedByName(boolean adobe) throws IOException {
    Path file = folder.resolve("print.jpg");
    WritableRaster raster = Raster.createInterleavedRaster(0, 16, 16, 4, null);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.write(new IIOImage(raster, null, null));
    } finally {
      writer.dispose();
    }
    if (adobe) {
      byte[] plain = Files.readAllBytes(file);
      byte[] marker = HexFormat.of().parseHex("ffee000e41646f626500640000000000");
      var marked = new ByteArrayOutputStream();
      marked.write(plain, 0, 2);
      marked.writeBytes(marker);
      marked.write(plain, 2, plain.length - 2);
      Files.write(file, marked.toByteArray());
    }
    assertThatThrownBy(() -> ImageDecoder.decode(file))
        .isInstanceOf(CorruptImageException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("CMYK");
  }

  /// Half of a picture must be an error and not a picture whose other half is grey.
  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png"})
  void truncatedFilesAreCorrupt(String format) throws IOException {
    Path whole = write(smooth(200, 200), format, "whole." + format);
    byte[] bytes = Files.readAllBytes(whole);
    for (int share = 1; share < 10; share++) {
      Path cut = folder.resolve("cut." + format);
      Files.write(cut, Arrays.copyOf(bytes, bytes.length * share / 10));
      assertThatThrownBy(() -> ImageDecoder.decode(cut))
          .as("first %d tenths", share)
          .isInstanceOfSatisfying(
              CorruptImageException.class, e -> assertThat(e.file()).isEqualTo(cut.toString()))
          .hasMessageContaining(cut.toString());
    }
  }

  @Test
  void whatIsNoImageIsCorrupt() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "no picture at all");
    Path empty = Files.createFile(folder.resolve("empty.jpg"));
    Path gif = write(smooth(8, 8), "gif", "moving.png");
    Path missing = folder.resolve("missing.png");
    for (Path file : new Path[] {text, empty, gif, missing, folder}) {
      assertThatThrownBy(() -> ImageDecoder.decode(file))
          .isInstanceOf(CorruptImageException.class)
          .hasMessageContaining(file.toString());
    }
    assertThatThrownBy(() -> ImageDecoder.decode(gif)).hasMessageContaining("gif");
  }

  /// A header may promise any size: it must not be believed with memory.
  @ParameterizedTest
  @CsvSource({
    "100000, 100000, '10000000000 pixels'",
    "100000000, 1, 'side of 100000000 pixels'",
    "1, 65501, 'side of 65501 pixels, more than 65500'",
  })
  void absurdSizesAreRefusedBeforeDecoding(int width, int height, String found) throws IOException {
    byte[] bytes = withHeader(smooth(8, 8), width, height, Byte.SIZE);
    assertThatThrownBy(() -> ImageDecoder.decode(bytes, "bomb.png"))
        .isInstanceOf(CorruptImageException.class)
        .hasMessageContaining(found);
  }

  @Test
  void aHeaderThatPromisesMoreThanTheFileCanHoldIsNotBelieved() throws IOException {
    byte[] bytes = withHeader(smooth(8, 8), 9_000, 9_000, Byte.SIZE);
    assertThatThrownBy(() -> ImageDecoder.decode(bytes, "small.png"))
        .isInstanceOf(CorruptImageException.class)
        .hasMessageContaining("small.png")
        .hasMessageContaining("promised 243,000,000 bytes of pixels, more than its");
  }

  /// A PNG file whose header tells another size than its data have.
  private byte[] withHeader(BufferedImage image, int width, int height, int depth)
      throws IOException {
    byte[] bytes = Files.readAllBytes(write(image, "png", "small.png"));
    var header = java.nio.ByteBuffer.wrap(bytes);
    header.putInt(16, width).putInt(20, height).put(24, (byte) depth);
    var crc = new java.util.zip.CRC32();
    crc.update(bytes, 12, 17);
    header.putInt(29, (int) crc.getValue());
    return bytes;
  }

  @Test
  void damagedBytesNeverEscapeAsAnythingElse() throws IOException {
    var random = new java.util.SplittableRandom(1);
    for (String format : new String[] {"png", "jpg"}) {
      byte[] bytes = Files.readAllBytes(write(smooth(40, 40), format, "x." + format));
      for (int trial = 0; trial < 100; trial++) {
        byte[] damaged = bytes.clone();
        for (int i = 0; i < 8; i++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        Path file = Files.write(folder.resolve("damaged." + format), damaged);
        try {
          ImageDecoder.decode(file);
        } catch (CorruptImageException expected) {
          assertThat(expected.file()).isEqualTo(file.toString());
        }
      }
    }
  }
}
