package shapelaw.recommend;

import shapelaw.law.Interval;
import shapelaw.shape.HeadedShape;

/// A shape near the best one that can be built, with its price in predicted loss.
///
/// @param shape sizes and heads
/// @param priced its costs, and its training at the budget's compute
/// @param loss that the law predicts for it at the budget's compute
/// @param rise the predicted loss over the least one that the law allows to any sizes, − 1, with
///   the interval of the law's replicates; 0 to ∞ without any
public record RoundingCandidate(
    HeadedShape shape, PricedShape priced, Interval loss, Interval rise) {

  /// The estimate of [#rise()].
  public double excess() {
    return rise.estimate();
  }
}
