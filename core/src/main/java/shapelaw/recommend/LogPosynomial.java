package shapelaw.recommend;

import java.util.List;
import shapelaw.cost.Posynomial;

/// ln p(e^u) of a posynomial p with its derivatives in u: the logarithm of a sum of exponentials of
/// linear functions, which is convex.
final class LogPosynomial {

  private final double[] logCoefficients;
  private final double[][] powers;
  private final double[] weights;

  /// @param formula not zero
  /// @param dimensions names of the variables, in the order of u
  LogPosynomial(Posynomial formula, List<String> dimensions) {
    int terms = formula.terms().size();
    logCoefficients = new double[terms];
    powers = new double[terms][dimensions.size()];
    weights = new double[terms];
    for (int i = 0; i < terms; i++) {
      Posynomial.Monomial term = formula.terms().get(i);
      logCoefficients[i] = Math.log(term.coefficient());
      for (int k = 0; k < dimensions.size(); k++) {
        powers[i][k] = term.powers().getOrDefault(dimensions.get(k), 0);
      }
    }
  }

  /// ln p, which also prepares the derivatives at `u`.
  double value(double[] u) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < weights.length; i++) {
      double log = logCoefficients[i];
      for (int k = 0; k < u.length; k++) {
        log += powers[i][k] * u[k];
      }
      weights[i] = log;
      largest = Math.max(largest, log);
    }
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp(weights[i] - largest);
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return largest + Math.log(sum);
  }

  /// ln p with gradient Σ ω e and Hessian Σ ω e eᵀ − g gᵀ, ω the terms' shares, e their powers.
  double value(double[] u, double[] gradient, double[][] hessian) {
    double value = value(u);
    for (int k = 0; k < u.length; k++) {
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        sum += weights[i] * powers[i][k];
      }
      gradient[k] = sum;
    }
    for (int k = 0; k < u.length; k++) {
      for (int l = 0; l <= k; l++) {
        double sum = -gradient[k] * gradient[l];
        for (int i = 0; i < weights.length; i++) {
          sum += weights[i] * powers[i][k] * powers[i][l];
        }
        hessian[k][l] = sum;
        hessian[l][k] = sum;
      }
    }
    return value;
  }
}
