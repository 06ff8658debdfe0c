package shapelaw.law;

/// How much a measured loss scatters around the law.
///
/// @param relative standard deviation as a fraction of the loss, ≥ 0
/// @param degreesOfFreedom on how many residuals beyond the parameters that estimate rests; 0 if it
///   was given, not estimated
public record Noise(double relative, int degreesOfFreedom) {
  public Noise {
    if (!(relative >= 0) || Double.isInfinite(relative)) {
      throw new IllegalArgumentException(
          "noise must be a finite fraction of the loss, at least 0, but was " + relative + ".");
    }
    if (degreesOfFreedom < 0) {
      throw new IllegalArgumentException(
          "degrees of freedom must not be negative but were " + degreesOfFreedom + ".");
    }
  }
}
