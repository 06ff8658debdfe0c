package shapelaw.runs;

import java.util.List;
import shapelaw.runs.store.PlannedTrunk;

/// What is there after an execution.
///
/// @param done runs with a measured error rate
/// @param diverged runs whose loss became non-finite
/// @param failed runs that cannot be made
/// @param unfinished trunks whose attempts kept failing; the next execution tries them again
/// @param cancelled trunks without all their results that people asked to leave alone
public record ExecutionSummary(
    int done, int diverged, int failed, List<Unfinished> unfinished, List<Unfinished> cancelled) {

  public ExecutionSummary {
    unfinished = List.copyOf(unfinished);
    cancelled = List.copyOf(cancelled);
  }

  /// With nothing cancelled.
  public ExecutionSummary(int done, int diverged, int failed, List<Unfinished> unfinished) {
    this(done, diverged, failed, unfinished, List.of());
  }

  /// A trunk that was given up or cancelled.
  ///
  /// @param planned the trunk
  /// @param reason why the last attempt ended, or why it was cancelled
  public record Unfinished(PlannedTrunk planned, String reason) {}

  /// True if every run has a result, whatever it is.
  public boolean complete() {
    return unfinished.isEmpty() && cancelled.isEmpty();
  }
}
