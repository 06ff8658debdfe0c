package shapelaw.law.curve;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import shapelaw.numerics.BoundedNewton;
import shapelaw.numerics.TwiceDifferentiable;

/// Bounds and typical values of a law's parameters, as logarithms, for a curve in units of its last
/// point: there x = 1 and loss = 1.
///
/// Typical are exponents of a few tenths, a limit of half the last loss and a sigmoid of α = 1 that
/// starts at the greatest loss seen, each within a factor of two or so (one standard deviation).
/// They are round numbers, not estimates, and wide: a curve of twenty points with 1 % noise
/// overrules them in all that it determines. β and b are left free, as the last point fixes them.
final class TypicalValues {

  private final double[] centre;
  private final double[] spread;
  private final double[] lower;
  private final double[] upper;

  /// @param centre typical logarithm of each parameter, NaN for a free one
  /// @param spread its standard deviation
  /// @param lower least logarithm in the search
  /// @param upper greatest
  private TypicalValues(double[] centre, double[] spread, double[] lower, double[] upper) {
    this.centre = centre;
    this.spread = spread;
    this.lower = lower;
    this.upper = upper;
  }

  private static final double FREE = Double.NaN;
  private static final double TYPICAL_EXPONENT = Math.log(0.4);
  private static final double HALF = Math.log(0.5);

  /// No start takes more than this part of the last loss as its limit.
  private static final double GREATEST_LIMIT = 0.95;

  /// For a law of a curve whose greatest loss is `startLoss` times its last.
  static TypicalValues of(CurveForm form, double startLoss) {
    return switch (form) {
      case POWER -> new TypicalValues(row(FREE, Math.log(0.3)), row(1, 1), row(-6, -7), row(6, 2));
      case OFFSET_POWER ->
          new TypicalValues(
              row(FREE, TYPICAL_EXPONENT, HALF),
              row(1, 0.7, 0.7),
              row(-15, -5, -9),
              row(6, 2, 0.5));
      case SATURATING_POWER ->
          new TypicalValues(
              row(FREE, TYPICAL_EXPONENT, -2), row(1, 0.7, 2), row(-60, -5, -15), row(6, 2, 8));
      case SIGMOIDAL ->
          new TypicalValues(
              row(FREE, TYPICAL_EXPONENT, HALF, Math.log(Math.max(startLoss, 1) - 0.5), 0),
              row(1, 0.7, 0.7, 0.3, 0.7),
              row(-40, -5, -9, -5, -4.5),
              row(40, 2, 0.5, 12, 2.5));
      case BROKEN_POWER ->
          new TypicalValues(
              row(HALF, FREE, Math.log(0.1), TYPICAL_EXPONENT, -2.5, Math.log(0.7)),
              row(0.7, 1, 1, 0.7, 1.5, 0.7),
              row(-9, -15, -5, -5, -12, -3),
              row(0.5, 6, 2, 2, 1, 1.5));
    };
  }

  private static double[] row(double... values) {
    return values;
  }

  /// Typical logarithm of parameter `i`; only for one that is not free.
  double centre(int i) {
    return centre[i];
  }

  /// Least logarithm of parameter `i` in the search.
  double lower(int i) {
    return lower[i];
  }

  /// Greatest logarithm of parameter `i` in the search.
  double upper(int i) {
    return upper[i];
  }

  /// A minimiser within the bounds.
  BoundedNewton minimiser(TwiceDifferentiable function) {
    return new BoundedNewton(function, lower, upper);
  }

  /// 1 / spread² of each parameter, 0 for a free one.
  double[] precision() {
    double[] precision = new double[centre.length];
    for (int i = 0; i < centre.length; i++) {
      precision[i] = Double.isNaN(centre[i]) ? 0 : 1 / (spread[i] * spread[i]);
    }
    return precision;
  }

  /// The typical law that goes through the last point.
  double[] typicalStart(CurveForm form) {
    return throughLastPoint(form, centre.clone());
  }

  /// A law drawn from around the typical ones, through the last point.
  double[] randomStart(CurveForm form, RandomGenerator random) {
    double[] start = centre.clone();
    for (int i = 0; i < start.length; i++) {
      start[i] += spread[i] * random.nextGaussian();
    }
    return throughLastPoint(form, start);
  }

  private double[] throughLastPoint(CurveForm form, double[] start) {
    double[] p = Arrays.stream(start).map(Math::exp).toArray();
    switch (form) {
      case POWER -> start[0] = 0;
      case OFFSET_POWER -> {
        p[2] = Math.min(p[2], GREATEST_LIMIT);
        start[0] = Math.log(1 - p[2]);
      }
      case SATURATING_POWER -> start[0] = -p[1] * Math.log1p(p[2]);
      case SIGMOIDAL -> {
        p[2] = Math.min(p[2], GREATEST_LIMIT);
        p[3] = Math.max(p[3], 1.05 - p[2]);
        start[0] = Math.log(1 - p[2]) - p[4] * Math.log(p[2] + p[3] - 1);
      }
      case BROKEN_POWER -> {
        p[0] = Math.min(p[0], GREATEST_LIMIT);
        start[1] = Math.log(1 - p[0]) + p[3] * p[5] * Logistic.softplus(-start[4] / p[5]);
      }
    }
    for (int i = 0; i < start.length; i++) {
      if (!Double.isNaN(centre[i])) {
        start[i] = Math.log(p[i]);
      }
      start[i] = Math.clamp(start[i], lower[i], upper[i]);
    }
    return start;
  }
}
