package shapelaw.law;

import java.util.Arrays;
import org.hipparchus.analysis.solvers.BrentSolver;
import org.hipparchus.distribution.RealDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import shapelaw.numerics.Quantiles;

/// Equal mixture of measurements around several means, each with the same relative noise: normal if
/// the noise is known, Student's t if it was estimated from few residuals.
final class NoisyMixture {

  private static final int MAX_EVALUATIONS = 200;

  private final double[] means;
  private final double relative;
  private final RealDistribution shape;

  NoisyMixture(double[] means, Noise noise) {
    this.means = means;
    relative = noise.relative();
    shape =
        noise.degreesOfFreedom() == 0
            ? new NormalDistribution()
            : new TDistribution(noise.degreesOfFreedom());
  }

  /// The mixture's quantile lies between the least and the greatest quantile of its parts.
  double quantile(double probability) {
    double offset = 1 + relative * shape.inverseCumulativeProbability(probability);
    double[] ofParts = Arrays.stream(means).map(m -> m * offset).toArray();
    double low = Arrays.stream(ofParts).min().orElseThrow();
    double high = Arrays.stream(ofParts).max().orElseThrow();
    if (relative == 0 || !(high - low > 1e-9 * Math.abs(high)) || Double.isInfinite(high)) {
      return Quantiles.of(ofParts, probability);
    }
    return new BrentSolver(1e-9 * Math.abs(high))
        .solve(MAX_EVALUATIONS, y -> cumulative(y) - probability, low, high);
  }

  private double cumulative(double y) {
    double sum = 0;
    for (double mean : means) {
      sum += shape.cumulativeProbability((y / mean - 1) / relative);
    }
    return sum / means.length;
  }
}
