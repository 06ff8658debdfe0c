package shapelaw.runs;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.TreeMap;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.run.Trunk;

/// How fast this machine trains: seconds per training image and per evaluation for models of a few
/// sizes.
///
/// @param secondsPerImage by the model's forward FLOPs per image; at least one entry
/// @param evaluationSeconds of judging a trained model once, by the same; empty if that takes no
///   time worth counting
/// @param startSeconds from the start of a trial to its first step
public record TrainingSpeed(
    NavigableMap<Double, Double> secondsPerImage,
    NavigableMap<Double, Double> evaluationSeconds,
    double startSeconds) {

  public TrainingSpeed {
    if (secondsPerImage.isEmpty()) {
      throw new IllegalArgumentException("a speed must have at least one measurement.");
    }
    secondsPerImage = Collections.unmodifiableNavigableMap(new TreeMap<>(secondsPerImage));
    evaluationSeconds = Collections.unmodifiableNavigableMap(new TreeMap<>(evaluationSeconds));
  }

  /// The same with trials that take longer to start.
  public TrainingSpeed withLaterStart(double seconds) {
    return new TrainingSpeed(secondsPerImage, evaluationSeconds, startSeconds + seconds);
  }

  /// Estimated seconds of a trunk: its start, its training and the evaluation of each of its runs.
  public double seconds(Trunk trunk) {
    double flops = CostModel.forwardFlops(trunk.longest().model());
    double images = (double) trunk.trainedSteps() * trunk.longest().recipe().batchSize();
    double evaluation = evaluationSeconds.isEmpty() ? 0 : interpolated(evaluationSeconds, flops);
    return startSeconds
        + images * interpolated(secondsPerImage, flops)
        + trunk.runs().size() * evaluation;
  }

  /// Estimated seconds until workers who take the next trunk as soon as they are free are through
  /// with all of them.
  ///
  /// @param trunks to be trained; the longest are taken first, as executors do
  /// @param workers side by side, ≥ 1
  public double seconds(List<Trunk> trunks, int workers) {
    var free = new PriorityQueue<>(Collections.nCopies(workers, 0.0));
    double end = 0;
    double[] longestFirst =
        trunks.stream().mapToDouble(trunk -> -seconds(trunk)).sorted().toArray();
    for (double seconds : longestFirst) {
      double done = free.remove() - seconds;
      free.add(done);
      end = Math.max(end, done);
    }
    return end;
  }

  /// Interpolated in log-log between measured sizes; beyond them, time grows as FLOPs do.
  private static double interpolated(NavigableMap<Double, Double> seconds, double forwardFlops) {
    Map.Entry<Double, Double> below = seconds.floorEntry(forwardFlops);
    Map.Entry<Double, Double> above = seconds.ceilingEntry(forwardFlops);
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
