package shapelaw.report.study;

import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import shapelaw.law.Interval;
import shapelaw.law.SingleDimensionLaw;
import shapelaw.law.StarFit;
import shapelaw.shape.Dimension;

/// Intervals of whatever a fitted law answers, read from the fit's bootstrap replicates as
/// percentiles.
final class FitIntervals {

  private FitIntervals() {}

  /// The interval of `answer` along `dimension`.
  static Interval of(
      StarFit fit, Dimension dimension, ToDoubleFunction<SingleDimensionLaw> answer) {
    double[] sorted =
        fit.replicates().stream()
            .filter(r -> r.containsKey(dimension))
            .mapToDouble(r -> answer.applyAsDouble(r.get(dimension)))
            .filter(v -> !Double.isNaN(v))
            .sorted()
            .toArray();
    double estimate = answer.applyAsDouble(law(fit, dimension));
    if (sorted.length == 0) {
      return new Interval(
          Double.NEGATIVE_INFINITY, estimate, Double.POSITIVE_INFINITY, fit.level());
    }
    double tail = (1 - fit.level()) / 2;
    return new Interval(quantile(sorted, tail), estimate, quantile(sorted, 1 - tail), fit.level());
  }

  static Interval exponent(StarFit fit, Dimension dimension) {
    return of(fit, dimension, SingleDimensionLaw::exponent);
  }

  static Interval optimum(StarFit fit, Dimension dimension, double t) {
    return of(fit, dimension, law -> law.optimum(t));
  }

  static Interval predictedLoss(StarFit fit, Dimension dimension, double x, double t) {
    Interval ofLaw = of(fit, dimension, law -> law.loss(x, t));
    double noise = 1.96 * fit.dimensions().get(dimension).relativeRmse() * ofLaw.estimate();
    double low = Math.hypot(ofLaw.estimate() - ofLaw.low(), noise);
    double high = Math.hypot(ofLaw.high() - ofLaw.estimate(), noise);
    return new Interval(
        ofLaw.estimate() - low, ofLaw.estimate(), ofLaw.estimate() + high, fit.level());
  }

  static SingleDimensionLaw law(StarFit fit, Dimension dimension) {
    var found = fit.dimensions().get(dimension);
    if (found == null) {
      throw new IllegalArgumentException(
          "dimension must be one of %s but was '%s'."
              .formatted(fit.dimensions().keySet(), dimension));
    }
    return found.law();
  }

  /// Linear interpolation between order statistics.
  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] == sorted[above]
        ? sorted[below]
        : sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /// Evenly spaced in the logarithm.
  static double[] logSpaced(double from, double to, int count) {
    return DoubleStream.iterate(0, i -> i + 1)
        .limit(count)
        .map(i -> from * Math.pow(to / from, i / (count - 1)))
        .toArray();
  }
}
