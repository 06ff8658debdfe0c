package shapelaw.runs;

import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.TrainingContext;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.PlannedTrunk;

/// Something that happened during an execution.
public sealed interface ExecutionEvent {

  /// How far the whole execution is, this event included.
  ExecutionProgress overall();

  /// Execution begins; runs that were finished before are counted.
  ///
  /// @param overall how far the execution is
  record Began(ExecutionProgress overall) implements ExecutionEvent {}

  /// An attempt at a trunk began.
  ///
  /// @param planned the trunk
  /// @param attempt the attempt
  /// @param overall how far the execution is
  record Started(PlannedTrunk planned, Attempt attempt, ExecutionProgress overall)
      implements ExecutionEvent {}

  /// A trunk got further.
  ///
  /// @param planned the trunk
  /// @param progress how far the trunk is
  /// @param overall how far the execution is
  record Progressed(
      PlannedTrunk planned, TrainingContext.Progress progress, ExecutionProgress overall)
      implements ExecutionEvent {}

  /// A result was stored; it survives a crash.
  ///
  /// @param purpose what the run is for
  /// @param run the run
  /// @param result its result
  /// @param overall how far the execution is
  record Finished(String purpose, RunSpec run, RunResult result, ExecutionProgress overall)
      implements ExecutionEvent {}

  /// An attempt ended too early and another one follows.
  ///
  /// @param planned the trunk
  /// @param attempt the attempt that ended
  /// @param reason why
  /// @param overall how far the execution is
  record Retrying(PlannedTrunk planned, Attempt attempt, String reason, ExecutionProgress overall)
      implements ExecutionEvent {}

  /// A trunk is left unfinished: its attempts kept failing.
  ///
  /// @param planned the trunk
  /// @param reason why the last attempt ended
  /// @param overall how far the execution is
  record GaveUp(PlannedTrunk planned, String reason, ExecutionProgress overall)
      implements ExecutionEvent {}

  /// People cancelled a trunk that was under way; its attempt has ended.
  ///
  /// @param planned the trunk
  /// @param reason why
  /// @param overall how far the execution is
  record Cancelled(PlannedTrunk planned, String reason, ExecutionProgress overall)
      implements ExecutionEvent {}

  /// Execution ends, complete or because it was asked to stop.
  ///
  /// @param interrupted true if it was asked to stop
  /// @param overall how far the execution is
  record Ended(boolean interrupted, ExecutionProgress overall) implements ExecutionEvent {}
}
