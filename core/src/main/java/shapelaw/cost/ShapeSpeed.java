package shapelaw.cost;

import java.util.OptionalDouble;
import shapelaw.shape.HeadedShape;

/// How fast a device was with one shape.
///
/// @param shape what was trained
/// @param imagesPerSecond training throughput, finite and > 0; examples of whatever kind
/// @param latencySeconds of one forward pass of one image, if it was measured
/// @param spread of the throughput over the rounds of its measurement, relative: half of what lies
///   between the quartiles; empty if it is not known
public record ShapeSpeed(
    HeadedShape shape,
    double imagesPerSecond,
    OptionalDouble latencySeconds,
    OptionalDouble spread) {

  public ShapeSpeed {
    requireFiniteAboveZero("images a second", imagesPerSecond);
    latencySeconds.ifPresent(seconds -> requireFiniteAboveZero("latency", seconds));
    spread.ifPresent(share -> {
      if (!(share >= 0) || Double.isInfinite(share)) {
        throw new IllegalArgumentException(
            "the spread of a throughput must be a finite number of at least 0 but was "
                + share
                + ".");
      }
    });
  }

  private static void requireFiniteAboveZero(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          what + " must be a finite number above 0 but was " + value + ".");
    }
  }
}
