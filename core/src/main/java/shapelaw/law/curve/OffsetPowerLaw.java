package shapelaw.law.curve;

/// M2 of Alabdulmohsin et al. (2022), Section 3: a power law above a loss that remains.
///
/// ```text
/// ε_x = β x^(−c) + ε∞
/// ```
///
/// @param beta excess loss at x = 1, > 0
/// @param c exponent, > 0
/// @param limit ε∞, > 0
public record OffsetPowerLaw(double beta, double c, double limit) implements CurveLaw {

  public OffsetPowerLaw {
    Positive.require("beta", beta);
    Positive.require("c", c);
    Positive.require("limit", limit);
  }

  @Override
  public CurveForm form() {
    return CurveForm.OFFSET_POWER;
  }

  @Override
  public double loss(double x) {
    return beta * Math.pow(x, -c) + limit;
  }

  @Override
  public double logLoss(double x, double[] gradient, double[][] hessian) {
    double slope = -c * Math.log(x);
    LogSum.clear(gradient, hessian);
    gradient[0] = 1;
    gradient[1] = slope;
    hessian[1][1] = slope;
    return LogSum.withLimit(Math.log(beta) + slope, Math.log(limit), 2, gradient, hessian);
  }

  @Override
  public double limitLoss() {
    return limit;
  }

  @Override
  public double reaches(double loss) {
    return loss > limit ? Math.pow(beta / (loss - limit), 1 / c) : Double.POSITIVE_INFINITY;
  }

  @Override
  public double localExponent(double x) {
    double excess = beta * Math.pow(x, -c);
    return c * excess / (excess + limit);
  }

  @Override
  public double[] values() {
    return new double[] {beta, c, limit};
  }

  @Override
  public OffsetPowerLaw rescaled(double factor, double scale) {
    return new OffsetPowerLaw(scale * beta * Math.pow(factor, c), c, scale * limit);
  }
}
