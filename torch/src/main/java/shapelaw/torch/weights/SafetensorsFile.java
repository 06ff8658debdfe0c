package shapelaw.torch.weights;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32C;
import shapelaw.torch.files.PositionalReads;

/// A safetensors file that is open for reading. Its header is checked as a whole when it is opened;
/// of its data only what is asked for is read.
///
/// ```text
/// 8 bytes: length n of the header, little-endian | n bytes: header | data
/// ```
///
/// The format: <https://github.com/huggingface/safetensors>.
public final class SafetensorsFile implements AutoCloseable {

  static final int LENGTH_BYTES = Long.BYTES;

  private static final int CHUNK_BYTES = 1 << 20;

  private final Path path;
  private final FileChannel channel;
  private final byte[] headerBytes;
  private final SafetensorsHeader header;

  private SafetensorsFile(Path path, FileChannel channel, byte[] headerBytes, long dataBytes) {
    this.path = path;
    this.channel = channel;
    this.headerBytes = headerBytes;
    this.header = SafetensorsHeader.parse(headerBytes, dataBytes);
  }

  /// Opens a file and checks its header.
  ///
  /// @throws IOException if the file cannot be read
  /// @throws WeightsException if it is no whole safetensors file
  public static SafetensorsFile open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path);
    try {
      return open(path, channel);
    } catch (WeightsException e) {
      channel.close();
      throw new WeightsException("%s: %s".formatted(path, e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static SafetensorsFile open(Path path, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < LENGTH_BYTES) {
      throw new WeightsException(
          "a safetensors file must have at least %d bytes but has %d."
              .formatted(LENGTH_BYTES, size));
    }
    ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, length, 0);
    long bytes = length.flip().getLong();
    long most = Math.min(SafetensorsHeader.MOST_BYTES, size - LENGTH_BYTES);
    if (bytes < 0 || bytes > most) {
      throw new WeightsException(
          "the header must have at most %d bytes but says that it has %s. Maybe this is no safetensors file, or not a whole one."
              .formatted(most, Long.toUnsignedString(bytes)));
    }
    ByteBuffer header = ByteBuffer.allocate((int) bytes);
    readFully(channel, header, LENGTH_BYTES);
    return new SafetensorsFile(path, channel, header.array(), size - LENGTH_BYTES - bytes);
  }

  /// Where the file is.
  public Path path() {
    return path;
  }

  /// All tensors by name, in the order of their data.
  public Map<String, TensorEntry> tensors() {
    return header.tensors();
  }

  /// The tensor of this name.
  ///
  /// @throws WeightsException if there is none
  public TensorEntry tensor(String name) {
    TensorEntry entry = header.tensors().get(name);
    if (entry == null) {
      throw new WeightsException("%s must have '%s' but has not.".formatted(path, name));
    }
    return entry;
  }

  /// The file's texts; none if it has none.
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /// Fills `buffer` with bytes of a tensor.
  ///
  /// @param from first byte, counted from the tensor's first
  /// @throws WeightsException if the file has become shorter since it was opened
  public void read(TensorEntry entry, long from, ByteBuffer buffer) throws IOException {
    if (from < 0 || from + buffer.remaining() > entry.bytes()) {
      throw new IndexOutOfBoundsException(
          "%d bytes from byte %d are more than '%s' has (%d)"
              .formatted(buffer.remaining(), from, entry.name(), entry.bytes()));
    }
    readFully(channel, buffer, dataStart() + entry.begin() + from);
  }

  private long dataStart() {
    return (long) LENGTH_BYTES + headerBytes.length;
  }

  private static void readFully(FileChannel channel, ByteBuffer buffer, long from)
      throws IOException {
    try {
      PositionalReads.fill(channel, buffer, from);
    } catch (EOFException e) {
      throw new WeightsException("the file must be whole but ended early.", e);
    }
  }

  /// True if the file says what its checksum must be, as all of ours do.
  public boolean hasChecksum() {
    return metadata().containsKey(Checksum.KEY);
  }

  /// Reads the whole file and compares its checksum, if it has one.
  ///
  /// @throws WeightsException if it is not what the file says
  public void requireIntact() throws IOException {
    if (!hasChecksum()) {
      return;
    }
    CRC32C crc = Checksum.of(headerBytes);
    long end = channel.size();
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    for (long at = dataStart(); at < end; at += chunk.limit()) {
      chunk.clear().limit((int) Math.min(CHUNK_BYTES, end - at));
      readFully(channel, chunk, at);
      crc.update(chunk.flip());
    }
    String expected = metadata().get(Checksum.KEY);
    String found = Checksum.digits(crc);
    if (!found.equals(expected)) {
      throw new WeightsException(
          "%s: the checksum (%s in the metadata) must be %s but was %s. Maybe the file was damaged; or another program wrote it again, which should then leave %s out."
              .formatted(path, Checksum.KEY, expected, found, Checksum.KEY));
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
