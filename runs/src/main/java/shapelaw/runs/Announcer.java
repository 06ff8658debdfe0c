package shapelaw.runs;

import java.util.function.Consumer;
import java.util.function.Function;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.PlannedTrunk;

/// Counts what happens during an execution and tells it, one event at a time.
final class Announcer {

  private final WorkTracker tracker;
  private final ExecutionListener listener;

  Announcer(WorkTracker tracker, ExecutionListener listener) {
    this.tracker = tracker;
    this.listener = listener;
  }

  /// Counts, and tells nobody.
  synchronized void count(Consumer<WorkTracker> change) {
    change.accept(tracker);
  }

  /// Tells an event with the progress of the moment.
  synchronized void tell(Function<ExecutionProgress, ExecutionEvent> event) {
    listener.on(event.apply(tracker.progress()));
  }

  /// Counts, and tells an event with the progress that came of it.
  synchronized void tell(
      Consumer<WorkTracker> change, Function<ExecutionProgress, ExecutionEvent> event) {
    change.accept(tracker);
    tell(event);
  }

  /// Counts and tells an attempt that began.
  ///
  /// @param fromStart true if the trunk begins at its first step
  void begun(PlannedTrunk planned, Attempt attempt, boolean fromStart) {
    tell(
        tracker -> tracker.started(planned.trunk(), fromStart),
        overall -> new ExecutionEvent.Started(planned, attempt, overall));
  }
}
