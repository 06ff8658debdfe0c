package shapelaw.torch.image;

import java.util.regex.Pattern;

/// What libjpeg, from which both of our JPEG libraries stem, only warns of.
final class JpegWarning {

  /// Part of the picture is missing or guessed. What remains is harmless, such as bytes too many
  /// before a marker, and occurs in many a good photo.
  private static final Pattern DAMAGE =
      Pattern.compile(
          "premature end|bad huffman|bad arithmetic|instead of RST", Pattern.CASE_INSENSITIVE);

  private JpegWarning() {}

  /// True if a picture with this warning is not to be trusted.
  static boolean isDamage(String warning) {
    return DAMAGE.matcher(warning).find();
  }
}
