package shapelaw.numerics;

/// Where a minimisation ended.
public final class Minimum {

  private final double[] point;
  private final double value;
  private final boolean converged;
  private final int iterations;

  Minimum(double[] point, double value, boolean converged, int iterations) {
    this.point = point.clone();
    this.value = value;
    this.converged = converged;
    this.iterations = iterations;
  }

  /// The last point; a copy.
  public double[] point() {
    return point.clone();
  }

  /// The function there.
  public double value() {
    return value;
  }

  /// True if no step within the bounds promises a further decrease.
  public boolean converged() {
    return converged;
  }

  /// Newton steps tried.
  public int iterations() {
    return iterations;
  }
}
