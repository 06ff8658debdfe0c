package shapelaw.torch.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import shapelaw.torch.files.PositionalReads;
import shapelaw.torch.image.CorruptImageException;

/// Some bytes of a file. The file is open only while they are read: there may be more shards than a
/// process can hold open, and an interrupt closes a channel for all who share it.
///
/// @param file the file
/// @param offset of the first byte
/// @param size number of bytes
record FilePart(Path file, long offset, long size) {

  /// No encoded picture is larger.
  static final int MOST_BYTES = 1 << 27;

  /// A whole file.
  static FilePart whole(Path file) {
    try {
      return new FilePart(file, 0, Files.size(file));
    } catch (IOException e) {
      throw new CorruptImageException(file.toString(), "could not be read: " + e, e);
    }
  }

  /// Reads the bytes.
  ///
  /// @param name what to call them in errors
  /// @throws CorruptImageException if they can't be read or are too many
  byte[] read(String name) {
    if (size < 0 || size > MOST_BYTES) {
      throw new CorruptImageException(
          name, "had %d bytes, more than %d".formatted(size, MOST_BYTES), null);
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return PositionalReads.bytes(channel, offset, (int) size);
    } catch (IOException e) {
      throw new CorruptImageException(name, "could not be read: " + e, e);
    }
  }
}
