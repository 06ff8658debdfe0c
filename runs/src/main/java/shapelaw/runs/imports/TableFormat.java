package shapelaw.runs.imports;

/// How a table is written down.
enum TableFormat {
  /// Lines of cells with a separator between them, the first line naming the columns.
  DELIMITED,

  /// JSON objects, one a row.
  JSON,

  /// Apache Parquet.
  PARQUET,

  /// Runs that a tracker logged, in no file of their own.
  LOGGED_RUNS
}
