package shapelaw.report.figure;

/// A closed range of values.
///
/// @param low its lower end, ≤ high
/// @param high its upper end
public record Span(double low, double high) {
  public Span {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "low must not exceed high but they were " + low + " and " + high + ".");
    }
  }
}
