package shapelaw.law.curve;

/// M3 of Alabdulmohsin et al. (2022), Section 3: a power law that levels off beyond x = 1/γ.
///
/// ```text
/// ε_x = β (x^(−1) + γ)^c
/// ```
///
/// @param beta loss at x = 1 if γ were 0, > 0
/// @param c exponent, > 0
/// @param gamma 1 / γ is where the curve levels off, > 0
public record SaturatingPowerLaw(double beta, double c, double gamma) implements CurveLaw {

  public SaturatingPowerLaw {
    Positive.require("beta", beta);
    Positive.require("c", c);
    Positive.require("gamma", gamma);
  }

  @Override
  public CurveForm form() {
    return CurveForm.SATURATING_POWER;
  }

  @Override
  public double loss(double x) {
    return beta * Math.pow(1 / x + gamma, c);
  }

  @Override
  public double logLoss(double x, double[] gradient, double[][] hessian) {
    double base = 1 / x + gamma;
    double power = c * Math.log(base);
    double level = gamma / base;
    LogSum.clear(gradient, hessian);
    gradient[0] = 1;
    gradient[1] = power;
    gradient[2] = c * level;
    hessian[1][1] = power;
    hessian[2][1] = c * level;
    hessian[2][2] = c * level * (1 - level);
    return Math.log(beta) + power;
  }

  @Override
  public double limitLoss() {
    return beta * Math.pow(gamma, c);
  }

  @Override
  public double reaches(double loss) {
    double inverse = loss > limitLoss() ? Math.pow(loss / beta, 1 / c) - gamma : 0;
    return inverse > 0 ? 1 / inverse : Double.POSITIVE_INFINITY;
  }

  @Override
  public double localExponent(double x) {
    return c / (1 + gamma * x);
  }

  @Override
  public double[] values() {
    return new double[] {beta, c, gamma};
  }

  @Override
  public SaturatingPowerLaw rescaled(double factor, double scale) {
    return new SaturatingPowerLaw(scale * beta * Math.pow(factor, c), c, gamma / factor);
  }
}
