package shapelaw.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import shapelaw.numerics.NonNegativeLeastSquares;

/// The observations along one dimension and Eq. 2's relative squared error on them, by variable
/// projection (Golub and Pereyra, 1973): given the exponents, the coefficients α, β, ξ, ε ≥ 0 are
/// the solution of a linear problem, and what remains is a function of (u, v, w) = (ln a, ln b, ln
/// c) alone.
///
/// ```text
/// F(u, v, w) = min over α, β, ξ, ε ≥ 0 of  ½ Σ_i ((f(x_i, t_i) − y_i) / y_i)²
/// ```
///
/// Row i of the linear problem is [x^(−a), x^b t^(−c), t^(−c), 1] / y with the right-hand side 1; x
/// and t are divided by their geometric means, which keeps the columns' lengths alike. F is
/// continuously differentiable, also where a coefficient reaches zero. Its Hessian holds the
/// positive coefficients' set fixed: with Φ = Q R the positive columns, J = ∂(Φ coefficients)/∂θ
/// and K_ij = residual · ∂φ_j/∂θ_i,
///
/// ```text
/// H = J'ᵀ J' + residual · ∂²(Φ coefficients)/∂θ² − Gᵀ L − Lᵀ G − Lᵀ L,   J' = J − Q G,  G = Qᵀ J,  L = R^(−T) Kᵀ
/// ```
///
/// which is the Schur complement of the full Hessian in (θ, coefficients). A workspace, not
/// thread-safe.
final class Arm {

  static final int EXPONENTS = 3;
  private static final int COLUMNS = 4;
  private static final int ALPHA = 0;
  private static final int BETA = 1;
  private static final int XI = 2;
  private static final int EPSILON = 3;
  private static final double SMALL_SHARE = 0.02;

  private final boolean withXi;
  private final int rows;
  private final double[] logX;
  private final double[] logT;
  private final double[] inverseLoss;
  private final double meanLogX;
  private final double meanLogT;

  private final double[] ones;
  private final double[][] columns;
  private final NonNegativeLeastSquares linear;
  private final double[][] jacobian;
  private final double[][] onBasis = new double[COLUMNS][EXPONENTS];
  private final double[][] correction = new double[COLUMNS][EXPONENTS];
  private final double[][] slopes = new double[EXPONENTS][COLUMNS];

  /// The exponents that were last solved for, and F there.
  private double solvedA = Double.NaN;

  private double solvedB;
  private double solvedC;
  private double solvedValue;

  /// @param withXi false to hold ξ at zero throughout
  Arm(List<Observation> observations, boolean withXi) {
    this.withXi = withXi;
    rows = observations.size();
    logX = observations.stream().mapToDouble(o -> Math.log(o.x())).toArray();
    logT = observations.stream().mapToDouble(o -> Math.log(o.compute())).toArray();
    inverseLoss = observations.stream().mapToDouble(o -> 1 / o.loss()).toArray();
    meanLogX = Arrays.stream(logX).average().orElseThrow();
    meanLogT = Arrays.stream(logT).average().orElseThrow();
    for (int i = 0; i < rows; i++) {
      logX[i] -= meanLogX;
      logT[i] -= meanLogT;
    }
    ones = new double[rows];
    Arrays.fill(ones, 1);
    columns = new double[COLUMNS][rows];
    columns[EPSILON] = inverseLoss;
    linear = new NonNegativeLeastSquares(rows, COLUMNS);
    linear.bar(XI, !withXi);
    jacobian = new double[EXPONENTS][rows];
  }

  int rows() {
    return rows;
  }

  /// Replaces the losses, for a replicate on the same design.
  void setLosses(double[] losses) {
    for (int i = 0; i < rows; i++) {
      inverseLoss[i] = 1 / losses[i];
    }
    forget();
  }

  /// Holds ξ at zero if it was small beside β at the last evaluation, and ε if it was small beside
  /// α; compared by their terms at the middle of the data.
  void barSmallTerms() {
    linear.bar(XI, !withXi || linear.coefficient(XI) < SMALL_SHARE * linear.coefficient(BETA));
    linear.bar(EPSILON, linear.coefficient(EPSILON) < SMALL_SHARE * linear.coefficient(ALPHA));
    forget();
  }

  /// Undoes [#barSmallTerms()].
  void allowAllTerms() {
    linear.bar(XI, !withXi);
    linear.bar(EPSILON, false);
    forget();
  }

  /// F at the exponents a, b, c.
  double value(double a, double b, double c) {
    if (a == solvedA && b == solvedB && c == solvedC) {
      return solvedValue;
    }
    for (int i = 0; i < rows; i++) {
      double inverse = inverseLoss[i];
      double compute = Math.exp(-c * logT[i]) * inverse;
      columns[ALPHA][i] = Math.exp(-a * logX[i]) * inverse;
      columns[BETA][i] = Math.exp(b * logX[i]) * compute;
      columns[XI][i] = compute;
    }
    linear.solve(columns, ones);
    double sum = 0;
    for (double residual : linear.residual()) {
      sum += residual * residual;
    }
    solvedA = a;
    solvedB = b;
    solvedC = c;
    solvedValue = sum / 2;
    return solvedValue;
  }

