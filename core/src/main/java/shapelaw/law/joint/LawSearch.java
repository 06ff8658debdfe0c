package shapelaw.law.joint;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import shapelaw.law.joint.LawForm.Exponent;
import shapelaw.numerics.BoundedNewton;
import shapelaw.numerics.Minimum;
import shapelaw.numerics.Vectors;

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
  @SuppressWarnings("ArrayRecordComponent") // never compared, and never leaves the package
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

  private static final double GREATEST_COEFFICIENT = 1e300;

  /// How often a descent that used up its steps goes on: along the valleys of variables that move
  /// nearly together it needs half as many again.
  private static final int CONTINUATIONS = 2;

  private final Objective objective;
  private final Workspace whole;
  private Workspace work;

  LawSearch(Design design, Objective objective) {
    this.objective = objective;
    whole = Workspace.of(design);
    work = whole;
  }

  /// The objectives of one set of rows, with their minimisers.
  private record Workspace(
      Design design,
      ProjectedRelativeError relative,
      HuberLogError huber,
      BoundedNewton relativeNewton,
      BoundedNewton huberNewton) {

    static Workspace of(Design design) {
      var relative = new ProjectedRelativeError(design);
      var huber = new HuberLogError(design);
      List<Exponent> exponents = design.form().exponents();
      double[] lower = exponents.stream().mapToDouble(e -> Math.log(e.low())).toArray();
      double[] upper = exponents.stream().mapToDouble(e -> Math.log(e.high())).toArray();
      double[] coefficients = new double[design.terms()];
      double[] least = join(coefficients, lower);
      Arrays.fill(coefficients, GREATEST_COEFFICIENT);
      return new Workspace(
          design,
          relative,
          huber,
          new BoundedNewton(relative, lower, upper),
          new BoundedNewton(huber, least, join(coefficients, upper)));
    }

    Workspace with(double[] losses, double[] weights) {
      relative.setData(losses, weights);
      huber.setData(losses, weights);
      return this;
    }
  }

  /// Sets what is fitted from now on, `(rows)` each. Rows that weigh nothing are left out: of a
  /// bootstrap's rows that is more than a third.
  void setData(double[] losses, double[] weights) {
    double scale = whole.design().lossScale();
    double[] scaled = Arrays.stream(losses).map(loss -> loss / scale).toArray();
    int[] kept = IntStream.range(0, weights.length).filter(i -> weights[i] > 0).toArray();
    work =
        kept.length == weights.length
            ? whole.with(scaled, weights)
            : Workspace.of(whole.design().keeping(kept))
                .with(Vectors.pick(scaled, kept), Vectors.pick(weights, kept));
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
        Minimum rough = work.relativeNewton.minimise(point, LOOSE);
        double[] start = rough.point();
        double value = work.relative.value(start);
        double spread = Math.sqrt(2 * value / work.design.rows());
        double[] all = join(work.relative.coefficients(), start);
        yield huberFrom(all, delta, spread / SHRINK, LOOSE);
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
        boolean canAfford = work.design.rows() <= LawFitter.MANY_ROWS;
        yield direct.converged() || !canAfford ? direct : descend(exponents);
      }
    };
  }

  private Found relativeFrom(double[] point) {
    Minimum minimum = work.relativeNewton.minimise(point);
    double value = work.relative.value(minimum.point());
    return new Found(
        Arrays.stream(minimum.point()).map(Math::exp).toArray(),
        work.relative.coefficients(),
        value,
        minimum.converged());
  }

  private Found huberFrom(double[] start, double delta, double firstDelta, double looseness) {
    double[] point = start;
    for (double d = firstDelta; d > 1.5 * delta; d /= SHRINK) {
      work.huber.setDelta(d);
      point = work.huberNewton.minimise(point, looseness).point();
    }
    work.huber.setDelta(delta);
    Minimum minimum = work.huberNewton.minimise(point);
    int most = work.design.rows() <= LawFitter.MANY_ROWS ? CONTINUATIONS : 0;
    for (int again = 0; again < most && !minimum.converged(); again++) {
      minimum = work.huberNewton.minimise(minimum.point());
    }
    double[] z = minimum.point();
    int terms = work.design.terms();
    return new Found(
        Arrays.stream(z, terms, z.length).map(Math::exp).toArray(),
        Arrays.copyOf(z, terms),
        minimum.value(),
        minimum.converged());
  }

  private static double[] join(double[] coefficients, double[] logExponents) {
    double[] z = Arrays.copyOf(coefficients, coefficients.length + logExponents.length);
    System.arraycopy(logExponents, 0, z, coefficients.length, logExponents.length);
    return z;
  }
}
