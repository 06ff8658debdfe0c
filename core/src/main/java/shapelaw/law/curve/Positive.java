package shapelaw.law.curve;

/// The demand that a law's parameter be positive.
final class Positive {

  private Positive() {}

  static void require(String parameter, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          parameter + " must be positive and finite but was " + value + ".");
    }
  }
}
