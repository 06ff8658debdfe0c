package shapelaw.law.joint;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import shapelaw.law.joint.LawForm.Exponent;
import shapelaw.numerics.BoundedNewton;
import shapelaw.numerics.Minimum;

/// A workspace that descends from starting points to minima of one objective for one design.
///
/// Relative error: Newton's method on the projected error. Huber's error: that first, loosely, for
/// a start; then Newton's method on coefficients and exponents together while δ shrinks to its
/// value in steps, since at a small δ the error is nearly a sum of absolute values and has hardly
/// any curvature far from its minimum. Not thread-safe.
final class LawSearch {

  /// A minimum of the search.
  ///
  /// @param exponents p
  /// @param coefficients θ for scaled variables
  /// @param value of the objective
  /// @param converged false if it is none
  record Found(double[] exponents, double[] coefficients, double value, boolean converged) {}

  /// Random exponents are drawn log-uniformly from this range, inside of their bounds.
  private static final double LEAST_DRAWN = 0.05;

  private static final double GREATEST_DRAWN = 2;

  /// Tolerance of a minimum that is only a start for the next step.
  private static final double LOOSE = 1e-3;

  /// The same for a replicate, which starts next to its minimum.
  private static final double LOOSE_REPLICATE = 1e-2;

  /// Each step divides δ by this.
  private static final double SHRINK = 6;

  /// How often a descent that used up its steps goes on: along the valleys of variables that move
  /// nearly together it needs half as many again.
  private static final int CONTINUATIONS = 2;

  private final Design design;
  private final Objective objective;
  private final ProjectedRelativeError relative;
  private final HuberLogError huber;
  private final BoundedNewton relativeNewton;
  private final BoundedNewton huberNewton;

  LawSearch(Design design, Objective objective) {
    this.design = design;
    this.objective = objective;
    relative = new ProjectedRelativeError(design);
    huber = new HuberLogError(design);
    double[] lower =
        design.form().exponents().stream().mapToDouble(e -> Math.log(e.low())).toArray();
    double[] upper =
        design.form().exponents().stream().mapToDouble(e -> Math.log(e.high())).toArray();
    relativeNewton = new BoundedNewton(relative, lower, upper);
    huberNewton =
        new BoundedNewton(huber, withCoefficients(lower, 0), withCoefficients(upper, 1e300));
  }

  private double[] withCoefficients(double[] ofExponents, double bound) {
    double[] all = new double[design.terms() + ofExponents.length];
    Arrays.fill(all, 0, design.terms(), bound);
    System.arraycopy(ofExponents, 0, all, design.terms(), ofExponents.length);
    return all;
  }

  /// Sets what is fitted from now on, `(rows)` each.
  void setData(double[] losses, double[] weights) {
    double[] scaled = Arrays.stream(losses).map(loss -> loss / design.lossScale()).toArray();
    relative.setData(scaled, weights);
    huber.setData(scaled, weights);
  }

  /// Random exponents for a start.
  static double[] randomExponents(LawForm form, RandomGenerator generator) {
    return form.exponents().stream().mapToDouble(e -> draw(e, generator)).toArray();
  }

  private static double draw(Exponent exponent, RandomGenerator generator) {
    double low = Math.log(Math.max(LEAST_DRAWN, exponent.low()));
    double high = Math.log(Math.min(GREATEST_DRAWN, exponent.high()));
    return Math.exp(low + generator.nextDouble() * (high - low));
  }

  /// Descends from exponents alone.
  Found descend(double[] exponents) {
    double[] point = Arrays.stream(exponents).map(Math::log).toArray();
    return switch (objective) {
      case Objective.RelativeError() -> relativeFrom(point);
      case Objective.HuberLog(double delta) -> {
        Minimum rough = relativeNewton.minimise(point, LOOSE);
        double[] start = rough.point();
        double value = relative.value(start);
        double spread = Math.sqrt(2 * value / design.rows());
        yield huberFrom(join(relative.coefficients(), start), delta, spread, LOOSE);
      }
    };
  }

  /// Descends from a law nearby, such as the estimate of which this is a replicate.
  Found descend(double[] coefficients, double[] exponents) {
    double[] point = Arrays.stream(exponents).map(Math::log).toArray();
    return switch (objective) {
      case Objective.RelativeError() -> relativeFrom(point);
      case Objective.HuberLog(double delta) -> {
        Found direct = huberFrom(join(coefficients, point), delta, 2 * delta, LOOSE_REPLICATE);
        boolean canAfford = design.rows() <= LawFitter.MANY_ROWS;
        yield direct.converged() || !canAfford ? direct : descend(exponents);
      }
    };
  }

  private Found relativeFrom(double[] point) {
    Minimum minimum = relativeNewton.minimise(point);
    double value = relative.value(minimum.point());
    return new Found(
        Arrays.stream(minimum.point()).map(Math::exp).toArray(),
        relative.coefficients(),
        value,
        minimum.converged());
  }

  private Found huberFrom(double[] start, double delta, double firstDelta, double looseness) {
    double[] point = start;
    for (double d = firstDelta; d > 1.5 * delta; d /= SHRINK) {
      huber.setDelta(d);
      point = huberNewton.minimise(point, looseness).point();
    }
    huber.setDelta(delta);
    Minimum minimum = huberNewton.minimise(point);
    int most = design.rows() <= LawFitter.MANY_ROWS ? CONTINUATIONS : 0;
    for (int again = 0; again < most && !minimum.converged(); again++) {
      minimum = huberNewton.minimise(minimum.point());
    }
    double[] z = minimum.point();
    return new Found(
        Arrays.stream(z, design.terms(), z.length).map(Math::exp).toArray(),
        Arrays.copyOf(z, design.terms()),
        minimum.value(),
        minimum.converged());
  }

  private static double[] join(double[] coefficients, double[] logExponents) {
    double[] z = Arrays.copyOf(coefficients, coefficients.length + logExponents.length);
    System.arraycopy(logExponents, 0, z, coefficients.length, logExponents.length);
    return z;
  }
}