  private void forget() {
    solvedA = Double.NaN;
  }

  /// F with its derivatives by (ln a, ln b, ln c), which are **added** at the positions `at` of the
  /// arguments.
  double value(double a, double b, double c, int[] at, double[] gradient, double[][] hessian) {
    double value = value(a, b, c);
    double[][] second = new double[EXPONENTS][EXPONENTS];
    differentiateColumns(a, b, c, second);
    for (int i = 0; i < EXPONENTS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        gradient[at[i]] += linear.coefficient(j) * slopes[i][j];
      }
    }
    projectOutCoefficients(second);
    for (int i = 0; i < EXPONENTS; i++) {
      for (int k = 0; k <= i; k++) {
        hessian[at[i]][at[k]] += second[i][k];
        if (i != k) {
          hessian[at[k]][at[i]] += second[i][k];
        }
      }
    }
    return value;
  }

  /// Fills J and K (`slopes`) and starts the Hessian with residual · ∂²(Φ coefficients), lower
  /// triangle. With φ = e^m and m linear in an exponent, ∂φ/∂(ln exponent) = m φ and the second
  /// derivative is (m² + m) φ.
  private void differentiateColumns(double a, double b, double c, double[][] second) {
    double alpha = linear.coefficient(ALPHA);
    double beta = linear.coefficient(BETA);
    double xi = linear.coefficient(XI);
    double[] negative = linear.residual();
    for (double[] slope : slopes) {
      Arrays.fill(slope, 0);
    }
    for (int i = 0; i < rows; i++) {
      double residual = -negative[i];
      double m = -a * logX[i];
      double p = b * logX[i];
      double q = -c * logT[i];
      double capacity = columns[ALPHA][i];
      double slowdown = columns[BETA][i];
      double compute = columns[XI][i];
      jacobian[0][i] = alpha * m * capacity;
      jacobian[1][i] = beta * p * slowdown;
      jacobian[2][i] = q * (beta * slowdown + xi * compute);
      slopes[0][ALPHA] += residual * m * capacity;
      slopes[1][BETA] += residual * p * slowdown;
      slopes[2][BETA] += residual * q * slowdown;
      slopes[2][XI] += residual * q * compute;
      second[0][0] += residual * alpha * (m * m + m) * capacity;
      second[1][1] += residual * beta * (p * p + p) * slowdown;
      second[2][1] += residual * beta * p * q * slowdown;
      second[2][2] += residual * (q * q + q) * (beta * slowdown + xi * compute);
    }
  }

  private void projectOutCoefficients(double[][] second) {
    int count = linear.positiveCount();
    for (int k = 0; k < count; k++) {
      double[] basis = linear.basis(k);
      for (int i = 0; i < EXPONENTS; i++) {
        double projection = dot(basis, jacobian[i]);
        onBasis[k][i] = projection;
        double sum = slopes[i][linear.positiveColumn(k)];
        for (int l = 0; l < k; l++) {
          sum -= linear.triangle(l, k) * correction[l][i];
        }
        correction[k][i] = sum / linear.triangle(k, k);
        for (int row = 0; row < rows; row++) {
          jacobian[i][row] -= projection * basis[row];
        }
      }
    }
    for (int i = 0; i < EXPONENTS; i++) {
      for (int j = 0; j <= i; j++) {
        second[i][j] += dot(jacobian[i], jacobian[j]);
        for (int k = 0; k < count; k++) {
          second[i][j] -=
              onBasis[k][i] * correction[k][j]
                  + correction[k][i] * onBasis[k][j]
                  + correction[k][i] * correction[k][j];
        }
      }
    }
  }

  /// The directions in which f / y moves at the exponents, one by one: a row for each positive
  /// coefficient and each used exponent of this arm, then, last, the row of c. `(≤ 7, rows)`.
  List<double[]> tangent(double a, double b, double c) {
    int[] at = {0, 1, 2};
    value(a, b, c, at, new double[EXPONENTS], new double[EXPONENTS][EXPONENTS]);
    var directions = new ArrayList<double[]>();
    for (int j = 0; j < COLUMNS; j++) {
      if (linear.coefficient(j) > 0) {
        directions.add(columns[j].clone());
      }
    }
    for (int i = 0; i < EXPONENTS; i++) {
      directions.add(jacobian[i].clone());
    }
    return directions;
  }

  /// The law of the last evaluated exponents, in the units of the observations.
  SingleDimensionLaw law(double a, double b, double c) {
    return new SingleDimensionLaw(
        scaled(ALPHA, a * meanLogX),
        a,
        scaled(BETA, c * meanLogT - b * meanLogX),
        b,
        scaled(XI, c * meanLogT),
        c,
        linear.coefficient(EPSILON));
  }

  private double scaled(int column, double logFactor) {
    double coefficient = linear.coefficient(column);
    return coefficient > 0 ? Math.exp(Math.log(coefficient) + logFactor) : 0;
  }

  private static double dot(double[] u, double[] v) {
    double sum = 0;
    for (int i = 0; i < u.length; i++) {
      sum += u[i] * v[i];
    }
    return sum;
  }
}
