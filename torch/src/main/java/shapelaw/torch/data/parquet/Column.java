package shapelaw.torch.data.parquet;

import java.io.IOException;

/// A column of values, a leaf of the schema.
///
/// @param index its place among the columns of a row group
/// @param path names from the root, joined by dots; empty for some that nobody looks for
/// @param type how its values are written
/// @param presentLevel definition level of a value that is there: the number of optional fields on
///   the path
/// @param repeated whether a row may hold several values
record Column(int index, String path, Type type, int presentLevel, boolean repeated) {

  /// Parquet's physical types.
  enum Type {
    BOOLEAN,
    INT32,
    INT64,
    INT96,
    FLOAT,
    DOUBLE,
    BYTE_ARRAY,
    FIXED_LEN_BYTE_ARRAY;

    /// The type of a number in the metadata.
    static Type of(int number) throws IOException {
      return switch (number) {
        case 0 -> BOOLEAN;
        case 1 -> INT32;
        case 2 -> INT64;
        case 3 -> INT96;
        case 4 -> FLOAT;
        case 5 -> DOUBLE;
        case 6 -> BYTE_ARRAY;
        case 7 -> FIXED_LEN_BYTE_ARRAY;
        default -> throw new IOException("a column is of the unknown type " + number);
      };
    }
  }
}
