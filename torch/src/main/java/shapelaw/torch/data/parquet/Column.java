package shapelaw.torch.data.parquet;

/// A column of values, a leaf of the schema.
///
/// @param index its place among the columns of a row group
/// @param path names from the root, joined by dots
/// @param type how its values are written
/// @param presentLevel definition level of a value that is there: the number of optional fields on
///   the path
/// @param repeated whether a row may hold several values
record Column(int index, String path, Type type, int presentLevel, boolean repeated) {

  /// Parquet's physical types, in the order of their numbers.
  enum Type {
    BOOLEAN,
    INT32,
    INT64,
    INT96,
    FLOAT,
    DOUBLE,
    BYTE_ARRAY,
    FIXED_LEN_BYTE_ARRAY
  }
}
