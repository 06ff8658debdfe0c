package shapelaw.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class Sha256Test {

  // The example of one block in NIST's "SHA-256" example values (FIPS 180-4).
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void aTextHasTheDigestOfTheStandard() {
    assertThat(HexFormat.of().formatHex(Sha256.of("abc"))).isEqualTo(OF_ABC);
  }

  @Test
  void piecesHaveTheDigestOfTheWhole() {
    MessageDigest digest = Sha256.begin();
    digest.update("a".getBytes(StandardCharsets.UTF_8));
    digest.update("bc".getBytes(StandardCharsets.UTF_8));
    assertThat(digest.digest()).isEqualTo(Sha256.of("abc"));
  }
}
