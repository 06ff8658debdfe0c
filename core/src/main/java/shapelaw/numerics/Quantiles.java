package shapelaw.numerics;

import java.util.Arrays;
import org.hipparchus.stat.descriptive.rank.Percentile;

/// Sample quantiles with linear interpolation between order statistics (type 7 of Hyndman and Fan,
/// 1996), the default of NumPy and R.
public final class Quantiles {

  private Quantiles() {}

  /// The quantile of `sample` at `probability` in (0, 1); −∞ and +∞ are allowed as values.
  ///
  /// @throws IllegalArgumentException if the sample is empty or holds NaN
  public static double of(double[] sample, double probability) {
    if (sample.length == 0) {
      throw new IllegalArgumentException("a sample must have at least one value but was empty.");
    }
    for (double v : sample) {
      if (Double.isNaN(v)) {
        throw new IllegalArgumentException("a sample must hold numbers but held NaN.");
      }
    }
    double quantile =
        new Percentile()
            .withEstimationType(Percentile.EstimationType.R_7)
            .evaluate(sample, 100 * probability);
    // Interpolation from a finite number to an infinite one is infinite; between two infinite ones
    // it is NaN there.
    return Double.isNaN(quantile) ? nearestRank(sample, probability) : quantile;
  }

  private static double nearestRank(double[] sample, double probability) {
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.round((sorted.length - 1) * probability)];
  }
}
