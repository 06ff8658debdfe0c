package shapelaw.runs.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import shapelaw.run.RunResult;
import shapelaw.runs.files.RunJson;
import shapelaw.runs.store.StoreStatus.Failure;
import shapelaw.runs.store.StoreStatus.Purpose;
import shapelaw.runs.store.StoreStatus.RunState;
import shapelaw.runs.store.StoreStatus.Running;

/// Asks the database how far a study is. The database counts; only what is under way or failed is
/// read.
final class StatusQuery {

  private static final String LAST_ATTEMPT =
      "attempts.number = (SELECT max(other.number) FROM attempts other WHERE other.trunk = attempts.trunk)";

  /// Whether an attempt dies with its coordinator, as [Attempt#statusNow] has it.
  private static final String BOUND =
      "(attempts.handle LIKE '" + Attempt.LOCAL_PROCESS + "%' OR attempts.handle IS NULL)";

  private final StoreDatabase database;
  private long finished;

  StatusQuery(StoreDatabase database) {
    this.database = database;
  }

  StoreStatus ask() {
    Optional<String> coordinator = database.lockHolder();
    return database.reading(() -> {
      List<Running> running = running();
      boolean alive = coordinator.isPresent();
      List<Purpose> purposes = purposes(alive);
      return new StoreStatus(
          coordinator,
          purposes,
          running.stream()
              .filter(each -> each.attempt().statusNow(alive) == AttemptStatus.RUNNING)
              .toList(),
          failures(alive),
          trunksByAttempts(),
          attemptsByStatus(alive),
          purposes.stream().mapToLong(Purpose::planned).sum(),
          finished);
    });
  }

  private List<Purpose> purposes(boolean alive) {
    var counts = new LinkedHashMap<String, Map<RunState, Long>>();
    database.query(
        """
        SELECT trunks.purpose, counted.outcome, trunks.cancelled_at IS NOT NULL AS cancelled,
          attempts.status, %s AS bound,
          sum(counted.runs), min(trunks.position) AS place
        FROM (SELECT runs.trunk, results.outcome, count(*) AS runs
          FROM runs LEFT JOIN results ON results.run = runs.id
          GROUP BY runs.trunk, results.outcome) AS counted
        JOIN trunks ON trunks.id = counted.trunk
        LEFT JOIN attempts ON attempts.trunk = trunks.id AND counted.outcome IS NULL AND %s
        WHERE trunks.in_plan = 1
        GROUP BY 1, 2, 3, 4, 5 ORDER BY place\
        """
            .formatted(BOUND, LAST_ATTEMPT),
        row -> {
          RunState state = state(row, alive);
          finished += row.getString(2) == null ? 0 : row.getLong(6);
          counts
              .computeIfAbsent(row.getString(1), label -> new EnumMap<>(RunState.class))
              .merge(state, row.getLong(6), Long::sum);
          return state;
        });
    return counts.entrySet().stream().map(e -> new Purpose(e.getKey(), e.getValue())).toList();
  }

  private RunState state(ResultSet row, boolean alive) throws SQLException {
    String outcome = row.getString(2);
    if (outcome != null) {
      return switch (outcome) {
        case "done" -> RunState.DONE;
        case "diverged" -> RunState.DIVERGED;
        case "failed" -> RunState.FAILED;
        default -> throw database.damaged("a result has the unknown outcome '" + outcome + "'");
      };
    }
    if (row.getBoolean(3)) {
      return RunState.CANCELLED;
    }
    return open(row.getString(4), alive || !row.getBoolean(5));
  }

  /// State of a run without a result.
  private RunState open(@Nullable String lastAttempt, boolean mayLive) {
    return switch (lastAttempt == null ? null : status(lastAttempt).orLost(mayLive)) {
      case null -> RunState.WAITING;
      case RUNNING -> RunState.RUNNING;
      case LOST -> RunState.LOST;
      case FAILED -> RunState.FAILED;
      case DONE, DIVERGED, CHECKPOINTED, CANCELLED -> RunState.WAITING;
    };
  }

