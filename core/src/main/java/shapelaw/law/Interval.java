package shapelaw.law;

/// An estimate with its interval.
///
/// @param low lower end, ≤ high
/// @param estimate the point estimate; may lie outside the interval when a fit is skewed
/// @param high upper end
/// @param level nominal coverage in (0, 1), for example 0.95
public record Interval(double low, double estimate, double high, double level) {
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "low must not exceed high but they were " + low + " and " + high + ".");
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level must be in (0, 1) but was " + level + ".");
    }
  }

  /// True if `value` lies in the closed interval.
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /// high − low.
  public double width() {
    return high - low;
  }

  @Override
  public String toString() {
    return "%.4g [%.4g, %s]"
        .formatted(estimate, low, Double.isInfinite(high) ? "∞" : "%.4g".formatted(high));
  }
}
