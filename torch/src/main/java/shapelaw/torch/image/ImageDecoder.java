package shapelaw.torch.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/// Reads JPEG and PNG files as RGB. Grey becomes three equal channels without a change of its
/// values; alpha is laid on white; CMYK is refused. EXIF orientation is not followed; colour
/// profiles are followed in PNG files, and in JPEG files if ImageIO decodes them ([JpegLibrary]).
public final class ImageDecoder {

  /// Larger pictures are refused: decoding them would take more than half a gigabyte.
  private static final long MOST_PIXELS = 100_000_000;

  /// What libjpeg can hold; longer pictures of other formats are refused too.
  private static final int LONGEST_SIDE = 65_500;

  /// Progressive files have about ten scans. Some kilobytes with hundreds could take minutes.
  private static final int MOST_SCANS = 100;

  private static final int CMYK_COMPONENTS = 4;

  private ImageDecoder() {}

  /// Name and version of what decodes JPEG files.
  public static String jpegLibrary() {
    return JpegLibrary.chosen().description();
  }

  /// Decodes a file, whatever its name ends with.
  ///
  /// @throws CorruptImageException if it can't be read, is no JPEG or PNG image, is damaged, or has
  ///   a colour model that isn't supported
  public static RgbImage decode(Path file) {
    try {
      return decode(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new CorruptImageException(file.toString(), "could not be read: " + e, e);
    }
  }

  /// Decodes the content of a file.
  ///
  /// @param file what to call it in errors
  /// @throws CorruptImageException if it is no JPEG or PNG image, is damaged, or has a colour model
  ///   that isn't supported
  public static RgbImage decode(byte[] bytes, String file) {
    return decode(bytes, file, Integer.MAX_VALUE);
  }

  /// Decodes the content of a file, perhaps at a reduced size: libjpeg-turbo decodes at the
  /// smallest of 1/1, 1/2, 1/4 and 1/8 whose shorter side still has `shorterSide` pixels. That
  /// averages blocks of pixels, much as [RgbImage#shrunkTo] does, in a fraction of the time.
  ///
  /// @param file what to call it in errors
  /// @param shorterSide pixels that are enough, ≥ 1
  /// @throws CorruptImageException as [#decode(byte\[\], String)] does
  public static RgbImage decode(byte[] bytes, String file, int shorterSide) {
    return decode(bytes, file, shorterSide, JpegLibrary.chosen());
  }

  /// Decodes the content of a file, with this library if it is a JPEG file.
  ///
  /// @param file what to call it in errors
  /// @param shorterSide pixels that are enough, ≥ 1
  /// @throws CorruptImageException as [#decode(byte\[\], String)] does
  public static RgbImage decode(byte[] bytes, String file, int shorterSide, JpegLibrary library) {
    return decode(bytes, file, shorterSide, library, ImageDecoder::kept);
  }

  private static RgbImage kept(Pixels pixels) {
    return switch (pixels) {
      case RgbImage image -> image;
      case LentPixels lent -> lent.toImage();
    };
  }

  /// Decodes the content of a file, perhaps into memory that is used again, which saves a copy of
  /// what is needed only once.
  ///
  /// @param use gets the picture, which is valid during the call
  static <T> T decode(
      byte[] bytes, String file, int shorterSide, JpegLibrary library, Function<Pixels, T> use) {
    if (shorterSide < 1) {
      throw new IllegalArgumentException(
          "shorter side must be at least 1 but was " + shorterSide + ".");
    }
    if (!JpegHeader.begins(bytes)) {
      return use.apply(ImageIoDecoder.decode(bytes, file));
    }
    if (JpegHeader.components(bytes) == CMYK_COMPONENTS) {
      throw cmyk(file);
    }
    int scans = JpegHeader.scans(bytes);
    if (scans > MOST_SCANS) {
      throw new CorruptImageException(
          file, "had %d scans, more than %d".formatted(scans, MOST_SCANS), null);
    }
    return library.decode(bytes, file, shorterSide, use);
  }

  static CorruptImageException cmyk(String file) {
    return new CorruptImageException(
        file, "had four colour components (CMYK), which are not supported", null);
  }

  /// Refuses sizes that must not be believed with memory.
  static void checkSize(int width, int height, String file) {
    long pixels = (long) width * height;
    if (pixels > MOST_PIXELS) {
      throw new CorruptImageException(
          file, "had %d pixels, more than %d".formatted(pixels, MOST_PIXELS), null);
    }
    int side = Math.max(width, height);
    if (side > LONGEST_SIDE) {
      throw new CorruptImageException(
          file, "had a side of %d pixels, more than %d".formatted(side, LONGEST_SIDE), null);
    }
  }
}
