package shapelaw.torch.image;

import java.util.regex.Pattern;

/// What libjpeg, from which both of our JPEG libraries stem, only warns of.
final class JpegWarning {

  /// Part of the picture is missing or guessed.
  private static final Pattern DAMAGE =
      Pattern.compile(
          "premature end|bad huffman|bad arithmetic|instead of RST", Pattern.CASE_INSENSITIVE);

  /// Nothing of the picture is missing; occurs in many a good photo.
  private static final Pattern HARMLESS =
      Pattern.compile(
          "extraneous bytes before marker|unknown JFIF revision|unknown Adobe color|bad ICC marker",
          Pattern.CASE_INSENSITIVE);

  private JpegWarning() {}

  /// True if a picture with this warning is surely not to be trusted.
  static boolean isDamage(String warning) {
    return DAMAGE.matcher(warning).find();
  }

  /// True if a picture with this warning is as good as any.
  static boolean isHarmless(String warning) {
    return HARMLESS.matcher(warning).find();
  }
}
