package shapelaw.law;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.NormalDistribution;
import shapelaw.numerics.Quantiles;

/// An estimate with its interval.
///
/// @param low lower end, ≤ high
/// @param estimate the point estimate; may lie outside the interval when a fit is skewed
/// @param high upper end
/// @param level nominal coverage in (0, 1), for example 0.95
public record Interval(double low, double estimate, double high, double level) {
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "low must not exceed high but they were " + low + " and " + high + ".");
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level must be in (0, 1) but was " + level + ".");
    }
  }

  /// The bias-corrected percentile interval of a bootstrap (Efron, *Canadian Journal of Statistics*
  /// 9, 1981): with z_0 = Φ^(−1)(share of the replicates below the estimate) the quantiles at Φ(2
  /// z_0 ± z) instead of those at Φ(±z). Where replicates lie below their estimate as a rule, the
  /// estimate probably lies below the truth; the plain percentiles would take that bias twice. The
  /// estimate itself is never left out.
  ///
  /// @param estimate the point estimate
  /// @param replicates of it; infinities are allowed
  /// @param level nominal coverage
  /// @throws IllegalArgumentException if there is no replicate or one is NaN
  public static Interval biasCorrected(double estimate, double[] replicates, double level) {
    var normal = new NormalDistribution();
    double below = Arrays.stream(replicates).filter(r -> r < estimate).count();
    double equal = Arrays.stream(replicates).filter(r -> r == estimate).count();
    double share = (below + equal / 2) / replicates.length;
    double edge = 0.5 / replicates.length;
    double bias = normal.inverseCumulativeProbability(Math.clamp(share, edge, 1 - edge));
    double z = normal.inverseCumulativeProbability((1 + level) / 2);
    return new Interval(
        Math.min(estimate, Quantiles.of(replicates, probability(normal, 2 * bias - z))),
        estimate,
        Math.max(estimate, Quantiles.of(replicates, probability(normal, 2 * bias + z))),
        level);
  }

  /// Within (0, 1), where a quantile is defined.
  private static double probability(NormalDistribution normal, double z) {
    return Math.clamp(normal.cumulativeProbability(z), 1e-9, 1 - 1e-9);
  }

  /// True if `value` lies in the closed interval.
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /// high − low.
  public double width() {
    return high - low;
  }

  @Override
  public String toString() {
    return "%.4g [%.4g, %s]"
        .formatted(estimate, low, Double.isInfinite(high) ? "∞" : "%.4g".formatted(high));
  }
}
