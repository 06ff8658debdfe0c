package shapelaw.law.curve;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A curve in units of its last point, rising in x, with the weights of a fit.
final class ScaledCurve {

  /// Losses that differ by less, relative to their size, are constant.
  private static final double CONSTANT = 1e-6;

  private final double[] x;
  private final double[] loss;
  private final double[] weight;
  private final double unitX;
  private final double unitLoss;

  private ScaledCurve(List<CurvePoint> sorted, double[] weight, double unitLoss) {
    this.weight = weight;
    this.unitLoss = unitLoss;
    unitX = sorted.getLast().x();
    x = sorted.stream().mapToDouble(p -> p.x() / unitX).toArray();
    loss = sorted.stream().mapToDouble(p -> p.loss() / unitLoss).toArray();
  }

  /// Why no law can be fitted; empty if one can.
  static Optional<String> refusal(List<CurvePoint> points) {
    for (CurvePoint point : points) {
      Optional<String> wrong = wrong(point);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    long sizes = distinctSizes(points);
    if (sizes < 2) {
      return Optional.of(
          "a learning curve must have at least 2 different x but had %d. Maybe evaluate at more steps."
              .formatted(sizes));
    }
    double least = points.stream().mapToDouble(CurvePoint::loss).min().orElseThrow();
    double greatest = points.stream().mapToDouble(CurvePoint::loss).max().orElseThrow();
    if (greatest - least <= CONSTANT * greatest) {
      return Optional.of(
          "the loss must vary along the curve but was constant (%.6g). Maybe the model did not learn, or the metric is saturated."
              .formatted(greatest));
    }
    return Optional.empty();
  }

  private static Optional<String> wrong(CurvePoint point) {
    if (!(point.x() > 0) || Double.isInfinite(point.x())) {
      return Optional.of("every x must be positive and finite but one was " + point.x() + ".");
    }
    if (!(point.loss() > 0) || Double.isInfinite(point.loss())) {
      return Optional.of(
          "every loss must be positive and finite but one was %s (at x = %.6g). Maybe leave that point out."
              .formatted(point.loss(), point.x()));
    }
    if (!(point.weight() > 0) || Double.isInfinite(point.weight())) {
      return Optional.of(
          "every weight must be positive and finite but one was " + point.weight() + ".");
    }
    return Optional.empty();
  }

  static long distinctSizes(List<CurvePoint> points) {
    return points.stream().mapToDouble(CurvePoint::x).distinct().count();
  }

  /// Of points that [#refusal(List)] lets pass.
  static ScaledCurve of(List<CurvePoint> points, double recency) {
    List<CurvePoint> sorted =
        points.stream().sorted(Comparator.comparingDouble(CurvePoint::x)).toList();
    double unitX = sorted.getLast().x();
    double unitLoss =
        sorted.stream()
            .filter(p -> p.x() == unitX)
            .mapToDouble(CurvePoint::loss)
            .average()
            .orElseThrow();
    double[] weight =
        sorted.stream().mapToDouble(p -> p.weight() * Math.pow(p.x() / unitX, recency)).toArray();
    double sum = 0;
    for (double w : weight) {
      sum += w;
    }
    for (int i = 0; i < weight.length; i++) {
      weight[i] /= sum;
    }
    return new ScaledCurve(sorted, weight, unitLoss);
  }

  /// Sizes, the last is 1; to be read only, like the other arrays.
  double[] x() {
    return x;
  }

  /// Losses in units of the last point's, or of the last ones' mean where several share x.
  double[] loss() {
    return loss;
  }

  /// Weights with sum 1.
  double[] weight() {
    return weight;
  }

  /// The last x.
  double unitX() {
    return unitX;
  }

  /// The last loss.
  double unitLoss() {
    return unitLoss;
  }

  /// As many equally weighted points would know as much (Kish): 1 / Σ weight².
  double effectivePoints() {
    double squares = 0;
    for (double w : weight) {
      squares += w * w;
    }
    return 1 / squares;
  }

  /// The greatest loss in units of the last.
  double startLoss() {
    double greatest = 0;
    for (double l : loss) {
      greatest = Math.max(greatest, l);
    }
    return greatest;
  }
}
