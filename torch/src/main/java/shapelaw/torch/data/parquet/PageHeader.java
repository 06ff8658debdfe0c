package shapelaw.torch.data.parquet;

import java.io.IOException;

/// What stands before a page: parquet.thrift, `PageHeader`.
///
/// @param kind what the page holds
/// @param unpackedBytes size when unpacked, levels included
/// @param packedBytes size in the file, header excluded
/// @param checksum CRC-32 of the packed bytes, or [#NO_CHECKSUM]
/// @param values number of values
/// @param encoding number of the encoding of the values
/// @param levelBytes in version 2, bytes of levels before the values, not compressed
/// @param repetitionBytes in version 2, bytes of repetition levels among them
/// @param compressed whether the values are compressed
record PageHeader(
    Kind kind,
    int unpackedBytes,
    int packedBytes,
    long checksum,
    int values,
    int encoding,
    int levelBytes,
    int repetitionBytes,
    boolean compressed) {

  static final int PLAIN = 0;
  static final int PLAIN_DICTIONARY = 2;
  static final int RLE = 3;
  static final int RLE_DICTIONARY = 8;

  static final long NO_CHECKSUM = -1;

  /// Kinds of pages.
  enum Kind {
    DATA,
    INDEX,
    DICTIONARY,
    DATA_V2;

    private static Kind of(int number) throws IOException {
      return switch (number) {
        case 0 -> DATA;
        case 1 -> INDEX;
        case 2 -> DICTIONARY;
        case 3 -> DATA_V2;
        default -> throw new IOException("a page is of the unknown kind " + number);
      };
    }
  }

  static PageHeader read(CompactReader in) throws IOException {
    var header = new Fields();
    in.struct((id, type) -> {
      switch (id) {
        case 1 -> header.kind = in.count(type);
        case 2 -> header.unpackedBytes = in.count(type);
        case 3 -> header.packedBytes = in.count(type);
        case 4 -> header.checksum = in.whole(type) & 0xFFFF_FFFFL;
        case 5, 7, 8 -> in.struct(type, (field, t) -> header.readBody(in, id, field, t));
        default -> {
          return false;
        }
      }
      return true;
    });
    return header.checked();
  }

  /// The header's fields while they come in.
  private static final class Fields {
    private int kind;
    private int unpackedBytes;
    private int packedBytes;
    private long checksum = NO_CHECKSUM;
    private int values;
    private int encoding;
    private int levelEncoding = RLE;
    private int definitionBytes;
    private int repetitionBytes;
    private boolean compressed = true;

    /// Numbers of values and encoding are the same in headers of data (5) and of dictionaries (7);
    /// version 2 (8) has others.
    private boolean readBody(CompactReader in, int body, int id, int type) throws IOException {
      boolean second = body == 8;
      if (id == 1) {
        values = in.count(type);
      } else if (id == (second ? 4 : 2)) {
        encoding = in.count(type);
      } else if (body == 5 && id == 3) {
        levelEncoding = in.count(type);
      } else if (second && id == 5) {
        definitionBytes = in.count(type);
      } else if (second && id == 6) {
        repetitionBytes = in.count(type);
      } else if (second && id == 7) {
        compressed = in.truth(type);
      } else {
        return false;
      }
      return true;
    }

    private PageHeader checked() throws IOException {
      long levels = (long) definitionBytes + repetitionBytes;
      if (levels > packedBytes || levels > unpackedBytes || levelEncoding != RLE) {
        throw new IOException(
            "a page's %d bytes of levels (encoding %d) do not fit into its %d"
                .formatted(levels, levelEncoding, packedBytes));
      }
      return new PageHeader(
          Kind.of(kind),
          unpackedBytes,
          packedBytes,
          checksum,
          values,
          encoding,
          (int) levels,
          repetitionBytes,
          compressed);
    }
  }
}
