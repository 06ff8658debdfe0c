package shapelaw.runs;

import shapelaw.run.RunResult;
import shapelaw.run.TrainingContext;

/// Takes what an attempt gives that outlived its coordinator. Nobody knows that it lives before it
/// is heard of, so the first word of it counts as its start. Safe for use by one thread at a time.
final class AdoptedSink implements AttemptSink {

  private final AttemptSink sink;
  private final boolean over;
  private final Runnable alive;
  private boolean heard;

  /// @param over true if the attempt ended before it was adopted; what it had failed at is then
  ///   passed over, as it is tried again
  /// @param alive told once, at the first word of the attempt
  AdoptedSink(AttemptSink sink, boolean over, Runnable alive) {
    this.sink = sink;
    this.over = over;
    this.alive = alive;
  }

  private void hear() {
    if (!heard) {
      heard = true;
      alive.run();
    }
  }

  @Override
  public void accept(RunResult result) {
    hear();
    if (!over || !(result instanceof RunResult.Failed)) {
      sink.accept(result);
    }
  }

  @Override
  public void progress(TrainingContext.Progress progress) {
    hear();
    sink.progress(progress);
  }

  @Override
  public void carriedBy(String handle) {
    hear();
    sink.carriedBy(handle);
  }
}
