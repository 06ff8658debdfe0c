package shapelaw.runs;

import java.time.Duration;
import java.time.InstantSource;
import shapelaw.run.TrainingContext;
import shapelaw.run.Trunk;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.CurvePoint;
import shapelaw.runs.store.RunStore;

/// Keeps a thinned learning curve of one attempt: a point at most every hundredth of the trunk, and
/// not so often that the store, which waits for the disk, has much to do.
final class CurveRecorder {

  /// Least time between two points of a trunk.
  private static final Duration INTERVAL = Duration.ofSeconds(3);

  /// Time that each worker more adds, so that all of them together bring at most 20 points a
  /// second.
  private static final Duration INTERVAL_PER_WORKER = Duration.ofMillis(50);

  private static final double LEAST_SHARE = 0.01;

  private final RunStore store;
  private final Trunk trunk;
  private final Attempt attempt;
  private final InstantSource clock;
  private final long interval;
  private long nextNanos;
  private long nextStep;

  CurveRecorder(RunStore store, Trunk trunk, Attempt attempt, int workers, InstantSource clock) {
    this.store = store;
    this.trunk = trunk;
    this.attempt = attempt;
    this.clock = clock;
    this.interval =
        Math.max(INTERVAL.toNanos(), INTERVAL_PER_WORKER.multipliedBy(workers).toNanos());
    this.nextNanos = System.nanoTime() + interval;
  }

  /// Takes or leaves what a trainer told. A loss that is no number has no place in a picture: a
  /// simulation has none, and divergence is a result of its own.
  synchronized void told(TrainingContext.Progress progress) {
    boolean last = progress.trainedSteps() >= progress.totalSteps();
    long now = System.nanoTime();
    boolean due = now - nextNanos >= 0 && progress.trainedSteps() >= nextStep;
    if (!Double.isFinite(progress.trainingLoss()) || !(due || last)) {
      return;
    }
    nextNanos = now + interval;
    nextStep = progress.trainedSteps() + (long) Math.ceil(LEAST_SHARE * progress.totalSteps());
    store.addCurvePoint(
        new CurvePoint(
            trunk.id(),
            progress.trainedSteps(),
            attempt.token(),
            clock.instant(),
            progress.trainingLoss(),
            progress.imagesPerSecond()));
  }
}
