package shapelaw.runs.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.runs.files.RunJson;

/// The results, and how any stored text is read: checked against its checksum, and by all cores
/// where there is much of it.
final class ResultRows {

  private static final String COLUMNS = "SELECT run, outcome, result, checksum FROM results ";

  /// Fewer rows than this are read by one core.
  private static final int MANY_ROWS = 500;

  private final StoreDatabase database;

  ResultRows(StoreDatabase database) {
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

  private List<RunResult> where(String condition, Object... arguments) {
    return parse("result", COLUMNS + condition, row -> RunJson.readResult(row.text()), arguments);
  }

  /// Every result, in the order in which they came.
  Map<RunId, RunResult> all() {
    var all = new LinkedHashMap<RunId, RunResult>();
    where("ORDER BY " + database.resultOrder()).forEach(result -> all.put(result.run(), result));
    return all;
  }

  /// The runs of all results, none of which is damaged.
  Set<RunId> runs() {
    return Set.copyOf(parse("result", COLUMNS, row -> new RunId(row.id())));
  }

  Optional<RunResult> of(RunId run) {
    return where("WHERE run = ?", run.hex()).stream().findFirst();
  }

  /// Results that say that a run could not be made.
  List<RunResult> failed() {
    return where("WHERE outcome = 'failed' ORDER BY " + database.resultOrder());
  }

  void insert(RunResult result, long token, Instant now) throws SQLException {
    String run = result.run().hex();
    String outcome = outcome(result);
    String text = RunJson.write(result).replace('\0', ' ');
    database.update(
        """
        INSERT INTO results (run, attempt, accepted_at, outcome, result, checksum)
        VALUES (?, ?, ?, ?, ?, ?)\
        """,
        run,
        token,
        now.toString(),
        outcome,
        text,
        Checksums.of(run, outcome, text));
  }

  private static String outcome(RunResult result) {
    return switch (result) {
      case RunResult.Done _ -> "done";
      case RunResult.Diverged _ -> "diverged";
      case RunResult.Failed _ -> "failed";
    };
  }
}
