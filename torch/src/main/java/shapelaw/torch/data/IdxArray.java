package shapelaw.torch.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import shapelaw.torch.image.ImageDataException;

/// An array of bytes in an IDX file, the format of MNIST: two zero bytes, the type (8: bytes), the
/// number of dimensions, the dimensions as big-endian whole numbers, the values. A plain file is
/// read when values are asked for, a gzipped one at once.
final class IdxArray {

  private static final int MAGIC = 0x0800;
  private static final int MOST_DIMENSIONS = 3;

  /// Deflate packs no more than 1032 bytes into one.
  private static final int HIGHEST_RATIO = 1032;

  private final Path file;
  private final int[] dimensions;

  /// The values of a gzipped file.
  private final byte @Nullable [] unpacked;

  private IdxArray(Path file, int[] dimensions, byte @Nullable [] unpacked) {
    this.file = file;
    this.dimensions = dimensions;
    this.unpacked = unpacked;
  }

  /// Reads a header, and a gzipped file to its end.
  ///
  /// @param bytesLeft what gzipped files may still unpack to; this one's bytes are taken off
  /// @throws ImageDataException if the file is no such array, or not as long as its header says
  static IdxArray open(Path file, AtomicLong bytesLeft) {
    boolean gzipped = DataFiles.name(file).endsWith(".gz");
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        var in = new DataInputStream(gzipped ? new GZIPInputStream(raw) : raw)) {
      int magic = in.readInt();
      int count = magic - MAGIC;
      if (count < 1 || count > MOST_DIMENSIONS) {
        throw wrong(file, "began with %08x".formatted(magic));
      }
      var dimensions = new int[count];
      for (int i = 0; i < count; i++) {
        dimensions[i] = in.readInt();
        if (dimensions[i] < 1) {
          throw wrong(file, "had the dimensions " + Arrays.toString(dimensions));
        }
      }
      long itemBytes = itemBytes(dimensions);
      if (itemBytes > FilePart.MOST_BYTES) {
        throw wrong(file, "had pictures of the dimensions " + Arrays.toString(dimensions));
      }
      long bytes = dimensions[0] * itemBytes;
      return new IdxArray(
          file,
          dimensions,
          gzipped ? unpack(file, in, bytes, bytesLeft) : checkSize(file, count, bytes));
    } catch (IOException e) {
      throw wrong(file, "could not be read: " + e);
    }
  }

  private static long itemBytes(int[] dimensions) {
    return Arrays.stream(dimensions).skip(1).asLongStream().reduce(1, Math::multiplyExact);
  }

  /// The file's size decides, not its header: nothing is allocated before it is there.
  private static byte[] unpack(Path file, InputStream in, long bytes, AtomicLong bytesLeft)
      throws IOException {
    if (bytes > Math.min(bytesLeft.get(), Integer.MAX_VALUE - Long.BYTES)) {
      throw wrong(
          file,
          "unpacks to %d bytes where gzipped files may take %d more. Maybe unpack it with gunzip"
              .formatted(bytes, Math.min(bytesLeft.get(), Integer.MAX_VALUE)));
    }
    if (bytes > HIGHEST_RATIO * Files.size(file)) {
      throw wrong(file, "claimed %d bytes, more than it can hold".formatted(bytes));
    }
    byte[] unpacked = in.readNBytes((int) bytes);
    if (unpacked.length < bytes || in.read() >= 0) {
      throw wrong(file, "did not hold the %d bytes that its header says".formatted(bytes));
    }
    bytesLeft.addAndGet(-bytes);
    return unpacked;
  }

  private static byte @Nullable [] checkSize(Path file, int count, long bytes) throws IOException {
    long held = Files.size(file) - headerBytes(count);
    if (held != bytes) {
      throw wrong(file, "held %d bytes where its header says %d".formatted(held, bytes));
    }
    return null;
  }

  private static long headerBytes(int dimensions) {
    return Integer.BYTES * (1L + dimensions);
  }

  private static ImageDataException wrong(Path file, String found) {
    return new ImageDataException(
        "IDX file %s must be a whole array of bytes with 1 to 3 dimensions but %s."
            .formatted(file, found));
  }

  /// Where it was read from.
  Path file() {
    return file;
  }

  /// The dimensions, at least one; not a copy.
  int[] dimensions() {
    return dimensions;
  }

  /// Bytes of one item of the first dimension, a copy.
  byte[] item(int index) {
    int bytes = (int) itemBytes(dimensions);
    if (unpacked != null) {
      return Arrays.copyOfRange(unpacked, index * bytes, (index + 1) * bytes);
    }
    long offset = headerBytes(dimensions.length) + (long) index * bytes;
    return new FilePart(file, offset, bytes).read("item %d of %s".formatted(index, file));
  }

  /// All bytes of an array of one dimension.
  byte[] all() {
    if (unpacked != null) {
      return unpacked;
    }
    return new FilePart(file, headerBytes(dimensions.length), dimensions[0]).read(file.toString());
  }
}
