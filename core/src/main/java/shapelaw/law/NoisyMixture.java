package shapelaw.law;

import java.util.Arrays;
import org.hipparchus.analysis.solvers.BrentSolver;
import org.hipparchus.distribution.RealDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import shapelaw.numerics.Quantiles;

/// Equal mixture of measurements around several means, each with the same relative noise: normal if
/// the noise is known, Student's t if it was estimated from few residuals.
public final class NoisyMixture {

  private static final int MAX_EVALUATIONS = 200;

  /// Differences below this fraction of a loss do not matter.
  private static final double NARROW = 1e-9;

  private final double[] means;
  private final double relative;
  private final RealDistribution shape;

  /// A mixture around `means`, each with `noise`.
  public NoisyMixture(double[] means, Noise noise) {
    this.means = means;
    relative = noise.relative();
    shape =
        noise.degreesOfFreedom() == 0
            ? new NormalDistribution()
            : new TDistribution(noise.degreesOfFreedom());
  }

  /// The interval that holds a measurement with probability `level`, with the estimate given.
  public Interval interval(double estimate, double level) {
    double tail = (1 - level) / 2;
    return new Interval(Math.max(0, quantile(tail)), estimate, quantile(1 - tail), level);
  }

  /// The mixture's quantile lies between the least and the greatest quantile of its parts.
  double quantile(double probability) {
    if (relative == 0) {
      return Quantiles.of(means, probability);
    }
    double offset = 1 + relative * shape.inverseCumulativeProbability(probability);
    double[] ofParts = Arrays.stream(means).map(m -> m * offset).toArray();
    double low = Arrays.stream(ofParts).min().orElseThrow();
    double high = Arrays.stream(ofParts).max().orElseThrow();
    if (!(low > 0) || Double.isInfinite(high) || !(high - low > NARROW * high)) {
      return Quantiles.of(ofParts, probability);
    }
    // A little more than the bracket, so that rounding cannot put both ends on one side.
    double margin = NARROW * high;
    return new BrentSolver(margin)
        .solve(MAX_EVALUATIONS, y -> cumulative(y) - probability, low - margin, high + margin);
  }

  private double cumulative(double y) {
    double sum = 0;
    for (double mean : means) {
      sum += shape.cumulativeProbability((y / mean - 1) / relative);
    }
    return sum / means.length;
  }
}
