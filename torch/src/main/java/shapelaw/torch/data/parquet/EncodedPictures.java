package shapelaw.torch.data.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The encoded pictures of a row group, as parts of its unpacked pages: memory is what the pages
/// take, however often a dictionary's entry is repeated.
public final class EncodedPictures implements Values<EncodedPictures> {

  private final byte[][] pages;
  private final int[] offsets;
  private final int[] lengths;
  private int size;
  private long bytes;
  private @Nullable EncodedPictures lastDictionary;

  EncodedPictures(int capacity) {
    this.pages = new byte[capacity][];
    this.offsets = new int[capacity];
    this.lengths = new int[capacity];
  }

  /// Bytes of an encoded picture, a copy.
  public byte[] picture(int row) {
    return Arrays.copyOfRange(pages[row], offsets[row], offsets[row] + lengths[row]);
  }

  /// Memory that the pages take.
  public long bytes() {
    return bytes;
  }

  @Override
  public void addPlain(byte[] page, int from, int count) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).position(from);
    for (int i = 0; i < count; i++) {
      int length = in.getInt();
      if (length < 0 || length > in.remaining()) {
        throw new IOException(
            "a picture claims %d bytes where its page has %d left"
                .formatted(Integer.toUnsignedLong(length), in.remaining()));
      }
      add(page, in.position(), length);
      in.position(in.position() + length);
    }
    bytes += page.length;
  }

  @Override
  public void addFrom(EncodedPictures dictionary, int[] numbers) throws IOException {
    if (dictionary != lastDictionary) {
      bytes += dictionary.bytes;
      lastDictionary = dictionary;
    }
    for (int number : numbers) {
      if (number < 0 || number >= dictionary.size) {
        throw new IOException(
            "a picture has the number %d in a dictionary of %d".formatted(number, dictionary.size));
      }
      add(dictionary.pages[number], dictionary.offsets[number], dictionary.lengths[number]);
    }
  }

  private void add(byte[] page, int offset, int length) {
    pages[size] = page;
    offsets[size] = offset;
    lengths[size] = length;
    size++;
  }
}
