package shapelaw.torch.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/// Writes safetensors files as the reference implementation does: tensors with larger numbers
/// first, then by name, so that every number is aligned. Data are streamed; the header, which has
/// their checksum, is written last.
public final class SafetensorsWriter {

  private SafetensorsWriter() {}

  /// A tensor to be written.
  ///
  /// @param name its name
  /// @param type of its numbers
  /// @param shape its sizes
  /// @param body gives its bytes
  public record Content(String name, NumberType type, List<Long> shape, Body body) {
    public Content {
      shape = List.copyOf(shape);
    }

    long bytes() {
      return TensorEntry.bytesOf(name, type, shape);
    }
  }

  /// The bytes of a tensor.
  @FunctionalInterface
  public interface Body {
    /// Writes all of them, row-major and little-endian.
    void writeTo(WritableByteChannel out) throws IOException;
  }

  /// Writes a file that is there whole or not at all, whenever the power goes: to a temporary file
  /// beside it, which is forced to disk and renamed.
  ///
  /// @throws IOException if the disk is full or the folder cannot be written; `file` is then as it
  ///   was
  public static void write(Path file, List<Content> contents, Map<String, String> metadata)
      throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      writeInPlace(temporary, contents, metadata);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException e) {
      deleteIfPossible(temporary, e);
      throw e;
    }
    forceFolder(file);
  }

  private static void deleteIfPossible(Path file, Exception reason) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  /// Writes a file and waits for the disk. A crash leaves half of it: give it its name afterwards.
  public static void writeInPlace(Path file, List<Content> contents, Map<String, String> metadata)
      throws IOException {
    List<Content> ordered =
        contents.stream()
            .sorted(
                Comparator.comparingInt((Content content) -> -content.type().bytes())
                    .thenComparing(Content::name))
            .toList();
    byte[] header = header(ordered, metadata).format();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.position(SafetensorsFile.LENGTH_BYTES + header.length);
      var out = new CheckedChannel(channel, Checksum.of(header));
      for (Content content : ordered) {
        long before = out.written;
        content.body().writeTo(out);
        requireWhole(content, out.written - before);
      }
      ByteBuffer start =
          ByteBuffer.allocate(SafetensorsFile.LENGTH_BYTES + header.length)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(header.length)
              .put(Checksum.withDigits(header, Checksum.digits(out.crc)))
              .flip();
      channel.position(0);
      writeFully(channel, start);
      channel.force(true);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static SafetensorsHeader header(List<Content> ordered, Map<String, String> metadata) {
    var entries = new LinkedHashMap<String, TensorEntry>();
    long at = 0;
    for (Content content : ordered) {
      long end = Math.addExact(at, content.bytes());
      var entry = new TensorEntry(content.name(), content.type(), content.shape(), at, end);
      if (entries.put(content.name(), entry) != null) {
        throw new IllegalArgumentException(
            "names of tensors must be distinct but '%s' came twice.".formatted(content.name()));
      }
      at = end;
    }
    var texts = new LinkedHashMap<String, String>();
    texts.put(Checksum.KEY, Checksum.UNKNOWN);
    metadata.forEach((key, value) -> {
      if (!key.equals(Checksum.KEY)) {
        texts.put(key, value);
      }
    });
    return new SafetensorsHeader(entries, texts);
  }

  private static void requireWhole(Content content, long written) {
    if (written != content.bytes()) {
      throw new IllegalStateException(
          "the body of '%s' must have %d bytes but had %d."
              .formatted(content.name(), content.bytes(), written));
    }
  }

  /// Waits until a rename in the folder of `file` has reached the disk: without that it does not
  /// survive a power failure.
  public static void forceFolder(Path file) throws IOException {
    try (FileChannel folder =
        FileChannel.open(file.toAbsolutePath().resolveSibling("."), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /// Passes bytes on, all of them at once, and sums them up.
  private static final class CheckedChannel implements WritableByteChannel {
    private final FileChannel channel;
    private final CRC32C crc;
    private long written;

    CheckedChannel(FileChannel channel, CRC32C crc) {
      this.channel = channel;
      this.crc = crc;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int count = bytes.remaining();
      crc.update(bytes.duplicate());
      writeFully(channel, bytes);
      written += count;
      return count;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() {
      // The file belongs to the writer.
    }
  }
}
