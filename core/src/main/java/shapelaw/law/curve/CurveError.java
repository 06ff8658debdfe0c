package shapelaw.law.curve;

import java.util.Arrays;
import shapelaw.numerics.TwiceDifferentiable;

/// Half the weighted mean of ρ(ln law − ln loss), plus what departing from typical values costs, as
/// a function of the parameters' logarithms. ρ is the square, or Huber's function (1964) which is
/// linear beyond its threshold.
///
/// Its Hessian is exact, or Gauss and Newton's, which leaves out the law's second derivatives: that
/// one is never indefinite and leads far starts quickly to a valley, where the exact one then
/// converges.
final class CurveError implements TwiceDifferentiable {

  private final CurveForm form;
  private final double[] x;
  private final double[] logLoss;
  private final double[] weight;
  private final double huber;
  private final TypicalValues typical;
  private final double[] precision;
  private double priorWeight;
  private boolean exact;
  private final double[] parameters;
  private final double[] slope;
  private final double[][] bend;

  /// @param x in units of the last
  /// @param loss in units of the last
  /// @param weight with sum 1
  CurveError(
      CurveForm form,
      double[] x,
      double[] loss,
      double[] weight,
      double huber,
      TypicalValues typical) {
    this.form = form;
    this.x = x;
    this.weight = weight;
    this.huber = huber;
    this.typical = typical;
    logLoss = Arrays.stream(loss).map(Math::log).toArray();
    precision = typical.precision();
    parameters = new double[form.parameters().size()];
    slope = new double[parameters.length];
    bend = new double[parameters.length][parameters.length];
  }

  /// Sets what a departure by one standard deviation costs, beside a mean square error.
  void setPriorWeight(double newPriorWeight) {
    priorWeight = newPriorWeight;
  }

  /// Chooses the exact Hessian, or Gauss and Newton's.
  void setExact(boolean newExact) {
    exact = newExact;
  }

  @Override
  public int dimension() {
    return parameters.length;
  }

  @Override
  public double value(double[] point) {
    CurveLaw law = law(point);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += weight[i] * rho(Math.log(law.loss(x[i])) - logLoss[i]);
    }
    return sum / 2 + prior(point) / 2;
  }

  @Override
  public double value(double[] point, double[] gradient, double[][] hessian) {
    CurveLaw law = law(point);
    startFromPrior(point, gradient, hessian);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double residual = law.logLoss(x[i], slope, bend) - logLoss[i];
      sum += weight[i] * rho(residual);
      add(weight[i] * Math.clamp(residual, -huber, huber), gradient, hessian);
      if (Math.abs(residual) <= huber) {
        addSquares(weight[i], hessian);
      }
    }
    for (int j = 0; j < slope.length; j++) {
      for (int k = 0; k < j; k++) {
        hessian[k][j] = hessian[j][k];
      }
    }
    return sum / 2 + prior(point) / 2;
  }

  /// Adds `factor` times the derivatives of one ln loss.
  private void add(double factor, double[] gradient, double[][] hessian) {
    for (int j = 0; j < slope.length; j++) {
      gradient[j] += factor * slope[j];
      for (int k = 0; exact && k <= j; k++) {
        hessian[j][k] += factor * bend[j][k];
      }
    }
  }

  /// Adds `factor` times the gradient's products with itself.
  private void addSquares(double factor, double[][] hessian) {
    for (int j = 0; j < slope.length; j++) {
      double scaled = factor * slope[j];
      for (int k = 0; k <= j; k++) {
        hessian[j][k] += scaled * slope[k];
      }
    }
  }

  private void startFromPrior(double[] point, double[] gradient, double[][] hessian) {
    for (int j = 0; j < point.length; j++) {
      Arrays.fill(hessian[j], 0);
      gradient[j] = 0;
      if (precision[j] > 0) {
        hessian[j][j] = priorWeight * precision[j];
        gradient[j] = hessian[j][j] * (point[j] - typical.centre(j));
      }
    }
  }

  private double prior(double[] point) {
    double sum = 0;
    for (int j = 0; j < point.length; j++) {
      if (precision[j] > 0) {
        double departure = point[j] - typical.centre(j);
        sum += precision[j] * departure * departure;
      }
    }
    return priorWeight * sum;
  }

  private double rho(double residual) {
    double size = Math.abs(residual);
    return size <= huber ? size * size : huber * (2 * size - huber);
  }

  /// Residuals carry rounding errors of about 1e-15, and so their mean square 1e-15 · √(2 F).
  @Override
  public double resolution(double value) {
    return 1e-14 * Math.sqrt(Math.max(0, value)) + 1e-28;
  }

  /// Weighted mean of ρ at `point`.
  double meanSquare(double[] point) {
    return 2 * value(point) - prior(point);
  }

  /// The law at `point`, in units of the curve's last point.
  CurveLaw law(double[] point) {
    for (int j = 0; j < point.length; j++) {
      parameters[j] = Math.exp(point[j]);
    }
    return form.law(parameters);
  }
}
