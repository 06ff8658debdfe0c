package shapelaw.runs.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import shapelaw.run.RunId;
import shapelaw.run.Trunk;

/// The attempts at trunks, the newest of which is a trunk's current one.
final class AttemptRows {

  private static final String COLUMNS =
      "SELECT token, trunk, number, started_at, ended_at, status, reason, machine, handle FROM attempts ";

  private final StoreDatabase database;
  private final InstantSource clock;
  private final LongSupplier ticker;

  /// Ticks at the beginnings of this coordinator's attempts, which no change of the clock shifts.
  private final Map<Long, Long> begun = new HashMap<>();

  AttemptRows(StoreDatabase database, InstantSource clock, LongSupplier ticker) {
    this.database = database;
    this.clock = clock;
    this.ticker = ticker;
  }

  /// Begins an attempt; an earlier one that is still marked as running becomes lost.
  ///
  /// @return its token
  long begin(Trunk trunk, String machine) throws SQLException {
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
  }

  /// Begins to measure how long an attempt takes, once it is stored.
  void time(long token) {
    begun.put(token, ticker.getAsLong());
  }

  int attachHandle(long token, String handle) throws SQLException {
    return database.update("UPDATE attempts SET handle = ? WHERE token = ?", handle, token);
  }

  /// When an attempt that ends now ends: by a clock that nobody sets, if this coordinator began it.
  Instant timedEnd(long token) {
    return Optional.ofNullable(begun.remove(token))
        .flatMap(ticks ->
            of(token)
                .map(attempt ->
                    attempt.started().plus(Duration.ofNanos(ticker.getAsLong() - ticks))))
        .orElseGet(clock::instant);
  }

  /// Ends an attempt, no earlier than it began. One that ended before stays as it is.
  int end(long token, AttemptStatus status, String reason, Instant ended) throws SQLException {
    Instant started = of(token).map(Attempt::started).orElse(ended);
    return database.update(
        "UPDATE attempts SET status = ?, reason = ?, ended_at = ? WHERE token = ? AND status = ?",
        status.text(),
        reason,
        (ended.isBefore(started) ? started : ended).toString(),
        token,
        AttemptStatus.RUNNING.text());
  }

  /// Refuses a result that does not come from the current attempt at a trunk with this run.
  void requireCurrent(long token, RunId run) {
    Attempt attempt =
        of(token)
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

  /// Every attempt, oldest first.
  List<Attempt> all() {
    return where("ORDER BY token");
  }

  List<Attempt> from(long token) {
    return where("WHERE token >= ? ORDER BY token", token);
  }

  /// Those that nobody has ended yet.
  List<Attempt> underWay() {
    return where("WHERE status = ? ORDER BY token", AttemptStatus.RUNNING.text());
  }

  /// Those of them whose trunks left the plan.
  List<Attempt> unplanned() {
    return where(
        "WHERE status = ? AND trunk IN (SELECT id FROM trunks WHERE in_plan = 0) ORDER BY token",
        AttemptStatus.RUNNING.text());
  }

  /// The newest attempt at a trunk.
  Optional<Attempt> last(Trunk trunk) {
    return where("WHERE trunk = ? ORDER BY token DESC LIMIT 1", trunk.id()).stream().findFirst();
  }

  Optional<Attempt> of(long token) {
    return where("WHERE token = ?", token).stream().findFirst();
  }

  private List<Attempt> where(String condition, Object... arguments) {
    return database.query(COLUMNS + condition, AttemptRows::read, arguments);
  }

  private static Attempt read(ResultSet row) throws SQLException {
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
}
