package shapelaw.numerics;

import java.util.Arrays;

/// Least squares with non-negative coefficients: minimises ‖A x − b‖ over x ≥ 0 by the active-set
/// method of Lawson and Hanson (*Solving Least Squares Problems*, 1974, ch. 23).
///
/// A workspace for many problems of one size: it allocates once and starts each problem from the
/// columns that were positive in the one before, which is usually the answer when problems change
/// little. The columns in use are kept as A = Q R (Gram–Schmidt, orthogonalised again where it
/// takes much away), since variable projection needs Q and R as well. Not thread-safe.
public final class NonNegativeLeastSquares {

  /// A column whose part outside of the others is smaller than this, relative to its length, counts
  /// as dependent.
  static final double DEPENDENT = 1e-12;

  /// A column enters only if its correlation with the residual exceeds this, relative to both
  /// lengths (of b).
  static final double NO_GAIN = 1e-13;

  /// A vector that orthogonalisation shortens to less than this is orthogonalised again.
  private static final double MUCH_SHORTER = 0.3;

  private final int rows;
  private final int columns;
  private final double[][] q;
  private final double[][] r;
  private final double[] qb;
  private final double[] projections;
  private final int[] positive;
  private int count;
  private final double[] x;
  private final double[] trial;
  private final double[] residual;
  private final boolean[] excluded;
  private final boolean[] barred;

  /// A workspace for problems with `rows` equations and `columns` unknowns.
  public NonNegativeLeastSquares(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    q = new double[columns][rows];
    r = new double[columns][columns];
    qb = new double[columns];
    projections = new double[columns];
    positive = new int[columns];
    x = new double[columns];
    trial = new double[columns];
    residual = new double[rows];
    excluded = new boolean[columns];
    barred = new boolean[columns];
  }

  /// From now on holds the coefficient of column `j` at zero, or lets it go again.
  public void bar(int j, boolean held) {
    barred[j] = held;
    if (held) {
      count = 0;
    }
  }

  /// Solves one problem; the answer is read from the other methods until the next call.
  ///
  /// @param a the matrix by columns, `(columns, rows)`
  /// @param b the right-hand side, `(rows)`
  public void solve(double[][] a, double[] b) {
    startFromLastColumns(a, b);
    Arrays.fill(excluded, false);
    // Each pass either adds a column and lowers the residual, or excludes one until the next
    // success.
    for (int pass = 0; pass < 10 * columns; pass++) {
      computeResidual(a, b);
      int entering = mostCorrelated(a, b);
      if (entering < 0) {
        return;
      }
      if (append(a[entering], entering, b)) {
        solveTriangular();
        if (trial[entering] > 0) {
          stayFeasible(a, b);
          Arrays.fill(excluded, false);
          continue;
        }
        count--;
      }
      excluded[entering] = true;
    }
    computeResidual(a, b);
  }

  private void startFromLastColumns(double[][] a, double[] b) {
    boolean feasible = count > 0 && factor(a, b);
    if (feasible) {
      solveTriangular();
      for (int k = 0; k < count; k++) {
        feasible &= trial[positive[k]] > 0;
      }
    }
    Arrays.fill(x, 0);
    if (feasible) {
      acceptTrial();
    } else {
      count = 0;
    }
  }

  /// Moves from x towards the trial point, dropping each column whose coefficient reaches zero on
  /// the way.
  private void stayFeasible(double[][] a, double[] b) {
    while (true) {
      double step = 1;
      for (int k = 0; k < count; k++) {
        int j = positive[k];
        if (trial[j] <= 0) {
          step = Math.min(step, x[j] / (x[j] - trial[j]));
        }
      }
      if (step >= 1) {
        acceptTrial();
        return;
      }
      int kept = 0;
      for (int k = 0; k < count; k++) {
        int j = positive[k];
        boolean drops = trial[j] <= 0 && x[j] / (x[j] - trial[j]) <= step;
        x[j] = drops ? 0 : x[j] + step * (trial[j] - x[j]);
        if (!drops) {
          positive[kept++] = j;
        }
      }
      count = kept;
      factor(a, b);
      solveTriangular();
    }
  }

  private void acceptTrial() {
    for (int k = 0; k < count; k++) {
      x[positive[k]] = trial[positive[k]];
    }
  }

  private int mostCorrelated(double[][] a, double[] b) {
    int best = -1;
    double bestGain = Double.NaN;
    for (int j = 0; j < columns; j++) {
      if (x[j] > 0 || excluded[j] || barred[j]) {
        continue;
      }
      if (Double.isNaN(bestGain)) {
        bestGain = NO_GAIN * Math.sqrt(Vectors.dot(b, b));
      }
      double gain = Vectors.dot(a[j], residual) / Math.sqrt(Vectors.dot(a[j], a[j]));
      if (gain > bestGain) {
        bestGain = gain;
        best = j;
      }
    }
    return best;
  }

  private void computeResidual(double[][] a, double[] b) {
    System.arraycopy(b, 0, residual, 0, rows);
    for (int j = 0; j < columns; j++) {
      if (x[j] > 0) {
        Vectors.addMultiple(residual, -x[j], a[j]);
      }
    }
  }

  private boolean factor(double[][] a, double[] b) {
    int wanted = count;
    count = 0;
    for (int k = 0; k < wanted; k++) {
      if (!append(a[positive[k]], positive[k], b)) {
        return false;
      }
    }
    return true;
  }

  private boolean append(double[] column, int index, double[] b) {
    double[] v = q[count];
    System.arraycopy(column, 0, v, 0, rows);
    double length = Math.sqrt(Vectors.dot(v, v));
    for (int k = 0; k < count; k++) {
      r[k][count] = 0;
    }
    double outside = length;
    double before;
    do {
      before = outside;
      orthogonalise(v);
      outside = Math.sqrt(Vectors.dot(v, v));
      // Rounding errors grew by as much as v shrank; a second round repairs that (Daniel et al.
      // 1976).
    } while (count > 0 && outside < MUCH_SHORTER * before && outside > DEPENDENT * length);
    if (!(outside > DEPENDENT * length)) {
      return false;
    }
    for (int i = 0; i < rows; i++) {
      v[i] /= outside;
    }
    r[count][count] = outside;
    qb[count] = Vectors.dot(v, b);
    positive[count++] = index;
    return true;
  }

  private void orthogonalise(double[] v) {
    Vectors.dots(v, q, count, projections);
    for (int k = 0; k < count; k++) {
      r[k][count] += projections[k];
      Vectors.addMultiple(v, -projections[k], q[k]);
    }
  }

  private void solveTriangular() {
    for (int k = count - 1; k >= 0; k--) {
      double sum = qb[k];
      for (int l = k + 1; l < count; l++) {
        sum -= r[k][l] * trial[positive[l]];
      }
      trial[positive[k]] = sum / r[k][k];
    }
  }

  /// Coefficient of column `j`, ≥ 0.
  public double coefficient(int j) {
    return x[j];
  }

  /// b − A x, `(rows)`; the workspace's own array, to be read only.
  public double[] residual() {
    return residual;
  }

  /// How many coefficients are positive.
  public int positiveCount() {
    return count;
  }

  /// The column of A behind the k-th column of Q.
  public int positiveColumn(int k) {
    return positive[k];
  }

  /// The k-th orthonormal vector of the positive columns' span, `(rows)`; to be read only.
  public double[] basis(int k) {
    return q[k];
  }

  /// Entry (k, l) of R, k ≤ l, in the order of [#positiveColumn(int)].
  public double triangle(int k, int l) {
    return r[k][l];
  }
}
