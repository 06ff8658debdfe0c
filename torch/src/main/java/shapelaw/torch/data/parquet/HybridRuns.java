package shapelaw.torch.data.parquet;

import java.io.IOException;

/// Parquet's hybrid of run lengths and bit packing, in which levels and dictionary indices are
/// written (<https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE>).
final class HybridRuns {

  private static final int GROUP = 8;

  private final byte[] bytes;
  private final int end;
  private final int bits;
  private int position;

  private HybridRuns(byte[] bytes, int from, int end, int bits) {
    this.bytes = bytes;
    this.position = from;
    this.end = end;
    this.bits = bits;
  }

  /// Decodes `count` values of `bits` bits from a part of an array.
  static int[] decode(byte[] bytes, int from, int end, int bits, int count) throws IOException {
    if (bits < 0 || bits > Integer.SIZE || from < 0 || from > end || end > bytes.length) {
      throw new IOException(
          "a page's values of %d bits at %d … %d are impossible".formatted(bits, from, end));
    }
    return new HybridRuns(bytes, from, end, bits).decode(count);
  }

  private int[] decode(int count) throws IOException {
    var values = new int[count];
    for (int done = 0; done < count; ) {
      int header = varint();
      int run = header >>> 1;
      if (run == 0) {
        throw new IOException("a page held a run of no values");
      }
      done = (header & 1) == 0 ? repeat(values, done, run) : unpack(values, done, run);
    }
    return values;
  }

  private int repeat(int[] values, int done, int run) throws IOException {
    int value = 0;
    for (int shift = 0; shift < bits; shift += Byte.SIZE) {
      value |= next() << shift;
    }
    int until = (int) Math.min(values.length, (long) done + run);
    java.util.Arrays.fill(values, done, until, value);
    return until;
  }

  private int unpack(int[] values, int done, int groups) throws IOException {
    int until = (int) Math.min(values.length, done + (long) groups * GROUP);
    long buffer = 0;
    int held = 0;
    long mask = (1L << bits) - 1;
    int at = done;
    for (; at < until; at++) {
      while (held < bits) {
        buffer |= (long) next() << held;
        held += Byte.SIZE;
      }
      values[at] = (int) (buffer & mask);
      buffer >>>= bits;
      held -= bits;
    }
    return at;
  }

  private int varint() throws IOException {
    int value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      int next = next();
      value |= (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IOException("a run's length had no end");
  }

  private int next() throws IOException {
    if (position >= end) {
      throw new IOException("a page held fewer values than its header claims");
    }
    return bytes[position++] & 0xFF;
  }
}
