package shapelaw.torch.data.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a file's footer says of the columns of pictures and labels: parquet.thrift, `FileMetaData`.
/// Everything that later decides how much is read or allocated is checked here against the size of
/// the file.
///
/// @param rowGroups in the order of the file
record Footer(List<RowGroup> rowGroups) {

  /// `PAR1`, at both ends of a file.
  private static final int MAGIC = 0x31524150;

  private static final int MAGIC_BYTES = 4;
  private static final int TAIL_BYTES = 8;
  private static final int MOST_FOOTER_BYTES = 1 << 26;

  /// Writers make row groups of up to about a million rows.
  private static final int MOST_ROWS_OF_A_GROUP = 1 << 22;

  /// A row group: some rows, column by column.
  ///
  /// @param rows number of rows
  record RowGroup(int rows, ColumnChunk pictures, ColumnChunk labels) {}

  Footer {
    rowGroups = List.copyOf(rowGroups);
  }

  /// Reads the footer of a file.
  static Footer read(FileBytes file) throws IOException {
    long size = file.size();
    if (size < MAGIC_BYTES + TAIL_BYTES || little(file, 0, MAGIC_BYTES).getInt() != MAGIC) {
      throw new IOException("it does not begin with PAR1");
    }
    ByteBuffer tail = little(file, size - TAIL_BYTES, TAIL_BYTES);
    int length = tail.getInt();
    if (tail.getInt() != MAGIC) {
      throw new IOException("it does not end with PAR1");
    }
    long start = size - TAIL_BYTES - length;
    if (length < 0 || length > MOST_FOOTER_BYTES || start < MAGIC_BYTES) {
      throw new IOException("its footer claims %d bytes of a file of %d".formatted(length, size));
    }
    return new Reading(start).read(ByteBuffer.wrap(file.read(start, length)));
  }

  private static ByteBuffer little(FileBytes file, long from, int length) throws IOException {
    return ByteBuffer.wrap(file.read(from, length)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// One pass over a footer.
  private static final class Reading {
    private final long dataEnd;
    private final List<RowGroup> rowGroups = new ArrayList<>();
    private long totalRows;
    private @Nullable Column pictures;
    private @Nullable Column labels;

    Reading(long dataEnd) {
      this.dataEnd = dataEnd;
    }

    Footer read(ByteBuffer bytes) throws IOException {
      var in = new CompactReader(bytes);
      in.struct((id, type) -> {
        switch (id) {
          case 2 -> {
            Schema schema = Schema.read(in, type);
            pictures = schema.pictures();
            labels = schema.labels();
          }
          case 4 -> in.list(type, element -> rowGroups.add(rowGroup(in, element)));
          case 8 -> throw new IOException("it is encrypted");
          default -> {
            return false;
          }
        }
        return true;
      });
      if (pictures == null) {
        throw new IOException("its footer has no schema");
      }
      return new Footer(rowGroups);
    }

    private RowGroup rowGroup(CompactReader in, int elementType) throws IOException {
      Column wantedPictures = pictures;
      Column wantedLabels = labels;
      if (wantedPictures == null || wantedLabels == null) {
        throw new IOException("its footer lists row groups before the schema");
      }
      var found = new @Nullable ColumnChunk[2];
      var rows = new long[1];
      var index = new int[1];
      in.struct(
          elementType,
          (id, type) -> {
            switch (id) {
              case 1 ->
                  in.list(
                      type,
                      element -> {
                        int at = index[0]++;
                        if (at == wantedPictures.index()) {
                          found[0] = chunk(in, element, wantedPictures);
                        } else if (at == wantedLabels.index()) {
                          found[1] = chunk(in, element, wantedLabels);
                        } else {
                          in.struct(element, (_, _) -> false);
                        }
                      });
              case 3 -> rows[0] = in.count(type);
              default -> {
                return false;
              }
            }
            return true;
          });
      return checked(rows[0], found[0], found[1]);
    }

    private RowGroup checked(
        long rows, @Nullable ColumnChunk ofPictures, @Nullable ColumnChunk ofLabels)
        throws IOException {
      int number = rowGroups.size();
      if (ofPictures == null || ofLabels == null) {
        throw new IOException("row group %d lacks columns of the schema".formatted(number));
      }
      if (rows != ofPictures.values() || rows != ofLabels.values()) {
        throw new IOException(
            "row group %d has %d rows but %d pictures and %d labels"
                .formatted(number, rows, ofPictures.values(), ofLabels.values()));
      }
      totalRows += rows;
      if (rows > MOST_ROWS_OF_A_GROUP || totalRows > dataEnd) {
        throw new IOException(
            "row group %d claims %d rows; a group may have %d, and a file as many as bytes (%d)"
                .formatted(number, rows, MOST_ROWS_OF_A_GROUP, dataEnd));
      }
      return new RowGroup((int) rows, ofPictures, ofLabels);
    }

    private ColumnChunk chunk(CompactReader in, int elementType, Column column) throws IOException {
      var chunk = new @Nullable ColumnChunk[1];
      in.struct(
          elementType,
          (id, type) -> {
            if (id == 1) {
              throw new IOException("its columns lie in another file");
            }
            if (id == 3) {
              chunk[0] = metadata(in, type, column);
            }
            return id == 3;
          });
      if (chunk[0] == null) {
        throw new IOException("column %s has no metadata".formatted(column.path()));
      }
      return chunk[0];
    }

    /// `ColumnMetaData`; its codec is checked because it decides, its type because values follow.
    private ColumnChunk metadata(CompactReader in, int elementType, Column column)
        throws IOException {
      var number = new long[12];
      in.struct(
          elementType,
          (id, type) -> {
            switch (id) {
              case 1, 4, 5, 6, 7, 9, 11 -> number[id] = in.whole(type);
              default -> {
                return false;
              }
            }
            return true;
          });
      if (Column.Type.of((int) number[1]) != column.type()) {
        throw new IOException("column %s changes its type".formatted(column.path()));
      }
      boolean dictionary = number[11] > 0 && number[11] < number[9];
      long start = dictionary ? number[11] : number[9];
      long packed = number[7];
      if (start < MAGIC_BYTES || packed < 0 || start > dataEnd || packed > dataEnd - start) {
        throw new IOException(
            "column %s claims %d bytes at %d of a file whose data end at %d"
                .formatted(column.path(), packed, start, dataEnd));
      }
      return new ColumnChunk(
          column, Codec.of((int) number[4]), number[5], start, packed, Math.max(0, number[6]));
    }
  }
}
