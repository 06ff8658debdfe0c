package shapelaw.runs;

import shapelaw.runs.store.AttemptStatus;

/// How often a trunk is tried: a limit to attempts in a row that came to nothing. An attempt came
/// to something if it brought a result, or if it ended with a checkpoint further on than any before
/// (a cluster's time limit, say).
final class Patience {

  private final int maxAttempts;
  private int fruitless;
  private long furthestStep;

  Patience(int maxAttempts) {
    this.maxAttempts = maxAttempts;
  }

  /// True if the attempt that ended was one too many.
  ///
  /// @param newResults true if it brought a result
  /// @param step the last step that it told
  boolean isOver(AttemptEnd end, boolean newResults, long step) {
    boolean further = end.status() == AttemptStatus.CHECKPOINTED && step > furthestStep;
    furthestStep = Math.max(furthestStep, step);
    fruitless = newResults || further ? 0 : fruitless + 1;
    return fruitless >= maxAttempts;
  }
}
