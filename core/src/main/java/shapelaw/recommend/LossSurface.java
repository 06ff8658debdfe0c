package shapelaw.recommend;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import shapelaw.cost.Compute;
import shapelaw.cost.Posynomial;
import shapelaw.cost.ShapeCost;
import shapelaw.law.joint.JointLaw;
import shapelaw.law.joint.LawForm;
import shapelaw.law.joint.Measurements;
import shapelaw.numerics.TwiceDifferentiable;

/// A joint law over the shapes of one budget, as a function of the sizes' logarithms u, with
/// analytic derivatives. With φ = ln F, ν = ln N and τ = ln t (which may depend on φ), and n = t/F,
/// each term of the law is
///
/// ```text
/// T_j = exp(κ_j + p_j · u + f_j φ(u) + q_j ν(u) + r_j τ(φ(u)))
/// ```
///
/// Since φ and ν are convex and −τ is, a law whose terms all have f, q ≥ 0 and r ≤ 0 is convex in
/// u: its minimum is the only one. Every law of the catalogue without a power of N is so.
final class LossSurface implements TwiceDifferentiable {

  private static final double ROUNDING_ERRORS = 8;

  private final int dimension;
  private final Spending spending;
  private final Optional<LogPosynomial> flops;
  private final Optional<LogPosynomial> parameters;

  private final double[] kappa;
  private final double[][] p;
  private final double[] f;
  private final double[] q;
  private final double[] r;

  private final double[] dPhi;
  private final double[][] ddPhi;
  private final double[] dNu;
  private final double[][] ddNu;
  private final double[] dTerm;

  /// @throws IllegalArgumentException if the law asks for a variable or a cost that is not known
  LossSurface(JointLaw law, ShapeCost cost, List<String> dimensions, Spending spending) {
    this.spending = spending;
    dimension = dimensions.size();
    int terms = law.form().terms().size();
    kappa = new double[terms];
    p = new double[terms][dimension];
    f = new double[terms];
    q = new double[terms];
    r = new double[terms];
    for (int j = 0; j < terms; j++) {
      readTerm(j, law, dimensions);
    }
    boolean usesFlops =
        Arrays.stream(f).anyMatch(v -> v != 0) || spending instanceof Spending.Shared;
    flops = usesFlops ? Optional.of(log(cost.forwardFlops(), dimensions)) : Optional.empty();
    boolean usesParameters = Arrays.stream(q).anyMatch(v -> v != 0);
    parameters =
        usesParameters ? Optional.of(log(cost.parameters(), dimensions)) : Optional.empty();
    dPhi = new double[dimension];
    ddPhi = new double[dimension][dimension];
    dNu = new double[dimension];
    ddNu = new double[dimension][dimension];
    dTerm = new double[dimension];
  }

  private static LogPosynomial log(ShapeCost.Quantity quantity, List<String> dimensions) {
    Posynomial formula = quantity.formula();
    return new LogPosynomial(formula, dimensions);
  }

  private void readTerm(int j, JointLaw law, List<String> dimensions) {
    LawForm.Term term = law.form().terms().get(j);
    double logUnits = 0;
    for (LawForm.Factor factor : term.factors()) {
      double power = factor.sign() * law.exponent(factor.exponent());
      int k = dimensions.indexOf(factor.variable());
      if (k >= 0) {
        p[j][k] += power;
        continue;
      }
      switch (factor.variable()) {
        case Measurements.COMPUTE -> {
          r[j] += power;
          logUnits -= power * Math.log(Compute.FLOPS_PER_GFLOP);
        }
        case Measurements.EXAMPLES -> {
          r[j] += power;
          f[j] -= power;
        }
        case Measurements.PARAMETERS -> q[j] += power;
        default ->
            throw new IllegalArgumentException(
                "a law that recommends a shape must use the dimensions %s, %s, %s and %s alone but %s uses '%s'."
                    .formatted(
                        dimensions,
                        Measurements.COMPUTE,
                        Measurements.EXAMPLES,
                        Measurements.PARAMETERS,
                        law.form().name(),
                        factor.variable()));
      }
    }
    boolean vanishes = spending instanceof Spending.Endless && r[j] < 0;
    kappa[j] = vanishes ? Double.NEGATIVE_INFINITY : Math.log(law.coefficients()[j]) + logUnits;
    if (kappa[j] == Double.NEGATIVE_INFINITY || spending instanceof Spending.Endless) {
      r[j] = 0;
    }
    if (kappa[j] == Double.NEGATIVE_INFINITY) {
      f[j] = 0;
      q[j] = 0;
    }
  }

