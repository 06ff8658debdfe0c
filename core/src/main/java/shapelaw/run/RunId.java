package shapelaw.run;

import java.util.HexFormat;
import java.util.regex.Pattern;

/// Identity of a run: the first 16 hexadecimal digits of the SHA-256 of its specification.
///
/// @param hex 16 lower-case hexadecimal digits
public record RunId(String hex) {

  /// Part of every hash; raise it when the same specification comes to mean another computation.
  private static final String FORMAT = "shapelaw-run-1";

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{16}");

  public RunId {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "a run id must be 16 hexadecimal digits but was '" + hex + "'.");
    }
  }

  /// Id of a run.
  static RunId of(RunSpec spec) {
    return new RunId(hash(CanonicalText.of(spec)));
  }

  /// Id of a group of runs that are trained as one.
  static String hash(String content) {
    return HexFormat.of().formatHex(Sha256.of(FORMAT + '\n' + content), 0, 8);
  }

  @Override
  public String toString() {
    return hex;
  }
}
