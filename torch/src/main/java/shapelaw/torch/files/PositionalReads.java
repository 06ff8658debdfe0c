package shapelaw.torch.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Reads at a position of a file that give all bytes asked for. They leave the channel's own
/// position alone, so threads may share the channel.
public final class PositionalReads {

  private PositionalReads() {}

  /// Reads bytes into an array of their own, which is made only if the file has them.
  ///
  /// @param from position of the first byte
  /// @param length how many
  /// @throws EOFException if the file does not have them all; its message has no full stop
  public static byte[] bytes(FileChannel channel, long from, int length) throws IOException {
    long size = channel.size();
    if (from < 0 || length < 0 || from > size - length) {
      throw new EOFException(
          "the file has %d bytes, not %d from byte %d on".formatted(size, length, from));
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    fill(channel, bytes, from);
    return bytes.array();
  }

  /// Reads bytes until a buffer has none remaining.
  ///
  /// @param from position of the first byte in the file, ≥ 0
  /// @throws EOFException if the file ends before; its message has no full stop
  public static void fill(FileChannel channel, ByteBuffer buffer, long from) throws IOException {
    long at = from;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, at);
      if (count < 0) {
        throw new EOFException(
            "the file has %d bytes, not %d from byte %d on"
                .formatted(channel.size(), buffer.remaining(), at));
      }
      at += count;
    }
  }
}
