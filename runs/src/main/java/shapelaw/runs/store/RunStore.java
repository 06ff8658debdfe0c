package shapelaw.runs.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.sqlite.SQLiteConfig;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.Trunk;
import shapelaw.runs.store.StoreLocation.LocalFile;
import shapelaw.runs.store.StoreLocation.Server;

/// What a study planned, tried and measured, in one SQLite file or one schema of a PostgreSQL
/// database. A change that returned survives a crash. A measurement never changes: a result is
/// stored once, and only from the current attempt at a trunk (the *fence*), so that an orphan that
/// ends late cannot bring its own. Safe for use by several threads; a file must be on a local disk.
///
/// Any number of processes may read; one at a time executes (its *coordinator*). A coordinator that
/// was cut off and replaced is fenced, too: nothing that it still writes is accepted.
///
/// Every method holds the store's monitor, since there is one connection, and changes what it
/// changes in one transaction.
public final class RunStore implements AutoCloseable {

  private final StoreDatabase database;
  private final InstantSource clock;
  private final Coordination coordination;
  private final StoreSettings settings;
  private final TrunkRows trunkRows;
  private final AttemptRows attempts;
  private final ResultRows results;
  private final Cancellations cancellations;
  private final CurveRows curves;

  private RunStore(StoreDatabase database, InstantSource clock, LongSupplier ticker) {
    this.database = database;
    this.clock = clock;
    this.coordination = new Coordination(database, clock, this);
    this.settings = new StoreSettings(database);
    this.trunkRows = new TrunkRows(database);
    this.attempts = new AttemptRows(database, clock, ticker);
    this.results = new ResultRows(database);
    this.cancellations = new Cancellations(database, results);
    this.curves = new CurveRows(database);
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
    return coordination.lock();
  }

  /// Who coordinates this study now, in words for people.
  public synchronized Optional<String> coordinator() {
    return database.lockHolder();
  }

  /// Says which trainer this study's results come from, the first time; later only checks it.
  ///
  /// @throws StoreException if results of another trainer are in the store
  public synchronized void useTrainer(String name) {
    coordination.change(() -> settings.noteTrainer(name));
    settings.requireTrainer(name);
  }

  /// Adds trunks to the plan, as a whole or not at all. A trunk that is planned already keeps its
  /// place and gets the new purpose. One that is damaged in the store is written anew, which a
  /// warning tells: what the plan says of it is all that there is to it, unlike of a result.
  public synchronized void plan(List<PlannedTrunk> trunks) {
    trunkRows.tellRepaired(
        coordination.change(() -> trunkRows.insert(trunks, true, clock.instant())));
  }

  /// Stores trunks without making them part of the plan, so that they can be spoken of ([#cancel])
  /// before [#replacePlan] plans them. Trunks that are stored stay as they are.
  public synchronized void remember(List<PlannedTrunk> trunks) {
    coordination.change(() -> trunkRows.insert(trunkRows.unknown(trunks), false, clock.instant()));
  }

  /// Makes these trunks the whole plan. Others stay stored with what came of them, but are no
  /// longer part of [#status]. Damaged ones are written anew as by [#plan].
  ///
  /// @param mark stands for what the plan was made of ([#planMark])
  /// @throws StoreException if a coordinator runs this study
  public synchronized void replacePlan(List<PlannedTrunk> trunks, String mark) {
    try (StudyLock _ = lock()) {
      List<String> damaged =
          coordination.change(() -> {
            trunkRows.leavePlan();
            List<String> repaired = trunkRows.insert(trunks, true, clock.instant());
            settings.setPlanMark(mark);
            return repaired;
          });
      trunkRows.tellRepaired(damaged);
    }
  }

  /// What [#replacePlan] was told last.
  public synchronized Optional<String> planMark() {
    return settings.planMark();
  }

  /// The trunks of the plan that [#replacePlan] was told last, and those that left it but are still
  /// under way, in the order of planning.
  public synchronized List<PlannedTrunk> plannedOrUnderWay() {
    return trunkRows.plannedOrUnderWay();
  }

  /// Every trunk that was ever planned or remembered, in that order.
  public synchronized List<PlannedTrunk> planned() {
    return trunkRows.all();
  }

