package shapelaw.torch.data.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/// Whole numbers of 32 or 64 bits.
final class Labels implements Values<Labels> {

  private final boolean wide;
  private final LongBuffer values;

  /// Room for values.
  ///
  /// @param wide whether they have 64 bits
  Labels(boolean wide, int capacity) {
    this.wide = wide;
    this.values = LongBuffer.allocate(capacity);
  }

  /// The values; not a copy.
  long[] toArray() {
    return values.array();
  }

  @Override
  public void addPlain(byte[] page, int from, int count) {
    ByteBuffer in = ByteBuffer.wrap(page, from, page.length - from).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      values.put(wide ? in.getLong() : in.getInt());
    }
  }

  @Override
  public void addFrom(Labels dictionary, int[] numbers) throws IOException {
    for (int number : numbers) {
      if (number < 0 || number >= dictionary.values.position()) {
        throw new IOException(
            "a label has the number %d in a dictionary of %d"
                .formatted(number, dictionary.values.position()));
      }
      values.put(dictionary.values.get(number));
    }
  }
}
