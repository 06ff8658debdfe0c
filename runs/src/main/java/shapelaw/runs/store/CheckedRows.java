package shapelaw.runs.store;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// How stored texts are read: checked against their checksums, and by all cores where there is much
/// of them.
final class CheckedRows {

  /// Fewer rows than this are read by one core.
  private static final int MANY_ROWS = 500;

  private final StoreDatabase database;

  CheckedRows(StoreDatabase database) {
    this.database = database;
  }

  /// A stored text.
  ///
  /// @param id of what it describes
  /// @param label what is stored beside it
  /// @param text JSON
  /// @param checksum of the other three
  record Stored(String id, String label, String text, long checksum) {
    boolean isSound() {
      return Checksums.of(id, label, text) == checksum;
    }
  }

  /// Reads the rows of a query for id, label, text and checksum.
  ///
  /// @param what one of them is called, for messages
  /// @throws StoreException if one is not what was stored, or cannot be read
  <T> List<T> parse(String what, String sql, Function<Stored, T> reader, Object... arguments) {
    return stored(sql, arguments).map(row -> read(what, row, reader)).toList();
  }

  /// The ids of those rows of a query for id, label, text and checksum that are not what was
  /// stored.
  List<String> damaged(String sql) {
    return stored(sql).filter(row -> !row.isSound()).map(Stored::id).toList();
  }

  private Stream<Stored> stored(String sql, Object... arguments) {
    List<Stored> rows =
        database.query(
            sql,
            row -> new Stored(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)),
            arguments);
    return rows.size() < MANY_ROWS ? rows.stream() : rows.parallelStream();
  }

  private <T> T read(String what, Stored row, Function<Stored, T> reader) {
    if (!row.isSound()) {
      throw database.damaged(
          "%s %s is not what was stored: its checksum differs".formatted(what, row.id()));
    }
    try {
      return reader.apply(row);
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          "a stored %s cannot be read. Maybe another version of Shapelaw wrote it. %s"
              .formatted(what, e.getMessage()),
          e);
    }
  }
}
