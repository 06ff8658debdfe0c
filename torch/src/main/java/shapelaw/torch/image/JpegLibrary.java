package shapelaw.torch.image;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What decodes JPEG files. The system property [#PROPERTY] chooses, else [#TURBO] is taken where
/// it is present.
///
/// Both give the same picture up to rounding, but [#TURBO] is about three times as fast, and it
/// takes the numbers in a file for sRGB: a colour profile inside is not followed.
public enum JpegLibrary {
  /// libjpeg-turbo 2.0 or newer, as its TurboJPEG library: the Debian package `libturbojpeg0`, or
  /// whatever else the system finds by that library's name.
  TURBO("turbo"),
  /// The JDK's own.
  IMAGEIO("imageio");

  /// System property whose value, `turbo` or `imageio`, overrules the default.
  public static final String PROPERTY = "shapelaw.jpeg";

  private final String name;

  JpegLibrary(String name) {
    this.name = name;
  }

  /// The library that decodes files if none is named.
  ///
  /// @throws IllegalArgumentException if [#PROPERTY] names no library
  /// @throws IllegalStateException if it names one that is not there
  public static JpegLibrary chosen() {
    return Chosen.LIBRARY;
  }

  /// The libraries that can be used here, the fastest first.
  public static List<JpegLibrary> present() {
    var present = new ArrayList<JpegLibrary>();
    if (TurboJpeg.library().isPresent()) {
      present.add(TURBO);
    }
    present.add(IMAGEIO);
    return present;
  }

  /// Name and version.
  ///
  /// @throws IllegalStateException if it is not there
  public String description() {
    return switch (this) {
      case TURBO -> turbo().description();
      case IMAGEIO -> "ImageIO of JDK " + Runtime.version();
    };
  }

  /// Decodes the content of a JPEG file.
  ///
  /// @param file what to call it in errors
  /// @param shorterSide pixels that the shorter side must keep; a library may skip work by decoding
  ///   at 1/2, 1/4 or 1/8 of the size
  /// @param use gets the picture, which is valid during the call
  <T> T decode(byte[] bytes, String file, int shorterSide, Function<Pixels, T> use) {
    return switch (this) {
      case TURBO -> turbo().decode(bytes, file, shorterSide, use);
      case IMAGEIO -> use.apply(ImageIoDecoder.decode(bytes, file));
    };
  }

  private static TurboJpeg turbo() {
    return TurboJpeg.library()
        .orElseThrow(() ->
            new IllegalStateException(
                ("libturbojpeg must be present for %s=%s but could not be loaded."
                        + " Maybe install the package libturbojpeg0.")
                    .formatted(PROPERTY, TURBO.name)));
  }

  static JpegLibrary named(String name) {
    for (JpegLibrary library : values()) {
      if (library.name.equals(name)) {
        return library;
      }
    }
    throw new IllegalArgumentException(
        "%s must be turbo or imageio but was %s.".formatted(PROPERTY, name));
  }

  private static final class Chosen {
    static final JpegLibrary LIBRARY = choose();

    private static JpegLibrary choose() {
      String name = System.getProperty(PROPERTY, "");
      if (name.isEmpty()) {
        return present().getFirst();
      }
      JpegLibrary library = named(name);
      if (!present().contains(library)) {
        turbo();
      }
      return library;
    }
  }
}
