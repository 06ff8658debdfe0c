package shapelaw.law;

/// Within which the exponents a, b and c are sought. A power law with an exponent outside of these
/// cannot be told from a constant or from a wall on any grid that a sweep could afford.
final class ExponentBounds {

  static final double LEAST = 0.01;
  static final double GREATEST = 5;

  /// An exponent this near to a bound (factor) is reported as lying on it.
  private static final double NEAR = 1.001;

  private ExponentBounds() {}

  static boolean atBound(double exponent) {
    return exponent <= LEAST * NEAR || exponent >= GREATEST / NEAR;
  }
}
