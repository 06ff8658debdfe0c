package shapelaw.law.curve;

import java.util.Arrays;

/// Derivatives of the logarithm of a sum, excess + limit, from those of ln excess.
final class LogSum {

  private LogSum() {}

  /// Sets all to zero, for a law to fill in what is not.
  static void clear(double[] gradient, double[][] hessian) {
    Arrays.fill(gradient, 0);
    for (double[] row : hessian) {
      Arrays.fill(row, 0);
    }
  }

  /// ln(excess + limit). With q = excess / (excess + limit) and d = ∇ ln excess − ∇ ln limit, its
  /// gradient is q ∇ ln excess + (1 − q) ∇ ln limit, and its Hessian q ∇² ln excess + q (1 − q) d
  /// dᵀ.
  ///
  /// @param index of the limit among the parameters; the excess does not depend on it
  /// @param gradient of ln excess by the parameters' logarithms, then that of the sum
  /// @param hessian likewise, its lower triangle
  static double withLimit(
      double logExcess, double logLimit, int index, double[] gradient, double[][] hessian) {
    double greater = Math.max(logExcess, logLimit);
    double difference = logExcess - logLimit;
    double sum = greater + Math.log1p(Math.exp(-Math.abs(difference)));
    double q = Logistic.sigma(difference);
    double rest = Logistic.sigma(-difference);
    gradient[index] = -1;
    for (int i = 0; i < gradient.length; i++) {
      for (int j = 0; j <= i; j++) {
        hessian[i][j] = q * hessian[i][j] + q * rest * gradient[i] * gradient[j];
      }
    }
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] *= q;
    }
    gradient[index] = rest;
    return sum;
  }
}
