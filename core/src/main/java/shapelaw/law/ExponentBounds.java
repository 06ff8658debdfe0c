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
    return atLower(exponent) || atUpper(exponent);
  }

  private static boolean atLower(double exponent) {
    return exponent <= LEAST * NEAR;
  }

  private static boolean atUpper(double exponent) {
    return exponent >= GREATEST / NEAR;
  }

  /// The least that a fitted exponent may be: 0 if the data do not tell it or it ran into the lower
  /// bound.
  static double least(double exponent, boolean told) {
    return told && !atLower(exponent) ? exponent : 0;
  }

  /// The greatest that a fitted exponent may be: infinite if the data do not tell it or it ran into
  /// the upper bound.
  static double greatest(double exponent, boolean told) {
    return told && !atUpper(exponent) ? exponent : Double.POSITIVE_INFINITY;
  }
}
