package shapelaw.torch.data.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntFunction;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// Reads the pages of a column chunk one after the other: data pages of version 1 and 2, values
/// plain or by dictionary, none of them missing. These are the encodings that the usual writers use
/// unless told otherwise.
///
/// @param <V> the values that come out
final class ChunkReader<V extends Values<V>> {

  /// A plain value takes at least so many bytes: a whole number, or a length.
  private static final int LEAST_VALUE_BYTES = 4;

  private static final int MOST_DICTIONARY_VALUES = 1 << 22;

  private final ColumnChunk chunk;
  private final byte[] packed;
  private final long mostBytes;
  private final IntFunction<V> maker;
  private final V values;
  private @Nullable V dictionary;
  private int rowsLeft;
  private long bytesLeft;

  private ChunkReader(
      ColumnChunk chunk, byte[] packed, int rows, long mostBytes, IntFunction<V> maker) {
    this.chunk = chunk;
    this.packed = packed;
    this.maker = maker;
    this.values = maker.apply(rows);
    this.rowsLeft = rows;
    this.mostBytes = mostBytes;
    this.bytesLeft = mostBytes;
  }

  /// Reads all values of a chunk.
  ///
  /// @param rows values that it must have
  /// @param mostBytes that it may have, packed and when unpacked
  /// @param maker makes room for so many values
  static <V extends Values<V>> V read(
      FileBytes file, ColumnChunk chunk, int rows, long mostBytes, IntFunction<V> maker)
      throws IOException {
    if (chunk.packedBytes() > mostBytes) {
      throw tooLarge(chunk, mostBytes);
    }
    byte[] packed = file.read(chunk.start(), (int) chunk.packedBytes());
    return new ChunkReader<>(chunk, packed, rows, mostBytes, maker).read();
  }

  private static IOException tooLarge(ColumnChunk chunk, long mostBytes) {
    return new IOException(
        ("column %s has a row group of more than the %d MiB that may be unpacked at once. Maybe"
                + " write the file again with smaller row groups, or give Java more memory")
            .formatted(chunk.column().path(), mostBytes >> 20));
  }

  private V read() throws IOException {
    ByteBuffer in = ByteBuffer.wrap(packed);
    while (rowsLeft > 0) {
      PageHeader header = PageHeader.read(new CompactReader(in));
      if (header.packedBytes() > in.remaining()) {
        throw new IOException(
            "a page of column %s claims %d bytes where %d are left"
                .formatted(chunk.column().path(), header.packedBytes(), in.remaining()));
      }
      bytesLeft -= header.unpackedBytes();
      if (bytesLeft < 0) {
        throw tooLarge(chunk, mostBytes);
      }
      page(header, in.position());
      in.position(in.position() + header.packedBytes());
    }
    return values;
  }

  private void page(PageHeader header, int start) throws IOException {
    check(header, start);
    switch (header.kind()) {
      case INDEX -> {}
      case DICTIONARY -> dictionary(header, start);
      case DATA -> {
        byte[] page = unpack(header, start, header.packedBytes(), header.unpackedBytes());
        int from = 0;
        if (chunk.column().presentLevel() > 0) {
          int levels = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).getInt();
          from = Math.addExact(Integer.BYTES, levels);
          checkPresent(page, Integer.BYTES, from, header.values());
        }
        data(header, page, from);
      }
      case DATA_V2 -> {
        int levels = header.levelBytes();
        if (chunk.column().presentLevel() > 0) {
          checkPresent(packed, start + header.repetitionBytes(), start + levels, header.values());
        }
        int size = header.packedBytes() - levels;
        data(header, unpack(header, start + levels, size, header.unpackedBytes() - levels), 0);
      }
    }
  }

  private void check(PageHeader header, int start) throws IOException {
    if (header.checksum() != PageHeader.NO_CHECKSUM) {
      var crc = new CRC32();
      crc.update(packed, start, header.packedBytes());
      if (crc.getValue() != header.checksum()) {
        throw new IOException(
            "a page of column %s does not fit its checksum".formatted(chunk.column().path()));
      }
    }
  }

  private byte[] unpack(PageHeader header, int from, int length, int size) throws IOException {
    Codec codec = header.compressed() ? chunk.codec() : Codec.UNCOMPRESSED;
    // A page of version 2 without values may keep no compressed bytes at all.
    return length == 0 && size == 0 ? new byte[0] : codec.unpack(packed, from, length, size);
  }

  private void dictionary(PageHeader header, int start) throws IOException {
    byte[] page = unpack(header, start, header.packedBytes(), header.unpackedBytes());
    if (header.values() > Math.min(page.length / LEAST_VALUE_BYTES, MOST_DICTIONARY_VALUES)) {
      throw new IOException(
          "a dictionary claims %d values in %d bytes".formatted(header.values(), page.length));
    }
    V entries = maker.apply(header.values());
    entries.addPlain(page, 0, header.values());
    dictionary = entries;
  }

  /// No value may be missing: its definition level is the highest that the column has.
  private void checkPresent(byte[] bytes, int from, int end, int count) throws IOException {
    checkCount(count);
    int present = chunk.column().presentLevel();
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(present);
    for (int level : HybridRuns.decode(bytes, from, end, bits, count)) {
      if (level != present) {
        throw new IOException(
            "a row has no value in column %s. Maybe its pictures are files of their own, or it has"
                    .formatted(chunk.column().path())
                + " no labels");
      }
    }
  }

  private void checkCount(int count) throws IOException {
    if (count > rowsLeft) {
      throw new IOException(
          "a page of column %s claims %d values where its row group has %d left"
              .formatted(chunk.column().path(), count, rowsLeft));
    }
  }

  private void data(PageHeader header, byte[] page, int from) throws IOException {
    int count = header.values();
    checkCount(count);
    switch (header.encoding()) {
      case PageHeader.PLAIN -> values.addPlain(page, from, count);
      case PageHeader.PLAIN_DICTIONARY, PageHeader.RLE_DICTIONARY -> {
        if (dictionary == null) {
          throw new IOException(
              "column %s refers to a dictionary that is not there"
                  .formatted(chunk.column().path()));
        }
        int[] numbers =
            count == 0
                ? new int[0]
                : HybridRuns.decode(page, from + 1, page.length, page[from], count);
        values.addFrom(dictionary, numbers);
      }
      default ->
          throw new IOException(
              "column %s is written in encoding %d; plain and by dictionary are supported"
                  .formatted(chunk.column().path(), header.encoding()));
    }
    rowsLeft -= count;
  }
}
