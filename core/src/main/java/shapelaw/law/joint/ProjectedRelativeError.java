package shapelaw.law.joint;

import java.util.Arrays;
import shapelaw.numerics.NonNegativeLeastSquares;
import shapelaw.numerics.TwiceDifferentiable;
import shapelaw.numerics.Vectors;

/// Half the weighted sum of squared relative errors of a law as a function of the logarithms of its
/// exponents alone: for given exponents the best coefficients are solved exactly by non-negative
/// least squares (variable projection, Golub and Pereyra 1973).
///
/// With r the residuals, Φ the terms that have positive coefficients, and H the Hessian of the
/// unprojected error in (θ, p), the projected gradient is the one by p, and the projected Hessian
/// is the Schur complement H_pp − H_pθ H_θθ^(−1) H_θp, by the implicit function theorem. Not
/// thread-safe.
final class ProjectedRelativeError implements TwiceDifferentiable {

  private final Design design;
  private final NonNegativeLeastSquares inner;
  private final double[] scale;
  private final double[] target;
  private final double[][] columns;
  private final double[] exponents;
  private final double[][] tangent;
  private final double[] gradientOfExponents;
  private final double[][] hessianOfExponents;
  private final double[][] mixed;
  private final double[] moved;
  private final double[] sums;
  private final double[] solvedAt;
  private double solvedValue;

  ProjectedRelativeError(Design design) {
    this.design = design;
    int terms = design.terms();
    int rows = design.rows();
    int k = design.exponents();
    inner = new NonNegativeLeastSquares(rows, terms);
    scale = new double[rows];
    target = new double[rows];
    columns = new double[terms][rows];
    exponents = new double[k];
    tangent = new double[k][rows];
    gradientOfExponents = new double[k];
    hessianOfExponents = new double[k][k];
    mixed = new double[terms][k];
    moved = new double[rows];
    sums = new double[k];
    solvedAt = new double[k];
    Arrays.fill(solvedAt, Double.NaN);
  }

  /// Sets what is fitted from now on.
  ///
  /// @param losses measured, `(rows)`
  /// @param weights of the rows, `(rows)`
  void setData(double[] losses, double[] weights) {
    for (int i = 0; i < losses.length; i++) {
      target[i] = Math.sqrt(weights[i]);
      scale[i] = target[i] / losses[i];
    }
    Arrays.fill(solvedAt, Double.NaN);
  }

  @Override
  public int dimension() {
    return exponents.length;
  }

  @Override
  public double value(double[] point) {
    if (Arrays.equals(point, solvedAt)) {
      return solvedValue;
    }
    for (int k = 0; k < exponents.length; k++) {
      exponents[k] = Math.exp(point[k]);
    }
    for (int j = 0; j < columns.length; j++) {
      design.column(j, exponents, moved, columns[j]);
      Vectors.multiply(columns[j], scale, columns[j]);
    }
    inner.solve(columns, target);
    solvedValue = Vectors.dot(inner.residual(), inner.residual()) / 2;
    System.arraycopy(point, 0, solvedAt, 0, point.length);
    return solvedValue;
  }

  /// The best coefficients at the last point, for scaled variables.
  double[] coefficients() {
    double[] coefficients = new double[columns.length];
    Arrays.setAll(coefficients, inner::coefficient);
    return coefficients;
  }

  @Override
  public double value(double[] point, double[] gradient, double[][] hessian) {
    double value = value(point);
    computeUnprojected();
    subtractProjection();
    int n = exponents.length;
    for (int k = 0; k < n; k++) {
      gradient[k] = exponents[k] * gradientOfExponents[k];
      for (int l = 0; l < n; l++) {
        hessian[k][l] = exponents[k] * exponents[l] * hessianOfExponents[k][l];
      }
      hessian[k][k] += gradient[k];
    }
    return value;
  }

  /// Gradient and Hessian of the unprojected error by p, and the mixed block H_θp of the positive
  /// coefficients, in the order of the inner problem's basis.
  private void computeUnprojected() {
    double[] r = inner.residual();
    for (int k = 0; k < exponents.length; k++) {
      Arrays.fill(tangent[k], 0);
      Arrays.fill(hessianOfExponents[k], 0);
    }
    for (int b = 0; b < inner.positiveCount(); b++) {
      int j = inner.positiveColumn(b);
      double theta = inner.coefficient(j);
      int[] used = design.used(j);
      double[][] s = design.slopes(j);
      Arrays.fill(mixed[b], 0);
      for (int m = 0; m < used.length; m++) {
        Vectors.multiply(columns[j], s[m], moved);
        Vectors.addMultiple(tangent[used[m]], theta, moved);
        Vectors.multiply(moved, r, moved);
        mixed[b][used[m]] = -Vectors.sum(moved);
        Vectors.dots(moved, s, m + 1, sums);
        for (int l = 0; l <= m; l++) {
          hessianOfExponents[used[m]][used[l]] -= theta * sums[l];
        }
      }
    }
    for (int b = 0; b < inner.positiveCount(); b++) {
      Vectors.dots(columns[inner.positiveColumn(b)], tangent, exponents.length, sums);
      for (int k = 0; k < exponents.length; k++) {
        mixed[b][k] += sums[k];
      }
    }
    Vectors.dots(r, tangent, exponents.length, gradientOfExponents);
    for (int k = 0; k < exponents.length; k++) {
      gradientOfExponents[k] = -gradientOfExponents[k];
      Vectors.dots(tangent[k], tangent, k + 1, sums);
      for (int l = 0; l <= k; l++) {
        // Terms may name their exponents in any order: fold what landed above the diagonal.
        double sum = hessianOfExponents[k][l] + sums[l];
        if (l < k) {
          sum += hessianOfExponents[l][k];
        }
        hessianOfExponents[k][l] = sum;
        hessianOfExponents[l][k] = sum;
      }
    }
  }

  /// H_θθ = RᵀR: with V = R^(−T) H_θp the projection takes VᵀV away.
  private void subtractProjection() {
    int n = exponents.length;
    int count = inner.positiveCount();
    for (int b = 0; b < count; b++) {
      for (int k = 0; k < n; k++) {
        double sum = mixed[b][k];
        for (int e = 0; e < b; e++) {
          sum -= inner.triangle(e, b) * mixed[e][k];
        }
        mixed[b][k] = sum / inner.triangle(b, b);
      }
      for (int k = 0; k < n; k++) {
        for (int l = 0; l < n; l++) {
          hessianOfExponents[k][l] -= mixed[b][k] * mixed[b][l];
        }
      }
    }
  }

  /// Relative residuals carry errors of about 1e-15 each, so F = ½ Σ r² carries √(2 rows F) ·
  /// 1e-15.
  @Override
  public double resolution(double value) {
    return 1e-15 * Math.sqrt(2 * design.rows() * Math.max(0, value)) + design.rows() * 1e-27;
  }
}
