package shapelaw.cost;

import java.time.Duration;

/// How fast a device is, as measured; a FLOP counts the same in every shape.
///
/// Real devices are slower on small models and on sizes that are no multiple of their units, so
/// that the speed should be measured on models like those that are asked for.
///
/// @param flopsPerSecond FLOPs a second, finite and > 0
public record Device(double flopsPerSecond) {
  public Device {
    if (!(flopsPerSecond > 0) || Double.isInfinite(flopsPerSecond)) {
      throw new IllegalArgumentException(
          "FLOPs a second must be a finite number above 0 but was " + flopsPerSecond + ".");
    }
  }

  /// Training compute that a time pays for: t = time · flopsPerSecond / 3, since a training step
  /// costs three forward passes.
  public Compute trainingCompute(Duration time) {
    return Compute.ofTrainingFlops(flopsPerSecond * time.toMillis() / 1e3);
  }

  /// FLOPs of a forward pass that takes `seconds`.
  public double forwardFlops(double seconds) {
    return flopsPerSecond * seconds;
  }
}
