package shapelaw.runs.logs;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/// TensorFlow's files of records: each record is
///
/// ```text
/// length (8 bytes, little-endian) · masked CRC-32C of these · data · masked CRC-32C of the data
/// masked(c) = ((c >>> 15) | (c << 17)) + 0xa282ead8
/// ```
///
/// (`tensorflow/core/lib/io/record_writer.h`).
final class TensorFlowRecords {

  private static final int LENGTH_BYTES = Long.BYTES;
  private static final int CRC_BYTES = Integer.BYTES;
  private static final int CRC_MASK = 0xa282ead8;

  private TensorFlowRecords() {}

  /// Hands over every record in order.
  ///
  /// @throws LogException if a checksum is wrong or the file ends within a record
  /// @throws IOException if the file cannot be read
  static void read(Path file, Consumer<byte[]> records) throws IOException {
    long size = Files.size(file);
    long position = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      while (position < size) {
        byte[] header = in.readNBytes(LENGTH_BYTES + CRC_BYTES);
        requireWhole(file, position, header.length == LENGTH_BYTES + CRC_BYTES);
        ByteBuffer buffer = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        long length = buffer.getLong();
        requireSound(file, position, masked(header, LENGTH_BYTES) == buffer.getInt());
        long rest = size - position - header.length - CRC_BYTES;
        requireWhole(file, position, length >= 0 && length <= rest && length < Integer.MAX_VALUE);
        byte[] data = in.readNBytes((int) length);
        byte[] crc = in.readNBytes(CRC_BYTES);
        requireWhole(file, position, data.length == length && crc.length == CRC_BYTES);
        int expected = ByteBuffer.wrap(crc).order(ByteOrder.LITTLE_ENDIAN).getInt();
        requireSound(file, position, masked(data, data.length) == expected);
        records.accept(data);
        position += header.length + length + CRC_BYTES;
      }
    }
  }

  private static void requireSound(Path file, long position, boolean sound) {
    if (!sound) {
      throw new LogException(
          "%s: the record at byte %d must have the checksum that is stored with it but has not: the file is damaged. Maybe copy it again, or move it away to import the other runs."
              .formatted(file, position));
    }
  }

  private static void requireWhole(Path file, long position, boolean whole) {
    if (!whole) {
      throw new LogException(
          "%s: the record at byte %d must be whole but the file ends in it. Maybe its training still runs or was killed, or the file was not copied whole; move it away to import the other runs."
              .formatted(file, position));
    }
  }

  /// A record as it is stored.
  static byte[] record(byte[] data) {
    ByteBuffer record =
        ByteBuffer.allocate(LENGTH_BYTES + CRC_BYTES + data.length + CRC_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(masked(record.array(), LENGTH_BYTES));
    record.put(data);
    record.putInt(masked(data, data.length));
    return record.array();
  }

  private static int masked(byte[] bytes, int length) {
    var crc = new CRC32C();
    crc.update(bytes, 0, length);
    int value = (int) crc.getValue();
    return Integer.rotateRight(value, 15) + CRC_MASK;
  }
}