  private AttemptStatus status(String text) {
    try {
      return AttemptStatus.parse(text);
    } catch (IllegalArgumentException e) {
      throw database.damaged("an attempt has the unknown status '" + text + "'");
    }
  }

  private List<Running> running() {
    return database.query(
        """
        SELECT trunks.purpose, trunks.spec, attempts.token, attempts.trunk, attempts.number,
          attempts.started_at, attempts.machine, attempts.handle
        FROM attempts JOIN trunks ON trunks.id = attempts.trunk
        WHERE attempts.status = 'running' AND trunks.in_plan = 1 ORDER BY attempts.token\
        """,
        row ->
            new Running(
                row.getString(1),
                RunJson.readTrunk(row.getString(2)),
                new Attempt(
                    row.getLong(3),
                    row.getString(4),
                    row.getInt(5),
                    Instant.parse(row.getString(6)),
                    Optional.empty(),
                    AttemptStatus.RUNNING,
                    "",
                    row.getString(7),
                    Optional.ofNullable(row.getString(8)))));
  }

  private List<Failure> failures(boolean alive) {
    var failures = new ArrayList<Failure>();
    var reasons = new LinkedHashMap<String, Long>();
    for (RunResult result : new ResultRows(database).failed()) {
      if (result instanceof RunResult.Failed failed) {
        reasons.merge(failed.reason(), 1L, Long::sum);
      }
    }
    reasons.forEach((why, runs) -> failures.add(new Failure(RunState.FAILED, why, runs, "run")));
    database
        .query(
            """
            SELECT attempts.status, attempts.reason, %s AS bound, count(*)
            FROM attempts JOIN trunks ON trunks.id = attempts.trunk
            WHERE trunks.in_plan = 1 AND trunks.cancelled_at IS NULL
              AND attempts.status IN (%s) AND %s
              AND EXISTS (SELECT 1 FROM runs LEFT JOIN results ON results.run = runs.id
                WHERE runs.trunk = trunks.id AND results.run IS NULL)
            GROUP BY 1, 2, 3\
            """
                .formatted(
                    BOUND,
                    alive ? "'lost', 'failed'" : "'lost', 'failed', 'running'",
                    LAST_ATTEMPT),
            row -> failure(row, alive))
        .stream()
        .flatMap(Optional::stream)
        .forEach(failures::add);
    failures.sort(Comparator.comparingLong(Failure::count).reversed());
    return failures;
  }

  /// Why trunks came to nothing, from a row of status, reason, bound and count.
  private Optional<Failure> failure(ResultSet row, boolean alive) throws SQLException {
    RunState state = open(row.getString(1), alive || !row.getBoolean(3));
    boolean died = status(row.getString(1)) == AttemptStatus.RUNNING;
    return state == RunState.RUNNING
        ? Optional.empty()
        : Optional.of(
            new Failure(
                state, died ? "its coordinator died" : row.getString(2), row.getLong(4), "trunk"));
  }

  private Map<Integer, Long> trunksByAttempts() {
    var trunks = new TreeMap<Integer, Long>();
    database.query(
        """
        SELECT times, count(*) FROM
          (SELECT count(*) AS times FROM attempts JOIN trunks ON trunks.id = attempts.trunk
           WHERE trunks.in_plan = 1 GROUP BY attempts.trunk) AS counted
        GROUP BY times\
        """,
        row -> trunks.put(row.getInt(1), row.getLong(2)));
    return trunks;
  }

  private Map<AttemptStatus, Long> attemptsByStatus(boolean alive) {
    var attempts = new EnumMap<AttemptStatus, Long>(AttemptStatus.class);
    database.query(
        """
        SELECT attempts.status, %s AS bound, count(*) FROM attempts
        JOIN trunks ON trunks.id = attempts.trunk WHERE trunks.in_plan = 1 GROUP BY 1, 2\
        """
            .formatted(BOUND),
        row -> {
          AttemptStatus now = status(row.getString(1)).orLost(alive || !row.getBoolean(2));
          return attempts.merge(now, row.getLong(3), Long::sum);
        });
    return attempts;
  }
}
