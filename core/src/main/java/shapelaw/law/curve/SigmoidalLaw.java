package shapelaw.law.curve;

/// M4 of Alabdulmohsin et al. (2022), Eq. 4: sigmoid-like in ln x, from the loss of guessing, ε_0,
/// to the loss that remains, ε∞, with a power law in between.
///
/// ```text
/// (ε_x − ε∞) / (ε_0 − ε_x)^α = β x^(−c)
/// ```
///
/// With range = ε_0 − ε∞ and ε_x = ε∞ + range · σ(u), σ the logistic function, this is
///
/// ```text
/// ln σ(u) − α ln σ(−u) = ln β − c ln x − (1 − α) ln range,
/// ```
///
/// whose left side rises in u with a slope between 1 and α and bends one way only, so that Newton's
/// method converges from anywhere, and monotonically after its first step.
///
/// @param beta weight of the power law, > 0
/// @param c exponent, > 0
/// @param limit ε∞, > 0
/// @param range ε_0 − ε∞, > 0
/// @param alpha how early the curve leaves ε_0: large α, a late and sharp bend; > 0
public record SigmoidalLaw(double beta, double c, double limit, double range, double alpha)
    implements CurveLaw {

  private static final int BETA = 0;
  private static final int C = 1;
  private static final int LIMIT = 2;
  private static final int RANGE = 3;
  private static final int ALPHA = 4;

  private static final int MAX_STEPS = 200;

  /// Steps in u below this change the loss by less than rounding does.
  private static final double SMALL_STEP = 1e-14;

  public SigmoidalLaw {
    Positive.require("beta", beta);
    Positive.require("c", c);
    Positive.require("limit", limit);
    Positive.require("range", range);
    Positive.require("alpha", alpha);
  }

  @Override
  public CurveForm form() {
    return CurveForm.SIGMOIDAL;
  }

  /// ε_0, the loss of guessing.
  public double initialLoss() {
    return limit + range;
  }

  @Override
  public double loss(double x) {
    return limit + range * Logistic.sigma(solve(rightSide(Math.log(x))));
  }

  /// With ρ the right side, h(u, α) = ρ the left one and D = ∂h/∂u, each ∂u = (∂ρ − softplus(u) ∂α)
  /// / D, and differentiating once more gives the second derivatives of u. The excess is range ·
  /// σ(u).
  @Override
  public double logLoss(double x, double[] gradient, double[][] hessian) {
    double logX = Math.log(x);
    double logRange = Math.log(range);
    double u = solve(rightSide(logX));
    double sigma = Logistic.sigma(u);
    double rest = Logistic.sigma(-u);
    double plus = Logistic.softplus(u);
    double perU = slope(sigma, rest);
    double bend = sigma * rest;
    LogSum.clear(gradient, hessian);
    double[] du = gradient;
    du[BETA] = 1 / perU;
    du[C] = -c * logX / perU;
    du[RANGE] = (alpha - 1) / perU;
    du[ALPHA] = alpha * (logRange - plus) / perU;
    for (int i = 0; i < du.length; i++) {
      for (int j = 0; j <= i; j++) {
        double direct = (alpha - 1) * bend * du[i] * du[j];
        direct += i == ALPHA ? sigma * alpha * du[j] : 0;
        direct += j == ALPHA ? sigma * alpha * du[i] : 0;
        hessian[i][j] = -bend * du[i] * du[j] - rest * direct / perU;
      }
    }
    hessian[C][C] += rest * -c * logX / perU;
    hessian[ALPHA][RANGE] += rest * alpha / perU;
    hessian[ALPHA][ALPHA] += rest * alpha * (logRange - plus) / perU;
    for (int i = 0; i < du.length; i++) {
      gradient[i] = rest * du[i];
    }
    gradient[RANGE] += 1;
    double logSigma = Math.min(u, 0) - Math.log1p(Math.exp(-Math.abs(u)));
    return LogSum.withLimit(logRange + logSigma, Math.log(limit), LIMIT, gradient, hessian);
  }

  @Override
  public double limitLoss() {
    return limit;
  }

  @Override
  public double reaches(double loss) {
    if (loss <= limit) {
      return Double.POSITIVE_INFINITY;
    }
    return loss < initialLoss()
        ? Math.pow(beta * Math.pow(initialLoss() - loss, alpha) / (loss - limit), 1 / c)
        : 0;
  }

  @Override
  public double localExponent(double x) {
    double u = solve(rightSide(Math.log(x)));
    double sigma = Logistic.sigma(u);
    double rest = Logistic.sigma(-u);
    return c * range * sigma * rest / (slope(sigma, rest) * (limit + range * sigma));
  }

  @Override
  public double[] values() {
    return new double[] {beta, c, limit, range, alpha};
  }

  @Override
  public SigmoidalLaw rescaled(double factor, double scale) {
    return new SigmoidalLaw(
        beta * Math.pow(factor, c) * Math.pow(scale, 1 - alpha),
        c,
        scale * limit,
        scale * range,
        alpha);
  }

  private double rightSide(double logX) {
    return Math.log(beta) - c * logX - (1 - alpha) * Math.log(range);
  }

  private double slope(double sigma, double rest) {
    return rest + alpha * sigma;
  }

  /// The u with ln σ(u) − α ln σ(−u) = `right`, from the nearer asymptote.
  private double solve(double right) {
    double u = right < 0 ? right : right / alpha;
    for (int step = 0; step < MAX_STEPS; step++) {
      double e = Math.exp(-Math.abs(u));
      double log1p = Math.log1p(e);
      double minus = Math.min(u, 0) - log1p; // ln σ(u)
      double plus = Math.max(u, 0) + log1p; // −ln σ(−u)
      double large = 1 / (1 + e);
      double sigma = u > 0 ? large : e * large;
      double change = (minus + alpha * plus - right) / slope(sigma, 1 - sigma);
      u -= change;
      if (!(Math.abs(change) > SMALL_STEP * (1 + Math.abs(u)))) {
        break;
      }
    }
    return u;
  }
}
