package shapelaw.law.curve;

/// The logistic function and its integral, for any argument without overflow.
final class Logistic {

  private Logistic() {}

  /// σ(u) = 1 / (1 + e^(−u)).
  static double sigma(double u) {
    return 1 / (1 + Math.exp(-u));
  }

  /// ln(1 + e^u) = −ln σ(−u).
  static double softplus(double u) {
    return Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));
  }
}
