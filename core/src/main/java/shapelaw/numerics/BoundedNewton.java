package shapelaw.numerics;

import java.util.Arrays;

/// Newton's method within bounds, damped as Levenberg–Marquardt (damping after Nielsen, "Damping
/// parameter in Marquardt's method", 1999) so that it also descends where the Hessian is
/// indefinite.
///
/// A variable at its bound with the gradient pointing outwards is held there, as is one on which
/// the function does not depend. The rest has converged when the Hessian is positive definite and
/// the decrease that the undamped Newton step promises is below [#RELATIVE_TOLERANCE] of the value
/// or below its resolution.
public final class BoundedNewton {

  /// Promised decrease, relative to the value, below which a point is a minimum.
  public static final double RELATIVE_TOLERANCE = 1e-11;

  /// Steps tried before giving up.
  public static final int MAX_ITERATIONS = 100;

  /// Longest step along one variable; the callers' variables are logarithms, for which 1.5 is far.
  private static final double MAX_STEP = 1.5;

  private static final double FIRST_DAMPING = 1e-3;
  private static final double LEAST_DAMPING = 1e-15;
  private static final double MAX_DAMPING = 1e14;
  private static final double RIDGE = 1e-13;

  private final TwiceDifferentiable function;
  private final double[] lower;
  private final double[] upper;
  private final int n;

  private final double[] point;
  private final double[] candidate;
  private final double[] gradient;
  private final double[][] hessian;
  private final double[] step;
  private final double[] scale;
  private final int[] free;
  private int freeCount;
  private final double[][] factor;
  private double value;
  private double agreement;
  private double tolerance;

  /// A minimiser of `function` on lower ≤ x ≤ upper.
  public BoundedNewton(TwiceDifferentiable function, double[] lower, double[] upper) {
    this.function = function;
    this.lower = lower.clone();
    this.upper = upper.clone();
    n = function.dimension();
    point = new double[n];
    candidate = new double[n];
    gradient = new double[n];
    hessian = new double[n][n];
    step = new double[n];
    scale = new double[n];
    free = new int[n];
    factor = new double[n][n];
  }

  /// Descends from `start`, which is first moved into the bounds.
  public Minimum minimise(double[] start) {
    return minimise(start, RELATIVE_TOLERANCE);
  }

  /// Descends from `start`, which is first moved into the bounds, as far as `relativeTolerance`
  /// (instead of [#RELATIVE_TOLERANCE]) asks: for a rough minimum that another descent starts from.
  public Minimum minimise(double[] start, double relativeTolerance) {
    tolerance = relativeTolerance;
    for (int i = 0; i < n; i++) {
      point[i] = clamp(start[i], i);
    }
    value = function.value(point, gradient, hessian);
    double damping = FIRST_DAMPING;
    double growth = 2;
    int iteration = 0;
    while (iteration < MAX_ITERATIONS && damping < MAX_DAMPING && Double.isFinite(value)) {
      findFree();
      if (isMinimum()) {
        return new Minimum(point, value, true, iteration);
      }
      iteration++;
      if (descends(damping)) {
        damping = Math.max(LEAST_DAMPING, damping * Math.clamp(1 - cube(agreement), 0.1, 1));
        growth = 2;
      } else {
        damping *= growth;
        growth *= 2;
      }
    }
    return new Minimum(point, value, false, iteration);
  }

  /// Tries the damped step and takes it if it keeps at least a little of what it promised.
  private boolean descends(double damping) {
    if (!solve(damping)) {
      return false;
    }
    double promised = promisedDecrease();
    if (!(promised > 0)) {
      return false;
    }
    double next = function.value(candidate);
    if (!(value - next > 1e-4 * promised)) {
      return false;
    }
    agreement = 2 * (value - next) / promised - 1;
    System.arraycopy(candidate, 0, point, 0, n);
    value = function.value(point, gradient, hessian);
    return true;
  }

  private static double cube(double x) {
    return x * x * x;
  }

  private double clamp(double x, int i) {
    return Math.clamp(x, lower[i], upper[i]);
  }

  private void findFree() {
    double largest = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, Math.abs(hessian[i][i]));
    }
    freeCount = 0;
    for (int i = 0; i < n; i++) {
      boolean held =
          (point[i] <= lower[i] && gradient[i] >= 0) || (point[i] >= upper[i] && gradient[i] <= 0);
      if (!held && !isUnused(i)) {
        free[freeCount++] = i;
        scale[i] = Math.max(Math.abs(hessian[i][i]), 1e-9 * largest);
      }
    }
  }

  private boolean isUnused(int i) {
    if (gradient[i] != 0) {
      return false;
    }
    for (double h : hessian[i]) {
      if (h != 0) {
        return false;
      }
    }
    return true;
  }

  private boolean isMinimum() {
    if (freeCount == 0) {
      return true;
    }
    if (!solve(RIDGE)) {
      return false;
    }
    double decrement = 0;
    for (int k = 0; k < freeCount; k++) {
      decrement -= step[free[k]] * gradient[free[k]] / 2;
    }
    return decrement <= tolerance * value + function.resolution(value);
  }

  /// Solves (H + damping · scale) step = −gradient over the free variables by Cholesky; false if
  /// not positive definite.
  private boolean solve(double damping) {
    for (int k = 0; k < freeCount; k++) {
      int row = free[k];
      for (int l = 0; l <= k; l++) {
        double sum = hessian[row][free[l]];
        if (l == k) {
          sum += damping * scale[row];
        }
        for (int m = 0; m < l; m++) {
          sum -= factor[k][m] * factor[l][m];
        }
        if (l < k) {
          factor[k][l] = sum / factor[l][l];
        } else if (sum > 0) {
          factor[k][k] = Math.sqrt(sum);
        } else {
          return false;
        }
      }
    }
    Arrays.fill(step, 0);
    for (int k = 0; k < freeCount; k++) {
      double sum = -gradient[free[k]];
      for (int m = 0; m < k; m++) {
        sum -= factor[k][m] * step[free[m]];
      }
      step[free[k]] = sum / factor[k][k];
    }
    for (int k = freeCount - 1; k >= 0; k--) {
      double sum = step[free[k]];
      for (int m = k + 1; m < freeCount; m++) {
        sum -= factor[m][k] * step[free[m]];
      }
      step[free[k]] = sum / factor[k][k];
    }
    return true;
  }

  /// Shortens the step to the longest allowed, cuts it at the bounds, and returns the quadratic
  /// model's decrease.
  private double promisedDecrease() {
    double longest = 0;
    for (double s : step) {
      longest = Math.max(longest, Math.abs(s));
    }
    double shorten = longest > MAX_STEP ? MAX_STEP / longest : 1;
    for (int i = 0; i < n; i++) {
      candidate[i] = clamp(point[i] + shorten * step[i], i);
      step[i] = candidate[i] - point[i];
    }
    double decrease = 0;
    for (int i = 0; i < n; i++) {
      double curvature = 0;
      for (int j = 0; j < n; j++) {
        curvature += hessian[i][j] * step[j];
      }
      decrease -= step[i] * (gradient[i] + curvature / 2);
    }
    return decrease;
  }
}
