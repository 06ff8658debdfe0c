package shapelaw.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import shapelaw.numerics.BoundedNewton;
import shapelaw.numerics.Minimum;
import shapelaw.numerics.MultiStart;

/// Looks for the exponents with the least projected error, from random starts.
final class ExponentSearch {

  /// Exponents are drawn log-uniformly from this range, inside of [ExponentBounds].
  private static final double LEAST_DRAWN = 0.1;

  private static final double GREATEST_DRAWN = 3;

  /// Of so many random (a, b) of an arm the one with the least error at the start's c is taken.
  private static final int SCREENED = 4;

  private final ProjectedError error;
  private final BoundedNewton newton;

  ExponentSearch(ProjectedError error) {
    this.error = error;
    double[] lower = new double[error.dimension()];
    double[] upper = new double[error.dimension()];
    Arrays.fill(lower, Math.log(ExponentBounds.LEAST));
    Arrays.fill(upper, Math.log(ExponentBounds.GREATEST));
    newton = new BoundedNewton(error, lower, upper);
  }

  /// From `random` starts; empty if none converged.
  Optional<MultiStart> search(int random, RandomGenerator generator) {
    return MultiStart.minimise(error, this::descend, randomStarts(random, generator));
  }

  /// From a good guess and `random` starts.
  Optional<MultiStart> search(double[] guess, int random, RandomGenerator generator) {
    var starts = new ArrayList<double[]>();
    starts.add(guess);
    starts.addAll(randomStarts(random, generator));
    return MultiStart.minimise(error, this::descend, starts);
  }

  /// Newton's method, with a detour where it is slow: when an exponent is tiny, β x^b and ξ (or α
  /// x^(−a) and ε) nearly coincide and F has a kink along a curved valley. The detour leaves out
  /// the terms that are all but zero there, which straightens the valley, and then goes on with all
  /// terms.
  Minimum descend(double[] start) {
    Minimum direct = newton.minimise(start);
    if (direct.converged()) {
      return direct;
    }
    error.barSmallTerms(direct.point());
    Minimum detour = newton.minimise(direct.point());
    error.allowAllTerms();
    return newton.minimise(detour.point());
  }

  private List<double[]> randomStarts(int count, RandomGenerator generator) {
    var starts = new ArrayList<double[]>();
    for (int s = 0; s < count; s++) {
      double[] start = new double[error.dimension()];
      double logC = draw(generator);
      start[2 * error.armCount()] = logC;
      for (int k = 0; k < error.armCount(); k++) {
        screen(start, k, logC, generator);
      }
      starts.add(start);
    }
    return starts;
  }

  private void screen(double[] start, int k, double logC, RandomGenerator generator) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < SCREENED; i++) {
      double logA = draw(generator);
      double logB = draw(generator);
      double value = error.armValue(k, logA, logB, logC);
      if (i == 0 || value < least) {
        least = value;
        start[2 * k] = logA;
        start[2 * k + 1] = logB;
      }
    }
  }

  private static double draw(RandomGenerator generator) {
    return Math.log(LEAST_DRAWN)
        + generator.nextDouble() * (Math.log(GREATEST_DRAWN) - Math.log(LEAST_DRAWN));
  }
}