  /// True if every local minimum is the minimum.
  boolean isConvex() {
    for (int j = 0; j < kappa.length; j++) {
      if (f[j] < 0 || q[j] < 0 || r[j] > 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public double resolution(double value) {
    return ROUNDING_ERRORS * Math.ulp(value);
  }

  @Override
  public double value(double[] u) {
    double phi = flops.isPresent() ? flops.get().value(u) : 0;
    double nu = parameters.isPresent() ? parameters.get().value(u) : 0;
    double tau = logTraining(phi);
    if (Double.isNaN(tau)) {
      return Double.POSITIVE_INFINITY;
    }
    double sum = 0;
    for (int j = 0; j < kappa.length; j++) {
      sum += term(j, u, phi, nu, tau);
    }
    return sum;
  }

  private double term(int j, double[] u, double phi, double nu, double tau) {
    if (kappa[j] == Double.NEGATIVE_INFINITY) {
      return 0;
    }
    double log = kappa[j] + f[j] * phi + q[j] * nu + r[j] * tau;
    for (int k = 0; k < dimension; k++) {
      log += p[j][k] * u[k];
    }
    return Math.exp(log);
  }

  /// τ; NaN if nothing is left for training.
  private double logTraining(double phi) {
    return switch (spending) {
      case Spending.Fixed(double compute) -> Math.log(compute);
      case Spending.Shared shared -> {
        double left = shared.trainingFlops(Math.exp(phi));
        yield left > 0 ? Math.log(left) : Double.NaN;
      }
      case Spending.Endless() -> 0; // every r is 0
    };
  }

  /// Serving's share of the total over training's: −∂τ/∂φ.
  private double servingOverTraining(double phi) {
    return switch (spending) {
      case Spending.Shared(double total, double images) -> {
        double serving = images * Math.exp(phi);
        yield serving / (total - serving);
      }
      case Spending.Fixed _, Spending.Endless _ -> 0;
    };
  }

  @Override
  public double value(double[] u, double[] gradient, double[][] hessian) {
    double phi = flops.isPresent() ? flops.get().value(u, dPhi, ddPhi) : 0;
    double nu = parameters.isPresent() ? parameters.get().value(u, dNu, ddNu) : 0;
    double tau = logTraining(phi);
    if (Double.isNaN(tau)) {
      return Double.POSITIVE_INFINITY;
    }
    double rho = servingOverTraining(phi); // τ' = −ρ, τ'' = −ρ (1 + ρ)
    Arrays.fill(gradient, 0);
    for (double[] row : hessian) {
      Arrays.fill(row, 0);
    }
    double sum = 0;
    for (int j = 0; j < kappa.length; j++) {
      double term = term(j, u, phi, nu, tau);
      if (term > 0) {
        sum += term;
        addDerivatives(j, term, rho, gradient, hessian);
      }
    }
    return sum;
  }

  private void addDerivatives(
      int j, double term, double rho, double[] gradient, double[][] hessian) {
    double alongPhi = f[j] - r[j] * rho;
    double acrossPhi = -r[j] * rho * (1 + rho);
    for (int k = 0; k < dimension; k++) {
      dTerm[k] = p[j][k] + alongPhi * dPhi[k] + q[j] * dNu[k];
      gradient[k] += term * dTerm[k];
    }
    for (int k = 0; k < dimension; k++) {
      for (int l = 0; l < dimension; l++) {
        hessian[k][l] +=
            term
                * (dTerm[k] * dTerm[l]
                    + alongPhi * ddPhi[k][l]
                    + acrossPhi * dPhi[k] * dPhi[l]
                    + q[j] * ddNu[k][l]);
      }
    }
  }
}
