package shapelaw.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256, by which runs, seeds and files are known by their content.
public final class Sha256 {

  private Sha256() {}

  /// The 32 bytes of the digest of a text in UTF-8.
  public static byte[] of(String text) {
    return begin().digest(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A digest of nothing yet, for what comes piece by piece.
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
