package shapelaw.law.curve;

/// M1 of Alabdulmohsin et al. (2022), Section 3: a power law, falling to zero.
///
/// ```text
/// ε_x = β x^(−c)
/// ```
///
/// @param beta loss at x = 1, > 0
/// @param c exponent, > 0
public record PowerLaw(double beta, double c) implements CurveLaw {

  public PowerLaw {
    Positive.require("beta", beta);
    Positive.require("c", c);
  }

  @Override
  public CurveForm form() {
    return CurveForm.POWER;
  }

  @Override
  public double loss(double x) {
    return beta * Math.pow(x, -c);
  }

  @Override
  public double logLoss(double x, double[] gradient, double[][] hessian) {
    double slope = -c * Math.log(x);
    LogSum.clear(gradient, hessian);
    gradient[0] = 1;
    gradient[1] = slope;
    hessian[1][1] = slope;
    return Math.log(beta) + slope;
  }

  @Override
  public double limitLoss() {
    return 0;
  }

  @Override
  public double reaches(double loss) {
    return loss > 0 ? Math.pow(beta / loss, 1 / c) : Double.POSITIVE_INFINITY;
  }

  @Override
  public double localExponent(double x) {
    return c;
  }

  @Override
  public double[] values() {
    return new double[] {beta, c};
  }

  @Override
  public PowerLaw rescaled(double factor, double scale) {
    return new PowerLaw(scale * beta * Math.pow(factor, c), c);
  }
}
