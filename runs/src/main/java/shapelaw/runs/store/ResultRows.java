package shapelaw.runs.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.files.RunJson;

/// The results of runs.
final class ResultRows {

  private static final String COLUMNS = "SELECT run, outcome, result, checksum FROM results ";

  private final StoreDatabase database;
  private final CheckedRows rows;

  ResultRows(StoreDatabase database) {
    this.database = database;
    this.rows = new CheckedRows(database);
  }

  private List<RunResult> where(String condition, Object... arguments) {
    return rows.parse(
        "result", COLUMNS + condition, row -> RunJson.readResult(row.text()), arguments);
  }

  /// Every result, in the order in which they came.
  Map<RunId, RunResult> all() {
    var all = new LinkedHashMap<RunId, RunResult>();
    where("ORDER BY " + database.resultOrder()).forEach(result -> all.put(result.run(), result));
    return all;
  }

  Optional<RunResult> of(RunId run) {
    return where("WHERE run = ?", run.hex()).stream().findFirst();
  }

  /// The runs of all results, none of which is damaged.
  Set<RunId> runs() {
    return Set.copyOf(rows.parse("result", COLUMNS, row -> new RunId(row.id())));
  }

  /// The runs of a trunk that have a result.
  Set<RunId> runs(Trunk trunk) {
    var finished = new LinkedHashSet<RunId>();
    for (RunSpec run : trunk.runs()) {
      if (!database
          .query("SELECT 1 FROM results WHERE run = ?", r -> 1, run.id().hex())
          .isEmpty()) {
        finished.add(run.id());
      }
    }
    return finished;
  }

  /// Results that say that a run could not be made.
  List<RunResult> failed() {
    return where("WHERE outcome = 'failed' ORDER BY " + database.resultOrder());
  }

  /// Stores a result of the trunk's current attempt, unless it is stored.
  ///
  /// @param attempts know which attempt is current
  /// @param token fence of the attempt that made it
  /// @return false if the very same result was stored before
  boolean accept(AttemptRows attempts, long token, RunResult result, Instant now)
      throws SQLException {
    Optional<RunResult> before = of(result.run());
    if (before.isPresent()) {
      requireSame(before.get(), result);
      return false;
    }
    attempts.requireCurrent(token, result.run());
    insert(result, token, now);
    return true;
  }

  private static void requireSame(RunResult before, RunResult result) {
    if (!before.equals(result)) {
      throw new RefusedResultException(
          "the result of run %s must be the stored one (%s) but was %s."
              .formatted(result.run(), before, result));
    }
  }

  private void insert(RunResult result, long token, Instant now) throws SQLException {
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

  /// Forgets the results that say that a run could not be made.
  ///
  /// @return how many
  int forgetFailed() throws SQLException {
    requireSoundFailures();
    return database.update("DELETE FROM results WHERE outcome = 'failed'");
  }

  /// Forgets those of some trunks.
  ///
  /// @param trunks ids as a [StoreDatabase#list]
  void forgetFailed(String trunks) throws SQLException {
    database.update(
        "DELETE FROM results WHERE outcome = 'failed' AND run IN (SELECT id FROM runs WHERE trunk IN (%s))"
            .formatted(database.listed()),
        trunks);
  }

  /// A damaged result is no failure to forget.
  void requireSoundFailures() {
    failed();
  }
}
