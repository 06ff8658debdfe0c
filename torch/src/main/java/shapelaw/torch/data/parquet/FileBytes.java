package shapelaw.torch.data.parquet;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import shapelaw.torch.files.PositionalReads;

/// The bytes of an open file, by position.
final class FileBytes implements AutoCloseable {

  private final FileChannel channel;
  private final long size;

  private FileBytes(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
  }

  static FileBytes open(Path file) throws IOException {
    return new FileBytes(FileChannel.open(file, StandardOpenOption.READ));
  }

  long size() {
    return size;
  }

  /// Reads a part that lies in the file.
  byte[] read(long from, int length) throws IOException {
    return PositionalReads.bytes(channel, from, length);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
