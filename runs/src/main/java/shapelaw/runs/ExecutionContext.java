package shapelaw.runs;

import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;

/// What all parts of one execution work with. Each of it is safe for use by several threads.
///
/// @param executor carries out attempts
/// @param store holds plan and results
/// @param stops who was asked to stop
/// @param announcer tells what happens
record ExecutionContext(
    WorkerExecutor executor, RunStore store, StopRequests stops, Announcer announcer) {

  /// Takes what an attempt gives.
  ///
  /// @param workers attempts side by side
  StoringSink sink(PlannedTrunk planned, Attempt attempt, int workers) {
    return new StoringSink(planned, attempt, store, announcer, workers);
  }
}
