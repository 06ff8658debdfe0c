package shapelaw.torch.weights;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/// The checksum that our files carry in their metadata, because the format has none: CRC-32C of the
/// header, with zeros for the checksum's own eight digits, and of the data.
final class Checksum {

  /// Where the metadata have it.
  static final String KEY = "crc32c";

  /// Eight digits to be overwritten.
  static final String UNKNOWN = "00000000";

  private static final byte[] BEFORE_DIGITS =
      ("\"" + KEY + "\":\"").getBytes(StandardCharsets.US_ASCII);

  private Checksum() {}

  /// A checksum that has seen the header.
  static CRC32C of(byte[] header) {
    var crc = new CRC32C();
    crc.update(withDigits(header, UNKNOWN));
    return crc;
  }

  /// The digits of a checksum that has seen all.
  static String digits(CRC32C crc) {
    return HexFormat.of().toHexDigits(crc.getValue(), UNKNOWN.length());
  }

  /// The header with other digits; as it is if it has none.
  static byte[] withDigits(byte[] header, String digits) {
    byte[] changed = header.clone();
    OptionalInt place = place(header);
    if (place.isPresent()) {
      byte[] text = digits.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(text, 0, changed, place.getAsInt(), text.length);
    }
    return changed;
  }

  /// Metadata come first in our headers, so the first match is the key and no tensor's name.
  private static OptionalInt place(byte[] header) {
    for (int i = 0; i + BEFORE_DIGITS.length + UNKNOWN.length() <= header.length; i++) {
      int end = i + BEFORE_DIGITS.length;
      if (Arrays.equals(header, i, end, BEFORE_DIGITS, 0, BEFORE_DIGITS.length)) {
        return OptionalInt.of(end);
      }
    }
    return OptionalInt.empty();
  }
}
