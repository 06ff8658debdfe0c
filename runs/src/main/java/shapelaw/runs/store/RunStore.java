package shapelaw.runs.store;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sqlite.SQLiteConfig;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.files.RunJson;

/// What a study planned, tried and measured, in one SQLite file. A change that returned survives a
/// crash. A measurement never changes: a result is stored once, and only from the current attempt
/// at a trunk (the *fence*), so that an orphan that ends late cannot bring its own. Safe for use by
/// several threads; the file must be on a local disk.
///
/// Any number of processes may read; one at a time executes (its *coordinator*).
public final class RunStore implements AutoCloseable {

  private static final String ATTEMPT_COLUMNS =
      "SELECT token, trunk, number, started_at, ended_at, status, reason, machine, handle FROM attempts ";

  private static final String CURVE_COLUMNS =
      "SELECT trunk, step, attempt, seen_at, training_loss, images_per_second FROM curve ";

  private final StoreDatabase database;
  private final InstantSource clock;

  private RunStore(StoreDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// Opens the store, creating file and folder where missing.
  ///
  /// @throws StoreException if the file cannot be written, is damaged, or comes from a newer
  ///   version
  public static RunStore open(Path file) {
    return open(file, InstantSource.system(), StoreDatabase.durable());
  }

  static RunStore open(Path file, InstantSource clock, SQLiteConfig config) {
    return new RunStore(StoreDatabase.open(file, config), clock);
  }

  /// The database file.
  public Path file() {
    return database.file();
  }

  /// Takes the right to coordinate this study until the answer is closed.
  ///
  /// @throws StoreException if another coordinator has it; the message says which process
  public StudyLock lock() {
    return StudyLock.acquire(file(), clock.instant());
  }

  /// Says which trainer this study's results come from, the first time; later only checks it.
  ///
  /// @throws StoreException if results of another trainer are in the store
  public synchronized void useTrainer(String name) {
    database.transaction(() ->
        database.update(
            "INSERT INTO settings (name, value) VALUES ('trainer', ?) ON CONFLICT DO NOTHING",
            name));
    String stored =
        database
            .query("SELECT value FROM settings WHERE name = 'trainer'", row -> row.getString(1))
            .getFirst();
    if (!stored.equals(name)) {
      throw new StoreException(
          "the trainer must be '%s', whose results are in %s, but was '%s'. Maybe use another run store."
              .formatted(stored, file(), name));
    }
  }

  /// Adds trunks to the plan, as a whole or not at all. A trunk that is planned already keeps its
  /// place and gets the new purpose.
  public synchronized void plan(List<PlannedTrunk> trunks) {
    database.transaction(() -> {
      for (PlannedTrunk planned : trunks) {
        insert(planned);
      }
      return true;
    });
  }

  private void insert(PlannedTrunk planned) throws SQLException {
    Trunk trunk = planned.trunk();
    database.update(
        """
        INSERT INTO trunks (id, position, purpose, spec, planned_at)
        VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM trunks), ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET purpose = excluded.purpose\
        """,
        trunk.id(),
        planned.purpose(),
        RunJson.write(trunk),
        clock.instant().toString());
    for (RunSpec run : trunk.runs()) {
      database.update(
          "INSERT INTO runs (trunk, id, steps) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
          trunk.id(),
          run.id().hex(),
          run.steps());
    }
  }

  /// Every planned trunk in the order of planning.
  public synchronized List<PlannedTrunk> planned() {
    return database.query(
        "SELECT spec, purpose FROM trunks ORDER BY position",
        row ->
            new PlannedTrunk(
                stored("trunk", () -> RunJson.readTrunk(row.getString(1))), row.getString(2)));
  }

  /// Begins an attempt, which becomes the trunk's current one: results of earlier attempts are
  /// refused from now on. An earlier one that is still marked as running becomes lost.
  ///
  /// @throws StoreException if the trunk was not planned
  public synchronized Attempt beginAttempt(Trunk trunk, String machine) {
    long token =
        database.transaction(() -> {
          if (database.query("SELECT 1 FROM trunks WHERE id = ?", r -> 1, trunk.id()).isEmpty()) {
            throw new StoreException(
                "trunk %s must be planned before it is attempted.".formatted(trunk.id()));
          }
          String now = clock.instant().toString();
          database.update(
              "UPDATE attempts SET status = ?, reason = ?, ended_at = ? WHERE trunk = ? AND status = ?",
              AttemptStatus.LOST.text(),
              "a later attempt took its place",
              now,
              trunk.id(),
              AttemptStatus.RUNNING.text());
          return database.insert(
              """
              INSERT INTO attempts (trunk, number, started_at, status, reason, machine)
              VALUES (?1, (SELECT count(*) + 1 FROM attempts WHERE trunk = ?1), ?2, ?3, '', ?4)\
              """,
              trunk.id(),
              now,
              AttemptStatus.RUNNING.text(),
              machine);
        });
    return attempt(token).orElseThrow();
  }

  /// Notes what carries out an attempt ([Attempt#handle()]).
  public synchronized void attachHandle(long token, String handle) {
    database.transaction(
        () -> database.update("UPDATE attempts SET handle = ? WHERE token = ?", handle, token));
  }

  /// Asks that trunks be left alone: an attempt under way writes a checkpoint and ends, and none
  /// begins until [#retry]. A coordinator that runs the study notices within seconds. Trunks whose
  /// runs all have a result stay as they are.
  ///
  /// @param reason one sentence for people
  /// @return how many trunks this changed
  public synchronized int cancel(Collection<String> trunks, String reason) {
    return database.transaction(() -> {
      int cancelled = 0;
      for (String trunk : trunks) {
        cancelled +=
            database.update(
                """
                UPDATE trunks SET cancelled_at = ?, cancel_reason = ?
                WHERE id = ? AND cancelled_at IS NULL AND EXISTS (
                  SELECT 1 FROM runs LEFT JOIN results ON results.run = runs.id
                  WHERE runs.trunk = trunks.id AND results.run IS NULL)\
                """,
                clock.instant().toString(),
                reason,
                trunk);
      }
      return cancelled;
    });
  }

  /// Trunks that [#cancel] asked to leave alone, with its reasons.
  public synchronized Map<String, String> cancelled() {
    var cancelled = new LinkedHashMap<String, String>();
    database
        .query(
            "SELECT id, cancel_reason FROM trunks WHERE cancelled_at IS NOT NULL ORDER BY position",
            row -> Map.entry(row.getString(1), row.getString(2)))
        .forEach(entry -> cancelled.put(entry.getKey(), entry.getValue()));
    return cancelled;
  }

  /// Opens trunks again: takes back what [#cancel] asked, and forgets the results that say that a
  /// run could not be made. Measurements stay.
  ///
  /// @return how many trunks this changed
  public synchronized int retry(Collection<String> trunks) {
    return database.transaction(() -> {
      int changed = 0;
      for (String trunk : trunks) {
        int opened =
            database.update(
                "UPDATE trunks SET cancelled_at = NULL, cancel_reason = NULL WHERE id = ? AND cancelled_at IS NOT NULL",
                trunk);
        int forgotten =
            database.update(
                "DELETE FROM results WHERE outcome = 'failed' AND run IN (SELECT id FROM runs WHERE trunk = ?)",
                trunk);
        changed += opened + forgotten > 0 ? 1 : 0;
      }
      return changed;
    });
  }

  /// Adds a point to a trunk's learning curve; one at the same step stays as it is.
  public synchronized void addCurvePoint(CurvePoint point) {
    database.transaction(() ->
        database.update(
            """
            INSERT INTO curve (trunk, step, attempt, seen_at, training_loss, images_per_second)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING\
            """,
            point.trunk(),
            point.step(),
            point.attempt(),
            point.seen().toString(),
            point.trainingLoss(),
            point.imagesPerSecond()));
  }

  /// The learning curve of a trunk, by step.
  public synchronized List<CurvePoint> curve(String trunk) {
    return database.query(
        CURVE_COLUMNS + "WHERE trunk = ? ORDER BY step", RunStore::readCurvePoint, trunk);
  }

  /// The newest point of a trunk's learning curve.
  public synchronized Optional<CurvePoint> lastCurvePoint(String trunk) {
    return database
        .query(
            CURVE_COLUMNS + "WHERE trunk = ? ORDER BY step DESC LIMIT 1",
            RunStore::readCurvePoint,
            trunk)
        .stream()
        .findFirst();
  }

  private static CurvePoint readCurvePoint(ResultSet row) throws SQLException {
    return new CurvePoint(
        row.getString(1),
        row.getLong(2),
        row.getLong(3),
        Instant.parse(row.getString(4)),
        row.getDouble(5),
        row.getDouble(6));
  }

  /// A number that is another one after somebody else, in this process or in any other, changed the
  /// store; to be compared with what the same store object said before. Costs microseconds.
  public synchronized long changes() {
    return database.query("PRAGMA data_version", row -> row.getLong(1)).getFirst();
  }

  /// Stores a result. When this returns, the result survives a crash.
  ///
  /// @param token fence of the attempt that made it
  /// @return false if the very same result was stored before
  /// @throws RefusedResultException if the attempt is not the current one of a trunk with this run,
  ///   or another result of the run is stored
  public synchronized boolean accept(long token, RunResult result) {
    return database.transaction(() -> {
      Optional<RunResult> before = result(result.run());
      if (before.isPresent()) {
        requireSame(before.get(), result);
        return false;
      }
      requireCurrent(token, result.run());
      database.update(
          "INSERT INTO results (run, attempt, accepted_at, outcome, result) VALUES (?, ?, ?, ?, ?)",
          result.run().hex(),
          token,
          clock.instant().toString(),
          outcome(result),
          RunJson.write(result));
      return true;
    });
  }

  private static String outcome(RunResult result) {
    return switch (result) {
      case RunResult.Done _ -> "done";
      case RunResult.Diverged _ -> "diverged";
      case RunResult.Failed _ -> "failed";
    };
  }

  private static void requireSame(RunResult before, RunResult result) {
    if (!before.equals(result)) {
      throw new RefusedResultException(
          "the result of run %s must be the stored one (%s) but was %s."
              .formatted(result.run(), before, result));
    }
  }

  private void requireCurrent(long token, RunId run) {
    Attempt attempt =
        attempt(token)
            .orElseThrow(() ->
                new RefusedResultException(
                    "a result must come from an attempt of this study but came from attempt "
                        + token
                        + "."));
    boolean runOfTrunk =
        !database
            .query(
                "SELECT 1 FROM runs WHERE trunk = ? AND id = ?", r -> 1, attempt.trunk(), run.hex())
            .isEmpty();
    if (!runOfTrunk || attempt.status() != AttemptStatus.RUNNING) {
      throw new RefusedResultException(
          "the result of run %s must come from the current attempt at its trunk but came from attempt %d (%s) of trunk %s."
              .formatted(run, token, attempt.status().text(), attempt.trunk()));
    }
  }

  /// Ends an attempt now.
  public void endAttempt(long token, AttemptStatus status, String reason) {
    endAttempt(token, status, reason, clock.instant());
  }

  /// Ends an attempt at a moment, the last at which it was known to live. An attempt that ended
  /// before stays as it is.
  public synchronized void endAttempt(
      long token, AttemptStatus status, String reason, Instant ended) {
    Instant started = attempt(token).map(Attempt::started).orElse(ended);
    database.transaction(() ->
        database.update(
            "UPDATE attempts SET status = ?, reason = ?, ended_at = ? WHERE token = ? AND status = ?",
            status.text(),
            reason,
            (ended.isBefore(started) ? started : ended).toString(),
            token,
            AttemptStatus.RUNNING.text()));
  }

  /// Every attempt, oldest first.
  public synchronized List<Attempt> attempts() {
    return database.query(ATTEMPT_COLUMNS + "ORDER BY token", RunStore::readAttempt);
  }

  /// The attempts from a token on, oldest first.
  public synchronized List<Attempt> attemptsFrom(long token) {
    return database.query(
        ATTEMPT_COLUMNS + "WHERE token >= ? ORDER BY token", RunStore::readAttempt, token);
  }

  /// The newest attempt at a trunk.
  public synchronized Optional<Attempt> lastAttempt(Trunk trunk) {
    return database
        .query(
            ATTEMPT_COLUMNS + "WHERE trunk = ? ORDER BY token DESC LIMIT 1",
            RunStore::readAttempt,
            trunk.id())
        .stream()
        .findFirst();
  }

  private Optional<Attempt> attempt(long token) {
    return database
        .query(ATTEMPT_COLUMNS + "WHERE token = ?", RunStore::readAttempt, token)
        .stream()
        .findFirst();
  }

  private static Attempt readAttempt(ResultSet row) throws SQLException {
    return new Attempt(
        row.getLong(1),
        row.getString(2),
        row.getInt(3),
        Instant.parse(row.getString(4)),
        Optional.ofNullable(row.getString(5)).map(Instant::parse),
        AttemptStatus.parse(row.getString(6)),
        row.getString(7),
        row.getString(8),
        Optional.ofNullable(row.getString(9)));
  }

  /// Every result, in the order in which they came.
  public synchronized Map<RunId, RunResult> results() {
    var results = new LinkedHashMap<RunId, RunResult>();
    database
        .query("SELECT result FROM results ORDER BY rowid", RunStore::readResult)
        .forEach(result -> results.put(result.run(), result));
    return results;
  }

  /// The result of one run.
  public synchronized Optional<RunResult> result(RunId run) {
    return database
        .query("SELECT result FROM results WHERE run = ?", RunStore::readResult, run.hex())
        .stream()
        .findFirst();
  }

  /// The runs of a trunk that have a result.
  public synchronized Set<RunId> finished(Trunk trunk) {
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

  private static RunResult readResult(ResultSet row) throws SQLException {
    return stored("result", () -> RunJson.readResult(row.getString(1)));
  }

  private static <T> T stored(String what, StoreDatabase.Work<T> reader) throws SQLException {
    try {
      return reader.run();
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          "a stored %s cannot be read. Maybe another version of Shapelaw wrote it. %s"
              .formatted(what, e.getMessage()),
          e);
    }
  }

  /// Wall-clock seconds of all attempts that ended, those that came to nothing counted too.
  public double secondsSpent() {
    return attempts().stream().mapToDouble(Attempt::seconds).sum();
  }

  /// Forgets the results that say that a run could not be made, so that these runs are tried again.
  /// Measurements stay.
  ///
  /// @return how many were forgotten
  /// @throws StoreException if a coordinator runs this study
  public synchronized int forgetFailed() {
    try (StudyLock _ = lock()) {
      return database.transaction(
          () -> database.update("DELETE FROM results WHERE outcome = 'failed'"));
    }
  }

  @Override
  public synchronized void close() {
    database.close();
  }
}
