package shapelaw.runs;

import java.time.InstantSource;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.TrainingContext;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;

/// Brings what an attempt gives into the store, and tells it.
final class StoringSink implements AttemptSink {

  private final PlannedTrunk planned;
  private final Attempt attempt;
  private final RunStore store;
  private final Announcer announcer;
  private final CurveRecorder curve;
  private volatile long furthestStep;

  StoringSink(
      PlannedTrunk planned, Attempt attempt, RunStore store, Announcer announcer, int workers) {
    this.planned = planned;
    this.attempt = attempt;
    this.store = store;
    this.announcer = announcer;
    this.curve =
        new CurveRecorder(store, planned.trunk(), attempt, workers, InstantSource.system());
  }

  @Override
  public void accept(RunResult result) {
    if (!store.accept(attempt.token(), result)) {
      return;
    }
    RunSpec run =
        planned.trunk().runs().stream()
            .filter(candidate -> candidate.id().equals(result.run()))
            .findFirst()
            .orElseThrow();
    announcer.tell(
        WorkTracker::finishedRun,
        overall -> new ExecutionEvent.Finished(planned.purpose(), run, result, overall));
  }

  @Override
  public void progress(TrainingContext.Progress progress) {
    furthestStep = progress.trainedSteps();
    curve.told(progress);
    announcer.tell(
        tracker -> tracker.progressed(planned.trunk(), progress),
        overall -> new ExecutionEvent.Progressed(planned, progress, overall));
  }

  /// The last step that the attempt told.
  long furthestStep() {
    return furthestStep;
  }

  @Override
  public void carriedBy(String handle) {
    store.attachHandle(attempt.token(), handle);
  }
}
