package shapelaw.report.figure;

import java.util.Optional;

/// A point with its uncertainty.
///
/// @param x along the x axis
/// @param y along the y axis
/// @param xSpan interval in x, drawn as a bar
/// @param ySpan interval in y, drawn as a bar
/// @param label text drawn beside it, empty for none
/// @param hover text shown when pointed at; lines are separated by `\n`
/// @param tone colour of this point alone; empty for the series' own
public record Point(
    double x,
    double y,
    Optional<Span> xSpan,
    Optional<Span> ySpan,
    String label,
    String hover,
    Optional<Tone> tone) {
  public Point {
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new IllegalArgumentException("a point must be finite but was (" + x + ", " + y + ").");
    }
  }

  /// A bare point.
  public static Point at(double x, double y) {
    return new Point(x, y, Optional.empty(), Optional.empty(), "", "", Optional.empty());
  }

  /// The same point with an interval in x.
  public Point withXSpan(Span span) {
    return new Point(x, y, Optional.of(span), ySpan, label, hover, tone);
  }

  /// The same point with an interval in y.
  public Point withYSpan(Span span) {
    return new Point(x, y, xSpan, Optional.of(span), label, hover, tone);
  }

  /// The same point with a text beside it.
  public Point withLabel(String text) {
    return new Point(x, y, xSpan, ySpan, text, hover, tone);
  }

  /// The same point with a text to show when pointed at.
  public Point withHover(String text) {
    return new Point(x, y, xSpan, ySpan, label, text, tone);
  }

  /// The same point in a colour of its own.
  public Point withTone(Tone own) {
    return new Point(x, y, xSpan, ySpan, label, hover, Optional.of(own));
  }
}
