package shapelaw.runs;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.run.Trunk;

/// How fast this machine trains: seconds per training image for models of a few sizes.
///
/// @param secondsPerImage by the model's forward FLOPs per image; at least one entry
/// @param startSeconds from the start of a trial to its first step
public record TrainingSpeed(NavigableMap<Double, Double> secondsPerImage, double startSeconds) {

  public TrainingSpeed {
    if (secondsPerImage.isEmpty()) {
      throw new IllegalArgumentException("a speed must have at least one measurement.");
    }
    secondsPerImage = Collections.unmodifiableNavigableMap(new TreeMap<>(secondsPerImage));
  }

  /// Estimated seconds of training a trunk alone, its start included.
  public double seconds(Trunk trunk) {
    double images = (double) trunk.trainedSteps() * trunk.longest().recipe().batchSize();
    return startSeconds + images * secondsPerImage(CostModel.forwardFlops(trunk.longest().model()));
  }

  /// Interpolated in log-log between measured sizes; beyond them, time grows as FLOPs do.
  private double secondsPerImage(double forwardFlops) {
    Map.Entry<Double, Double> below = secondsPerImage.floorEntry(forwardFlops);
    Map.Entry<Double, Double> above = secondsPerImage.ceilingEntry(forwardFlops);
    if (above == null) {
      return below.getValue() * forwardFlops / below.getKey();
    }
    if (below == null) {
      return above.getValue();
    }
    if (below.getKey().equals(above.getKey())) {
      return below.getValue();
    }
    double share =
        Math.log(forwardFlops / below.getKey()) / Math.log(above.getKey() / below.getKey());
    return below.getValue() * Math.pow(above.getValue() / below.getValue(), share);
  }

  /// Training FLOPs (forward and backward) per second at the largest measured size.
  public double trainingFlopsPerSecond() {
    Map.Entry<Double, Double> largest = secondsPerImage.lastEntry();
    return largest.getKey() * Compute.FORWARDS_PER_TRAINING_STEP / largest.getValue();
  }
}
