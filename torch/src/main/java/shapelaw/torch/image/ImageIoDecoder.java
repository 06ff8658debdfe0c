package shapelaw.torch.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/// Reads JPEG and PNG files with the JDK's ImageIO, and follows colour profiles as it does.
final class ImageIoDecoder {

  private static final int WHITE = 255;

  /// zlib makes at most 1032 bytes of one (https://zlib.net/zlib_tech.html).
  private static final long MOST_DEFLATION = 1032;

  private ImageIoDecoder() {}

  static RgbImage decode(byte[] bytes, String file) {
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      ImageReader reader = reader(file, stream);
      try {
        return decode(file, reader, bytes.length);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      if (e instanceof CorruptImageException known) {
        throw known;
      }
      throw new CorruptImageException(file, "decoding failed: " + e.getMessage(), e);
    }
  }

  private static ImageReader reader(String file, ImageInputStream stream) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
    if (!readers.hasNext()) {
      throw new CorruptImageException(file, "its content was not an image", null);
    }
    ImageReader reader = readers.next();
    String format = reader.getFormatName().toLowerCase(Locale.ROOT);
    if (!format.equals("jpeg") && !format.equals("png")) {
      reader.dispose();
      throw new CorruptImageException(file, "its content was a " + format + " image", null);
    }
    reader.setInput(stream, true, true);
    return reader;
  }

  private static RgbImage decode(String file, ImageReader reader, long bytes) throws IOException {
    ImageDecoder.checkSize(reader.getWidth(0), reader.getHeight(0), file);
    checkHeld(file, reader, bytes);
    var damage = new AtomicReference<String>();
    reader.addIIOReadWarningListener((source, warning) -> {
      if (JpegWarning.isDamage(warning)) {
        damage.set(warning);
      }
    });
    BufferedImage image = reader.read(0);
    if (damage.get() != null) {
      throw new CorruptImageException(file, "was damaged: " + damage.get(), null);
    }
    boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    return grey && !(image.getColorModel() instanceof IndexColorModel)
        ? fromGrey(image)
        : fromColour(image);
  }

  /// A file of some bytes cannot hold the pixels that its header promises: memory for them is not
  /// taken on its word. Of JPEG files only the header is known here, and they have no such bound.
  private static void checkHeld(String file, ImageReader reader, long bytes) throws IOException {
    @Nullable ImageTypeSpecifier type = reader.getRawImageType(0);
    if (type == null || !reader.getFormatName().equalsIgnoreCase("png")) {
      return;
    }
    long rowBits = (long) reader.getWidth(0) * type.getColorModel().getPixelSize();
    long promised = reader.getHeight(0) * Math.ceilDiv(rowBits, Byte.SIZE);
    if (promised > bytes * MOST_DEFLATION) {
      throw new CorruptImageException(
          file,
          "promised %,d bytes of pixels, more than its %,d bytes can hold"
              .formatted(promised, bytes),
          null);
    }
  }

  /// Grey by its raw values: the JDK's conversion takes them for linear light and would brighten
  /// the picture.
  private static RgbImage fromGrey(BufferedImage image) {
    Raster raster = image.getRaster();
    int shift = raster.getSampleModel().getSampleSize(0) - Byte.SIZE;
    boolean alpha = raster.getNumBands() > 1;
    int width = image.getWidth();
    int height = image.getHeight();
    var samples = new byte[width * height * RgbImage.CHANNELS];
    for (int y = 0, to = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int value = toByte(raster.getSample(x, y, 0), shift);
        int cover = alpha ? toByte(raster.getSample(x, y, 1), shift) : WHITE;
        byte laid = onWhite(value, cover);
        for (int c = 0; c < RgbImage.CHANNELS; c++) {
          samples[to++] = laid;
        }
      }
    }
    return new RgbImage(width, height, samples);
  }

  private static int toByte(int sample, int shift) {
    return shift >= 0 ? sample >>> shift : sample * WHITE / ((1 << (Byte.SIZE + shift)) - 1);
  }

  private static RgbImage fromColour(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    var row = new int[width];
    var samples = new byte[width * height * RgbImage.CHANNELS];
    for (int y = 0, to = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int argb = row[x];
        int cover = argb >>> 24;
        samples[to++] = onWhite(argb >>> 16 & 0xFF, cover);
        samples[to++] = onWhite(argb >>> 8 & 0xFF, cover);
        samples[to++] = onWhite(argb & 0xFF, cover);
      }
    }
    return new RgbImage(width, height, samples);
  }

  /// A value of 0 … 255 laid on white with a cover of 0 … 255, rounded to the nearest.
  private static byte onWhite(int value, int cover) {
    return (byte) ((value * cover + WHITE * (WHITE - cover) + WHITE / 2) / WHITE);
  }
}
