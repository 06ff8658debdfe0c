package shapelaw.law.curve;

import org.hipparchus.analysis.solvers.BisectionSolver;

/// A smoothly broken power law above a loss that remains: Eq. 1 of Caballero, Gupta, Rish and
/// Krueger, "Broken Neural Scaling Laws" (ICLR 2023, arXiv 2210.14891), with one break.
///
/// ```text
/// ε_x = a + b x^(−c0) (1 + (x / d1)^(1 / f1))^(−c1 f1)
/// ```
///
/// Before the break, at d1, the excess falls with exponent c0, behind it with c0 + c1; f1 is how
/// many e-folds of x the break takes. Here c0 and c1 are positive: the curve falls, and falls
/// faster behind the break, as it does when a model first learns nothing.
///
/// @param limit a, the loss that remains, > 0
/// @param b scale of the excess, > 0
/// @param c0 exponent before the break, > 0
/// @param c1 what the break adds to the exponent, > 0
/// @param d1 the x of the break, > 0
/// @param f1 width of the break in ln x, > 0
public record BrokenPowerLaw(double limit, double b, double c0, double c1, double d1, double f1)
    implements CurveLaw {

  private static final int LIMIT = 0;
  private static final int B = 1;
  private static final int C0 = 2;
  private static final int C1 = 3;
  private static final int D1 = 4;
  private static final int F1 = 5;

  private static final double LOG_X_ACCURACY = 1e-12;
  private static final int MAX_HALVINGS = 200;

  /// ln of the largest x considered.
  private static final double FARTHEST = 700;

  public BrokenPowerLaw {
    Positive.require("limit", limit);
    Positive.require("b", b);
    Positive.require("c0", c0);
    Positive.require("c1", c1);
    Positive.require("d1", d1);
    Positive.require("f1", f1);
  }

  @Override
  public CurveForm form() {
    return CurveForm.BROKEN_POWER;
  }

  @Override
  public double loss(double x) {
    return limit + excess(Math.log(x));
  }

  @Override
  public double logLoss(double x, double[] gradient, double[][] hessian) {
    double logX = Math.log(x);
    double z = (logX - Math.log(d1)) / f1;
    double sigma = Logistic.sigma(z);
    double bend = c1 * f1 * Logistic.softplus(z);
    double width = bend - c1 * f1 * z * sigma; // −∂ ln excess / ∂ ln f1
    double sharp = c1 * sigma * Logistic.sigma(-z);
    LogSum.clear(gradient, hessian);
    gradient[B] = 1;
    gradient[C0] = -c0 * logX;
    gradient[C1] = -bend;
    gradient[D1] = c1 * sigma;
    gradient[F1] = -width;
    hessian[C0][C0] = -c0 * logX;
    hessian[C1][C1] = -bend;
    hessian[D1][C1] = c1 * sigma;
    hessian[D1][D1] = -sharp / f1;
    hessian[F1][C1] = -width;
    hessian[F1][D1] = -sharp * z;
    hessian[F1][F1] = -width - sharp * f1 * z * z;
    return LogSum.withLimit(
        Math.log(b) - c0 * logX - bend, Math.log(limit), LIMIT, gradient, hessian);
  }

  @Override
  public double limitLoss() {
    return limit;
  }

  /// Solved by bisection: the excess has no inverse in closed form.
  @Override
  public double reaches(double loss) {
    double wanted = loss - limit;
    if (!(wanted > excess(FARTHEST))) {
      return Double.POSITIVE_INFINITY;
    }
    if (wanted >= excess(-FARTHEST)) {
      return 0;
    }
    double logX =
        new BisectionSolver(LOG_X_ACCURACY)
            .solve(MAX_HALVINGS, at -> excess(at) - wanted, -FARTHEST, FARTHEST);
    return Math.exp(logX);
  }

  @Override
  public double localExponent(double x) {
    double logX = Math.log(x);
    double excess = excess(logX);
    double exponent = c0 + c1 * Logistic.sigma((logX - Math.log(d1)) / f1);
    return exponent * excess / (excess + limit);
  }

  @Override
  public double[] values() {
    return new double[] {limit, b, c0, c1, d1, f1};
  }

  @Override
  public BrokenPowerLaw rescaled(double factor, double scale) {
    return new BrokenPowerLaw(
        scale * limit, scale * b * Math.pow(factor, c0), c0, c1, factor * d1, f1);
  }

  private double excess(double logX) {
    return b * Math.exp(-c0 * logX - c1 * f1 * Logistic.softplus((logX - Math.log(d1)) / f1));
  }
}
