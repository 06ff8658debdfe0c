package shapelaw.runs.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import shapelaw.run.Trunk;

/// How far a study is, as its store knows.
///
/// @param coordinator who runs it now, in words for people
/// @param purposes counts of each purpose, in the order of the plan
/// @param running attempts under way, oldest first
/// @param failures why runs or attempts came to nothing, the most frequent first
/// @param trunksByAttempts how many trunks were attempted once, twice …
/// @param attemptsByStatus how many attempts ended how, those under way too
/// @param plannedRuns runs in the plan
/// @param finishedRuns of them, those with a result: done, diverged, or known to be impossible
public record StoreStatus(
    Optional<String> coordinator,
    List<Purpose> purposes,
    List<Running> running,
    List<Failure> failures,
    Map<Integer, Long> trunksByAttempts,
    Map<AttemptStatus, Long> attemptsByStatus,
    long plannedRuns,
    long finishedRuns) {

  public StoreStatus {
    purposes = List.copyOf(purposes);
    running = List.copyOf(running);
    failures = List.copyOf(failures);
    trunksByAttempts = Map.copyOf(trunksByAttempts);
    attemptsByStatus = Map.copyOf(attemptsByStatus);
  }

  /// What a run of the plan is.
  public enum RunState {
    /// It has a measurement.
    DONE,
    /// Its loss became non-finite.
    DIVERGED,
    /// It cannot be made, or the last attempt at its trunk ended by an error.
    FAILED,
    /// The last attempt at its trunk was killed, or its coordinator died.
    LOST,
    /// Somebody asked to leave its trunk alone.
    CANCELLED,
    /// An attempt at its trunk is under way.
    RUNNING,
    /// It has not been tried, or goes on from a checkpoint.
    WAITING
  }

  /// Runs of one purpose.
  ///
  /// @param label the purpose
  /// @param runs how many are in which state; states without runs are left out
  public record Purpose(String label, Map<RunState, Long> runs) {
    public Purpose {
      runs = Map.copyOf(runs);
    }

    /// How many runs there are.
    public long planned() {
      return runs.values().stream().mapToLong(Long::longValue).sum();
    }

    /// How many are in a state.
    public long count(RunState state) {
      return runs.getOrDefault(state, 0L);
    }
  }

  /// An attempt under way.
  ///
  /// @param purpose of its trunk
  /// @param trunk what it trains
  /// @param attempt itself
  public record Running(String purpose, Trunk trunk, Attempt attempt) {}

  /// Why something came to nothing.
  ///
  /// @param state what it made of its runs
  /// @param reason one sentence for people
  /// @param count runs, or trunks whose last attempt ended so
  /// @param unit `run` or `trunk`
  public record Failure(RunState state, String reason, long count, String unit) {}

  /// Runs in a state, of all purposes.
  public long count(RunState state) {
    return purposes.stream().mapToLong(purpose -> purpose.count(state)).sum();
  }
}
