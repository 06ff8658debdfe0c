package shapelaw.runs.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import shapelaw.run.Sha256;

/// Checksums of what is stored: a database notices damage to its structure, not to a digit of a
/// text.
final class Checksums {

  private Checksums() {}

  /// CRC-32C of texts, told apart by a byte that is in no UTF-8.
  static long of(String... texts) {
    var crc = new CRC32C();
    for (String text : texts) {
      crc.update(text.getBytes(StandardCharsets.UTF_8));
      crc.update(0xff);
    }
    return crc.getValue();
  }

  /// A number that stands for a name, the same on every machine.
  static long number(String name) {
    return ByteBuffer.wrap(Sha256.of(name)).getLong();
  }
}
