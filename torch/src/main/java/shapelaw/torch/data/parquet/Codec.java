package shapelaw.torch.data.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;

/// How the pages of a column are compressed.
enum Codec {
  UNCOMPRESSED(1),
  /// A copy of 64 bytes takes 3.
  SNAPPY(22),
  /// Deflate's limit.
  GZIP(1032),
  /// A block of 128 KiB equal bytes takes 4.
  ZSTD(1 << 15);

  /// The names of Parquet's codecs by their numbers (parquet.thrift, `CompressionCodec`).
  private static final String[] NAMES = {
    "UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"
  };

  /// Snappy's encoders refer back by less than 64 KiB.
  private static final int SNAPPY_WINDOW_BYTES = 1 << 16;

  /// A few bytes may unpack to more than the ratio allows, because of rounding.
  private static final int SLACK_BYTES = 64;

  /// Bytes that one byte can unpack to.
  private final int highestRatio;

  Codec(int highestRatio) {
    this.highestRatio = highestRatio;
  }

  /// The codec of a number in the metadata.
  static Codec of(int number) throws IOException {
    String name = number < 0 || number >= NAMES.length ? "number " + number : NAMES[number];
    for (Codec codec : values()) {
      if (codec.name().equals(name)) {
        return codec;
      }
    }
    throw new IOException(
        "a column is compressed by %s, which is not supported; %s are"
            .formatted(name, Arrays.toString(values())));
  }

  /// Unpacks a part of an array.
  ///
  /// @param size bytes that must come out of it, checked by the caller against what is allowed
  byte[] unpack(byte[] packed, int offset, int length, int size) throws IOException {
    if (size > (long) highestRatio * (length + SLACK_BYTES)) {
      throw wrongSize(size);
    }
    return switch (this) {
      case UNCOMPRESSED -> {
        if (length != size) {
          throw wrongSize(size);
        }
        yield Arrays.copyOfRange(packed, offset, offset + length);
      }
      case SNAPPY -> {
        var in = new ByteArrayInputStream(packed, offset, length);
        try (var unpacked = new SnappyCompressorInputStream(in, SNAPPY_WINDOW_BYTES)) {
          yield drain(unpacked, size);
        }
      }
      case GZIP -> {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed, offset, length))) {
          yield drain(in, size);
        }
      }
      case ZSTD -> {
        var unpacked = new byte[size];
        if (zstd(unpacked, packed, offset, length) != size) {
          throw wrongSize(size);
        }
        yield unpacked;
      }
    };
  }

  private static long zstd(byte[] unpacked, byte[] packed, int offset, int length)
      throws IOException {
    try {
      return Zstd.decompressByteArray(unpacked, 0, unpacked.length, packed, offset, length);
    } catch (ZstdException e) {
      throw new IOException("a page could not be unpacked: " + e.getMessage(), e);
    }
  }

  private static byte[] drain(InputStream in, int size) throws IOException {
    var unpacked = new byte[size];
    if (in.readNBytes(unpacked, 0, size) != size || in.read() >= 0) {
      throw wrongSize(size);
    }
    return unpacked;
  }

  private static IOException wrongSize(int size) {
    return new IOException(
        "a page did not hold the %d bytes that its header claims".formatted(size));
  }
}