  /// Begins an attempt, which becomes the trunk's current one: results of earlier attempts are
  /// refused from now on. An earlier one that is still marked as running becomes lost.
  ///
  /// @throws StoreException if the trunk was not planned
  public synchronized Attempt beginAttempt(Trunk trunk, String machine) {
    long token = coordination.change(() -> attempts.begin(trunk, machine));
    attempts.time(token);
    return attempts.of(token).orElseThrow();
  }

  /// Notes what carries out an attempt ([Attempt#handle()]).
  public synchronized void attachHandle(long token, String handle) {
    coordination.change(() -> attempts.attachHandle(token, handle));
  }

  /// Asks that trunks be left alone: an attempt under way writes a checkpoint and ends, and none
  /// begins until [#retry]. A coordinator that runs the study notices within seconds. Trunks whose
  /// runs all have a result stay as they are.
  ///
  /// @param reason one sentence for people
  /// @return how many trunks this changed
  public synchronized int cancel(Collection<String> trunks, String reason) {
    return coordination.change(() -> cancellations.add(trunks, reason, clock.instant()));
  }

  /// Trunks that [#cancel] asked to leave alone, with its reasons.
  public synchronized Map<String, String> cancelled() {
    return cancellations.all();
  }

  /// Opens trunks again: takes back what [#cancel] asked, and forgets the results that say that a
  /// run could not be made. Measurements stay.
  ///
  /// @return how many trunks this changed
  public synchronized int retry(Collection<String> trunks) {
    return coordination.change(() -> cancellations.takeBack(trunks));
  }

  /// Adds a point to a trunk's learning curve; one at the same step stays as it is.
  public synchronized void addCurvePoint(CurvePoint point) {
    coordination.change(() -> curves.add(point));
  }

  /// The learning curve of a trunk, by step.
  public synchronized List<CurvePoint> curve(String trunk) {
    return curves.of(trunk);
  }

  /// The newest point of a trunk's learning curve.
  public synchronized Optional<CurvePoint> lastCurvePoint(String trunk) {
    return curves.last(trunk);
  }

  /// A number that is another one after somebody else, in this process or in any other, changed the
  /// store; to be compared with what the same store object said before. Costs a query of one
  /// number.
  public synchronized long changes() {
    return database.query(database.changesQuery(), row -> row.getLong(1)).getFirst();
  }

  /// Stores a result. When this returns, the result survives a crash.
  ///
  /// @param token fence of the attempt that made it
  /// @return false if the very same result was stored before
  /// @throws RefusedResultException if the attempt is not the current one of a trunk with this run,
  ///   or another result of the run is stored
  public synchronized boolean accept(long token, RunResult result) {
    return coordination.change(() -> results.accept(attempts, token, result, clock.instant()));
  }

  /// Ends an attempt now. How long it took is told by a clock that nobody sets, if this coordinator
  /// began it.
  public synchronized void endAttempt(long token, AttemptStatus status, String reason) {
    endAttempt(token, status, reason, attempts.timedEnd(token));
  }

  /// Ends an attempt at a moment, the last at which it was known to live. An attempt that ended
  /// before stays as it is.
  public synchronized void endAttempt(
      long token, AttemptStatus status, String reason, Instant ended) {
    coordination.change(() -> attempts.end(token, status, reason, ended));
  }

  /// Every attempt, oldest first.
  public synchronized List<Attempt> attempts() {
    return attempts.all();
  }

  /// The attempts from a token on, oldest first.
  public synchronized List<Attempt> attemptsFrom(long token) {
    return attempts.from(token);
  }

  /// Attempts that nobody has ended yet.
  public synchronized List<Attempt> attemptsUnderWay() {
    return attempts.underWay();
  }

  /// Attempts under way at trunks that are no longer part of the plan ([#replacePlan]).
  public synchronized List<Attempt> unplannedAttempts() {
    return attempts.unplanned();
  }

  /// The newest attempt at a trunk.
  public synchronized Optional<Attempt> lastAttempt(Trunk trunk) {
    return attempts.last(trunk);
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
    return results.runs(trunk);
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
      return coordination.change(results::forgetFailed);
    }
  }

  @Override
  public synchronized void close() {
    database.close();
  }
}
