package shapelaw.law;

/// One measured loss along one dimension.
///
/// @param x size along the dimension, > 0
/// @param compute training compute t in forward GFLOPs, > 0
/// @param loss measured loss f(x, t), > 0 and finite
public record Observation(double x, double compute, double loss) {
  public Observation {
    positive("x", x);
    positive("compute", compute);
    positive("loss", loss);
  }

  private static void positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          name + " must be a finite number above 0 but was " + value + ".");
    }
  }
}
