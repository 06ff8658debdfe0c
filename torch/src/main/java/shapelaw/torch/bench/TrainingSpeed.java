package shapelaw.torch.bench;

import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.run.RunSpec;

/// How fast one worker of this machine trains while the others train, too: seconds an image are
/// `overhead + 3 · forwardFlops / rate`.
///
/// @param overheadSecondsPerImage what an image costs besides its FLOPs, ≥ 0
/// @param flopsPerSecond rate of forward and backward FLOPs, > 0
public record TrainingSpeed(double overheadSecondsPerImage, double flopsPerSecond) {

  public TrainingSpeed {
    if (!(overheadSecondsPerImage >= 0 && flopsPerSecond > 0)) {
      throw new IllegalArgumentException(
          "overhead must be at least 0 and the rate above 0 but were %g and %g."
              .formatted(overheadSecondsPerImage, flopsPerSecond));
    }
  }

  /// Wall-clock seconds that one worker needs.
  ///
  /// @param run gives the model and the batch size
  /// @param steps to train
  public double seconds(RunSpec run, long steps) {
    double flops = CostModel.forwardFlops(run.model()) * Compute.FORWARDS_PER_TRAINING_STEP;
    double perImage = overheadSecondsPerImage + flops / flopsPerSecond;
    return perImage * run.recipe().batchSize() * steps;
  }

  @Override
  public String toString() {
    return "%.1f GFLOP/s and %.0f µs more an image"
        .formatted(flopsPerSecond / Compute.FLOPS_PER_GFLOP, overheadSecondsPerImage * 1e6);
  }
}
