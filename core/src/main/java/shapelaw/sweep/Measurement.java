package shapelaw.sweep;

import shapelaw.cost.Compute;
import shapelaw.shape.Shape;

/// A measured loss of a shape at a training compute.
///
/// @param shape what was trained
/// @param compute how much
/// @param loss what came out, finite and > 0
public record Measurement(Shape shape, Compute compute, double loss) {
  public Measurement {
    if (!(loss > 0) || Double.isInfinite(loss)) {
      throw new IllegalArgumentException(
          "loss must be a finite number above 0 but was " + loss + " for " + shape + ".");
    }
  }
}
