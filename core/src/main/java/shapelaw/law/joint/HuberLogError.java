package shapelaw.law.joint;

import java.util.Arrays;
import shapelaw.numerics.TwiceDifferentiable;
import shapelaw.numerics.Vectors;

/// The weighted sum of Huber's ρ_δ(ln f − ln y) as a function of coefficients and exponents
/// together: z = (θ_1 … θ_J, ln p_1 … ln p_K), for scaled variables.
///
/// With r = ln f − ln y and G = ∇r = ∇f / f the Hessian is Σ (ρ'' − ρ') G Gᵀ + ρ' ∇²f / f. Not
/// thread-safe.
final class HuberLogError implements TwiceDifferentiable {

  private final Design design;
  private final int terms;
  private final int n;
  private final double[] logLosses;
  private final double[] weights;
  private final double[] exponents;
  private final double[] ones;
  private final double[][] columns;
  private final double[] losses;
  private final double[] residuals;
  private final double[] first;
  private final double[] outer;
  private final double[][] slopes;
  private final double[] product;
  private double delta;

  HuberLogError(Design design) {
    this.design = design;
    terms = design.terms();
    n = terms + design.exponents();
    logLosses = new double[design.rows()];
    weights = new double[design.rows()];
    exponents = new double[design.exponents()];
    ones = new double[design.rows()];
    Arrays.fill(ones, 1);
    columns = new double[terms][design.rows()];
    losses = new double[design.rows()];
    residuals = new double[design.rows()];
    first = new double[design.rows()];
    outer = new double[design.rows()];
    slopes = new double[n][design.rows()];
    product = new double[design.rows()];
  }

  /// Sets what is fitted from now on.
  ///
  /// @param measured losses, `(rows)`
  /// @param newWeights of the rows, `(rows)`
  void setData(double[] measured, double[] newWeights) {
    for (int i = 0; i < measured.length; i++) {
      logLosses[i] = Math.log(measured[i]);
      weights[i] = newWeights[i];
    }
  }

  /// Sets δ.
  void setDelta(double newDelta) {
    delta = newDelta;
  }

  @Override
  public int dimension() {
    return n;
  }

  private void computeColumns(double[] point) {
    for (int k = 0; k < exponents.length; k++) {
      exponents[k] = Math.exp(point[terms + k]);
    }
    for (int j = 0; j < terms; j++) {
      design.column(j, exponents, ones, columns[j]);
    }
  }

  private void computeResiduals(double[] point) {
    computeColumns(point);
    Arrays.fill(losses, 0);
    for (int j = 0; j < terms; j++) {
      Vectors.addMultiple(losses, point[j], columns[j]);
    }
    for (int i = 0; i < losses.length; i++) {
      residuals[i] = Math.log(losses[i]) - logLosses[i];
    }
  }

  @Override
  public double value(double[] point) {
    computeResiduals(point);
    double value = 0;
    for (int i = 0; i < weights.length; i++) {
      double size = Math.abs(residuals[i]);
      value += weights[i] * (size <= delta ? size * size / 2 : delta * (size - delta / 2));
    }
    return value;
  }

  @Override
  public double value(double[] point, double[] gradient, double[][] hessian) {
    double value = value(point);
    for (int i = 0; i < weights.length; i++) {
      double r = residuals[i];
      boolean inside = Math.abs(r) <= delta;
      first[i] = weights[i] * (inside ? r : Math.copySign(delta, r));
      outer[i] = (inside ? weights[i] : 0) - first[i];
      losses[i] = 1 / losses[i];
    }
    for (double[] row : hessian) {
      Arrays.fill(row, 0);
    }
    computeSlopes(point, hessian);
    for (int k = 0; k < n; k++) {
      gradient[k] = Vectors.dot(first, slopes[k]);
      Vectors.multiply(outer, slopes[k], product);
      for (int l = 0; l <= k; l++) {
        hessian[k][l] += Vectors.dot(product, slopes[l]);
        hessian[l][k] = hessian[k][l];
      }
    }
    return value;
  }

  /// Writes ∇f / f into the slopes, and adds Σ ρ' ∇²f / f to the Hessian's lower triangle.
  private void computeSlopes(double[] point, double[][] hessian) {
    for (int k = terms; k < n; k++) {
      Arrays.fill(slopes[k], 0);
    }
    for (int j = 0; j < terms; j++) {
      Vectors.multiply(columns[j], losses, slopes[j]);
      int[] used = design.used(j);
      double[][] s = design.slopes(j);
      for (int m = 0; m < used.length; m++) {
        int k = terms + used[m];
        double p = exponents[used[m]];
        Vectors.multiply(slopes[j], s[m], product);
        Vectors.addMultiple(slopes[k], point[j] * p, product);
        Vectors.multiply(product, first, product);
        double sum = p * Vectors.dot(product, ones);
        // By θ_j and u_k, u_k's own curvature, and by u_k and u_l.
        hessian[k][j] += sum;
        hessian[k][k] += point[j] * sum;
        for (int e = 0; e < used.length; e++) {
          int l = terms + used[e];
          if (l <= k) {
            hessian[k][l] += point[j] * p * exponents[used[e]] * Vectors.dot(product, s[e]);
          }
        }
      }
    }
  }

  /// A residual carries an error of about 1e-15, which moves the sum by at most δ times that.
  @Override
  public double resolution(double value) {
    return 1e-15 * (delta * Math.sqrt(design.rows()) + Math.abs(value));
  }
}
