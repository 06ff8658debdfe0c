package shapelaw.runs.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.files.RunJson;
import shapelaw.runs.store.StoreLocation.LocalFile;
import shapelaw.runs.store.StoreLocation.Server;

/// What a study planned, tried and measured, in one SQLite file or one schema of a PostgreSQL
/// database. A change that returned survives a crash. A measurement never changes: a result is
/// stored once, and only from the current attempt at a trunk (the *fence*), so that an orphan that
/// ends late cannot bring its own. Safe for use by several threads; a file must be on a local disk.
///
/// Any number of processes may read; one at a time executes (its *coordinator*). A coordinator that
/// was cut off and replaced is fenced, too: nothing that it still writes is accepted.
public final class RunStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunStore.class);

  private static final String ATTEMPT_COLUMNS =
      "SELECT token, trunk, number, started_at, ended_at, status, reason, machine, handle FROM attempts ";

  private static final String CURVE_COLUMNS =
      "SELECT trunk, step, attempt, seen_at, training_loss, images_per_second FROM curve ";

  /// Damaged trunks that a warning names.
  private static final int MOST_NAMED = 3;

  private final StoreDatabase database;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final ResultRows results;

  /// Ticks at the beginnings of this coordinator's attempts, which no change of the clock shifts.
  private final Map<Long, Long> begun = new HashMap<>();

  private final AtomicBoolean warned = new AtomicBoolean();

  /// Number of this coordinator, from when it took the lock; 0 without.
  private long epoch;

  /// What [#lock] gave, while it is not given back.
  private @Nullable Right held;

  private RunStore(StoreDatabase database, InstantSource clock, LongSupplier ticker) {
    this.database = database;
    this.clock = clock;
    this.ticker = ticker;
    this.results = new ResultRows(database);
  }

  /// Opens the store, creating file and folder where missing.
  ///
  /// @throws StoreException if the file cannot be written, is damaged, or comes from a newer
  ///   version
  public static RunStore open(Path file) {
    return open(file, InstantSource.system(), System::nanoTime, SqliteDatabase.durable());
  }

  /// Opens the store, making what is missing but a database.
  ///
  /// @throws StoreException if it cannot be reached or written, is damaged, or comes from a newer
  ///   version
  public static RunStore open(StoreLocation location) {
    return switch (location) {
      case LocalFile(Path file) -> open(file);
      case Server server -> open(server, InstantSource.system(), System::nanoTime);
    };
  }

  /// Opens the store if there is one; nothing is made just to be read. One of an older version is
  /// brought to this program's. A file that cannot be written is good for reading alone, as it is
  /// now.
  ///
  /// @throws StoreException if it cannot be reached, is damaged, or comes from a newer version
  public static Optional<RunStore> openExisting(StoreLocation location) {
    return switch (location) {
      case LocalFile(Path file) ->
          Files.exists(file)
              ? Optional.of(
                  new RunStore(
                      SqliteReading.open(file, SqliteDatabase.durable()),
                      InstantSource.system(),
                      System::nanoTime))
              : Optional.empty();
      case Server server ->
          PostgresDatabase.openExisting(server)
              .map(database -> new RunStore(database, InstantSource.system(), System::nanoTime));
    };
  }

  static RunStore open(Path file, InstantSource clock, LongSupplier ticker, SQLiteConfig config) {
    return new RunStore(SqliteDatabase.open(file, config), clock, ticker);
  }

  static RunStore open(Server server, InstantSource clock, LongSupplier ticker) {
    return new RunStore(PostgresDatabase.open(server), clock, ticker);
  }

  /// Where the store is.
  public StoreLocation location() {
    return database.location();
  }

  /// Takes the right to coordinate this study until the answer is closed. The thread that has it
  /// may take it again; it is given back when all that it took is closed.
  ///
  /// @throws StoreException if another coordinator has it; the message says which process
  public synchronized StudyLock lock() {
    if (held != null && held.owner.equals(Thread.currentThread())) {
      held.taken++;
      return new Held(held);
    }
    if (database instanceof SqliteDatabase local && warned.compareAndSet(false, true)) {
      local.warning().ifPresent(LOG::warn);
    }
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    String owner = "pid %d%s, since %s".formatted(ProcessHandle.current().pid(), machine(), now);
    StudyLock taken = database.lock(owner);
    try {
      epoch =
          database.transaction(() ->
              database
                  .first(
                      "INSERT INTO coordinators (owner, started_at) VALUES (?, ?) RETURNING epoch",
                      row -> row.getLong(1),
                      owner,
                      now)
                  .orElseThrow());
      held = new Right(taken, Thread.currentThread());
      return new Held(held);
    } catch (RuntimeException e) {
      taken.close();
      throw e;
    }
  }

  /// A file's coordinators are all on this machine.
  private String machine() {
    return switch (database) {
      case SqliteDatabase _ -> "";
      case PostgresDatabase _ -> " on " + HostName.ofThisMachine();
    };
  }

  /// Who coordinates this study now, in words for people.
  public synchronized Optional<String> coordinator() {
    return database.lockHolder();
  }

  /// The right to coordinate, and how often its owner took it.
  private static final class Right {
    private final StudyLock lock;
    private final Thread owner;
    private int taken = 1;

    Right(StudyLock lock, Thread owner) {
      this.lock = lock;
      this.owner = owner;
    }
  }

  private final class Held implements StudyLock {
    private final Right right;
    private boolean closed;

    Held(Right right) {
      this.right = right;
    }

    @Override
    public void whenLost(Consumer<StoreException> listener) {
      right.lock.whenLost(listener);
    }

    @Override
    public void close() {
      synchronized (RunStore.this) {
        if (closed) {
          return;
        }
        closed = true;
        if (--right.taken > 0) {
          return;
        }
        epoch = 0;
        held = null;
      }
      right.lock.close();
    }
  }

  /// Changes something, unless another coordinator has taken over.
  private <T> T change(StoreDatabase.Work<T> work) {
    return database.transaction(() -> {
      if (epoch != 0) {
        requireNewest();
      }
      return work.run();
    });
  }

  private void requireNewest() {
    Optional<String> later =
        database.first(
            "SELECT owner FROM coordinators WHERE epoch > ? ORDER BY epoch DESC LIMIT 1",
            row -> row.getString(1),
            epoch);
    if (later.isPresent()) {
      throw new StoreException(
          "this coordinator must be the newest of its study but another (%s) has taken over. What was stored before is safe. Maybe stop one of them."
              .formatted(later.get()));
    }
  }

  /// Says which trainer this study's results come from, the first time; later only checks it.
  ///
  /// @throws StoreException if results of another trainer are in the store
  public synchronized void useTrainer(String name) {
    change(() ->
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
              .formatted(stored, location(), name));
    }
  }

  /// Adds trunks to the plan, as a whole or not at all. A trunk that is planned already keeps its
  /// place and gets the new purpose. One that is damaged in the store is written anew, which a
  /// warning tells: what the plan says of it is all that there is to it, unlike of a result.
  public synchronized void plan(List<PlannedTrunk> trunks) {
    tellRepaired(change(() -> insert(trunks, true)));
  }

  /// Stores trunks without making them part of the plan, so that they can be spoken of ([#cancel])
  /// before [#replacePlan] plans them. Trunks that are stored stay as they are.
  public synchronized void remember(List<PlannedTrunk> trunks) {
    change(() -> {
      var known = new HashSet<>(database.query("SELECT id FROM trunks", row -> row.getString(1)));
      return insert(trunks.stream().filter(p -> !known.contains(p.trunk().id())).toList(), false);
    });
  }

  /// Makes these trunks the whole plan. Others stay stored with what came of them, but are no
  /// longer part of [#status]. Damaged ones are written anew as by [#plan].
  ///
  /// @param mark stands for what the plan was made of ([#planMark])
  /// @throws StoreException if a coordinator runs this study
  public synchronized void replacePlan(List<PlannedTrunk> trunks, String mark) {
    try (StudyLock _ = lock()) {
      List<String> damaged =
          change(() -> {
            database.update("UPDATE trunks SET in_plan = 0 WHERE in_plan = 1");
            List<String> repaired = insert(trunks, true);
            database.update(
                "INSERT INTO settings (name, value) VALUES ('plan', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                mark);
            return repaired;
          });
      tellRepaired(damaged);
    }
  }

  private void tellRepaired(List<String> trunks) {
    if (!trunks.isEmpty()) {
      LOG.warn(
          "The run store {} was damaged: {} of its trunks ({}{}) differed from what had been stored. Written anew from the plan. Maybe look at all of it: shapelaw doctor STUDY.",
          location(),
          trunks.size(),
          trunks.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")),
          trunks.size() > MOST_NAMED ? ", …" : "");
    }
  }

  /// What [#replacePlan] was told last.
  public synchronized Optional<String> planMark() {
    return database.first("SELECT value FROM settings WHERE name = 'plan'", r -> r.getString(1));
  }

  /// @return ids of those that were damaged
  private List<String> insert(List<PlannedTrunk> trunks, boolean inPlan) throws SQLException {
    long position =
        database
            .first("SELECT coalesce(max(position), 0) FROM trunks", row -> row.getLong(1))
            .orElseThrow();
    String now = clock.instant().toString();
    var byId = new LinkedHashMap<String, Object[]>();
    var runs = new ArrayList<Object[]>();
    for (PlannedTrunk planned : trunks) {
      Trunk trunk = planned.trunk();
      String id = trunk.id();
      String spec = RunJson.write(trunk);
      long checksum = Checksums.of(id, planned.purpose(), spec);
      byId.put(
          id,
          new Object[] {id, ++position, planned.purpose(), spec, now, checksum, inPlan ? 1 : 0});
      for (RunSpec run : trunk.runs()) {
        runs.add(new Object[] {id, run.id().hex(), run.steps()});
      }
    }
    List<String> damaged =
        results.damaged("SELECT id, purpose, spec, checksum FROM trunks").stream()
            .filter(byId::containsKey)
            .toList();
    database.updateAll(
        """
        INSERT INTO trunks (id, position, purpose, spec, planned_at, checksum, in_plan)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
          purpose = excluded.purpose, spec = excluded.spec, checksum = excluded.checksum,
          in_plan = excluded.in_plan\
        """,
        List.copyOf(byId.values()));
    database.updateAll(
        "INSERT INTO runs (trunk, id, steps) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", runs);
    return damaged;
  }

  /// The trunks of the plan that [#replacePlan] was told last, and those that left it but are still
  /// under way, in the order of planning.
  public synchronized List<PlannedTrunk> plannedOrUnderWay() {
    return results.parse(
        "trunk",
        """
        SELECT id, purpose, spec, checksum FROM trunks
        WHERE in_plan = 1 OR id IN (SELECT trunk FROM attempts WHERE status = 'running')
        ORDER BY position\
        """,
        row -> new PlannedTrunk(RunJson.readTrunk(row.text()), row.label()));
  }

  /// Every trunk that was ever planned or remembered, in that order.
  public synchronized List<PlannedTrunk> planned() {
    return results.parse(
        "trunk",
        "SELECT id, purpose, spec, checksum FROM trunks ORDER BY position",
        row -> new PlannedTrunk(RunJson.readTrunk(row.text()), row.label()));
  }

  /// Begins an attempt, which becomes the trunk's current one: results of earlier attempts are
  /// refused from now on. An earlier one that is still marked as running becomes lost.
  ///
  /// @throws StoreException if the trunk was not planned
  public synchronized Attempt beginAttempt(Trunk trunk, String machine) {
    long token =
        change(() -> {
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
          return database
              .first(
                  """
                  INSERT INTO attempts (trunk, number, started_at, status, reason, machine)
                  VALUES (?, (SELECT count(*) + 1 FROM attempts WHERE trunk = ?), ?, ?, '', ?)
                  RETURNING token\
                  """,
                  row -> row.getLong(1),
                  trunk.id(),
                  trunk.id(),
                  now,
                  AttemptStatus.RUNNING.text(),
                  machine)
              .orElseThrow();
        });
    begun.put(token, ticker.getAsLong());
    return attempt(token).orElseThrow();
  }

  /// Notes what carries out an attempt ([Attempt#handle()]).
  public synchronized void attachHandle(long token, String handle) {
    change(() -> database.update("UPDATE attempts SET handle = ? WHERE token = ?", handle, token));
  }

  /// Asks that trunks be left alone: an attempt under way writes a checkpoint and ends, and none
  /// begins until [#retry]. A coordinator that runs the study notices within seconds. Trunks whose
  /// runs all have a result stay as they are.
  ///
  /// @param reason one sentence for people
  /// @return how many trunks this changed
  public synchronized int cancel(Collection<String> trunks, String reason) {
    return change(() ->
        database.update(
            """
            UPDATE trunks SET cancelled_at = ?, cancel_reason = ?
            WHERE id IN (%s) AND cancelled_at IS NULL AND EXISTS (
              SELECT 1 FROM runs LEFT JOIN results ON results.run = runs.id
              WHERE runs.trunk = trunks.id AND results.run IS NULL)\
            """
                .formatted(database.listed()),
            clock.instant().toString(),
            reason,
            StoreDatabase.list(trunks)));
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
    String ids = StoreDatabase.list(trunks);
    return change(() -> {
      results.failed(); // a damaged result is no failure to forget
      int changed =
          database
              .first(
                  """
                  SELECT count(*) FROM trunks WHERE id IN (%s) AND (cancelled_at IS NOT NULL OR EXISTS (
                    SELECT 1 FROM runs JOIN results ON results.run = runs.id
                    WHERE runs.trunk = trunks.id AND results.outcome = 'failed'))\
                  """
                      .formatted(database.listed()),
                  row -> row.getInt(1),
                  ids)
              .orElseThrow();
      database.update(
          "UPDATE trunks SET cancelled_at = NULL, cancel_reason = NULL WHERE cancelled_at IS NOT NULL AND id IN (%s)"
              .formatted(database.listed()),
          ids);
      database.update(
          "DELETE FROM results WHERE outcome = 'failed' AND run IN (SELECT id FROM runs WHERE trunk IN (%s))"
              .formatted(database.listed()),
          ids);
      return changed;
    });
  }

  /// Adds a point to a trunk's learning curve; one at the same step stays as it is.
  public synchronized void addCurvePoint(CurvePoint point) {
    change(() ->
        database.update(
            """
            INSERT INTO curve (trunk, step, attempt, seen_at, training_loss, images_per_second)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING\
            """,
            point.trunk(),
            point.step(),
            point.attempt(),
            point.seen().toString(),
            finite(point.trainingLoss()),
            finite(point.imagesPerSecond())));
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
        number(row, 5),
        number(row, 6));
  }

  /// A number that is another one after somebody else, in this process or in any other, changed the
  /// store; to be compared with what the same store object said before. Costs a query of one
  /// number.
  public synchronized long changes() {
    return database.query(database.changesQuery(), row -> row.getLong(1)).getFirst();
  }

  /// A simulation has no training loss; SQLite has no such number.
  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static double number(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? Double.NaN : value;
  }

  /// Stores a result. When this returns, the result survives a crash.
  ///
  /// @param token fence of the attempt that made it
  /// @return false if the very same result was stored before
  /// @throws RefusedResultException if the attempt is not the current one of a trunk with this run,
  ///   or another result of the run is stored
  public synchronized boolean accept(long token, RunResult result) {
    return change(() -> {
      Optional<RunResult> before = results.of(result.run());
      if (before.isPresent()) {
        requireSame(before.get(), result);
        return false;
      }
      requireCurrent(token, result.run());
      results.insert(result, token, clock.instant());
      return true;
    });
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

  /// Ends an attempt now. How long it took is told by a clock that nobody sets, if this coordinator
  /// began it.
  public synchronized void endAttempt(long token, AttemptStatus status, String reason) {
    Optional<Long> began = Optional.ofNullable(begun.remove(token));
    Instant ended =
        began
            .flatMap(ticks ->
                attempt(token)
                    .map(attempt ->
                        attempt.started().plus(Duration.ofNanos(ticker.getAsLong() - ticks))))
            .orElseGet(clock::instant);
    endAttempt(token, status, reason, ended);
  }

  /// Ends an attempt at a moment, the last at which it was known to live. An attempt that ended
  /// before stays as it is.
  public synchronized void endAttempt(
      long token, AttemptStatus status, String reason, Instant ended) {
    Instant started = attempt(token).map(Attempt::started).orElse(ended);
    change(() ->
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

  /// Attempts that nobody has ended yet.
  public synchronized List<Attempt> attemptsUnderWay() {
    return database.query(
        ATTEMPT_COLUMNS + "WHERE status = ? ORDER BY token",
        RunStore::readAttempt,
        AttemptStatus.RUNNING.text());
  }

  /// Attempts under way at trunks that are no longer part of the plan ([#replacePlan]).
  public synchronized List<Attempt> unplannedAttempts() {
    return database.query(
        ATTEMPT_COLUMNS
            + "WHERE status = ? AND trunk IN (SELECT id FROM trunks WHERE in_plan = 0) ORDER BY token",
        RunStore::readAttempt,
        AttemptStatus.RUNNING.text());
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
    return results.all();
  }

  /// The result of one run.
  public synchronized Optional<RunResult> result(RunId run) {
    return results.of(run);
  }

  /// The runs that have a result, by one query. Results are checked for damage and not read.
  public synchronized Set<RunId> finished() {
    return results.runs();
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

  /// How far everything in the plan is, at one moment; in a time that hardly depends on what the
  /// runs are.
  public synchronized StoreStatus status() {
    return new StatusQuery(database).ask();
  }

  /// Looks at everything that is stored, which [#open] does only as far as it is quick.
  ///
  /// @throws StoreException if something is damaged
  public synchronized void checkThoroughly() {
    database.checkThoroughly();
    planned();
    results();
    attempts();
  }

  /// Forgets the results that say that a run could not be made, so that these runs are tried again.
  /// Measurements stay.
  ///
  /// @return how many were forgotten
  /// @throws StoreException if a coordinator runs this study
  public synchronized int forgetFailed() {
    try (StudyLock _ = lock()) {
      return change(() -> {
        results.failed(); // a damaged result is no failure to forget
        return database.update("DELETE FROM results WHERE outcome = 'failed'");
      });
    }
  }

  @Override
  public synchronized void close() {
    database.close();
  }
}
