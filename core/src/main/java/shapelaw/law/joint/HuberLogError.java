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
  private final double[] inverseLosses;
  private final double[] weights;
  private final double[] exponents;
  private final double[][] columns;
  private final double[] losses;
  private final double[] inverses;
  private final double[] residuals;
  private final double[] first;
  private final double[] outer;
  private final double[][] slopes;
  private final double[] product;
  private final double[] sums;
  private final double[] solvedAt;
  private double delta;

  HuberLogError(Design design) {
    this.design = design;
    terms = design.terms();
    n = terms + design.exponents();
    inverseLosses = new double[design.rows()];
    weights = new double[design.rows()];
    exponents = new double[design.exponents()];
    columns = new double[terms][design.rows()];
    losses = new double[design.rows()];
    inverses = new double[design.rows()];
    residuals = new double[design.rows()];
    first = new double[design.rows()];
    outer = new double[design.rows()];
    slopes = new double[n][design.rows()];
    product = new double[design.rows()];
    sums = new double[n];
    solvedAt = new double[n];
    Arrays.fill(solvedAt, Double.NaN);
  }

  /// Sets what is fitted from now on.
  ///
  /// @param measured losses, `(rows)`
  /// @param newWeights of the rows, `(rows)`
  void setData(double[] measured, double[] newWeights) {
    for (int i = 0; i < measured.length; i++) {
      inverseLosses[i] = 1 / measured[i];
      weights[i] = newWeights[i];
    }
    Arrays.fill(solvedAt, Double.NaN);
  }

  /// Sets δ.
  void setDelta(double newDelta) {
    delta = newDelta;
  }

  @Override
  public int dimension() {
    return n;
  }

  /// Columns, losses and residuals; they don't depend on δ.
  private void computeResiduals(double[] point) {
    if (Arrays.equals(point, solvedAt)) {
      return;
    }
    for (int k = 0; k < exponents.length; k++) {
      exponents[k] = Math.exp(point[terms + k]);
    }
    Arrays.fill(losses, 0);
    for (int j = 0; j < terms; j++) {
      design.column(j, exponents, product, columns[j]);
      Vectors.addMultiple(losses, point[j], columns[j]);
    }
    Vectors.multiply(losses, inverseLosses, product);
    for (int i = 0; i < residuals.length; i++) {
      residuals[i] = Math.log(product[i]);
    }
    System.arraycopy(point, 0, solvedAt, 0, n);
  }

  @Override
  public double value(double[] point) {
    computeResiduals(point);
    // With c the residual cut off at ±δ, Huber's ρ is c (r − c / 2) and its derivative c.
    for (int i = 0; i < weights.length; i++) {
      double cut = Math.max(-delta, Math.min(delta, residuals[i]));
      first[i] = weights[i] * cut;
      product[i] = residuals[i] - cut / 2;
    }
    return Vectors.dot(first, product);
  }

  @Override
  public double value(double[] point, double[] gradient, double[][] hessian) {
    double value = value(point);
    for (int i = 0; i < weights.length; i++) {
      outer[i] = (Math.abs(residuals[i]) <= delta ? weights[i] : 0) - first[i];
      inverses[i] = 1 / losses[i];
    }
    for (double[] row : hessian) {
      Arrays.fill(row, 0);
    }
    computeSlopes(point, hessian);
    Vectors.dots(first, slopes, n, gradient);
    for (int k = 0; k < n; k++) {
      Vectors.multiply(outer, slopes[k], product);
      Vectors.dots(product, slopes, k + 1, sums);
      for (int l = 0; l <= k; l++) {
        hessian[k][l] += sums[l];
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
      Vectors.multiply(columns[j], inverses, slopes[j]);
      int[] used = design.used(j);
      double[][] s = design.slopes(j);
      for (int m = 0; m < used.length; m++) {
        int k = terms + used[m];
        double p = exponents[used[m]];
        Vectors.multiply(slopes[j], s[m], product);
        Vectors.addMultiple(slopes[k], point[j] * p, product);
        Vectors.multiply(product, first, product);
        double sum = p * Vectors.sum(product);
        // By θ_j and u_k, u_k's own curvature, and by u_k and u_l.
        hessian[k][j] += sum;
        hessian[k][k] += point[j] * sum;
        Vectors.dots(product, s, used.length, sums);
        for (int e = 0; e < used.length; e++) {
          int l = terms + used[e];
          if (l <= k) {
            hessian[k][l] += point[j] * p * exponents[used[e]] * sums[e];
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
