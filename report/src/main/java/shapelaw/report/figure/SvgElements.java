package shapelaw.report.figure;

import java.util.Locale;

/// The few SVG elements that figures are made of.
final class SvgElements {

  private SvgElements() {}

  /// A straight line.
  ///
  /// @param dashes dash pattern, empty for none
  static void line(
      Markup svg,
      double x1,
      double y1,
      double x2,
      double y2,
      String color,
      int thickness,
      String dashes) {
    svg.empty(
        "line",
        "x1",
        x1,
        "y1",
        y1,
        "x2",
        x2,
        "y2",
        y2,
        "stroke",
        color,
        "stroke-width",
        thickness,
        "stroke-dasharray",
        dashes);
  }

  /// Text in the ordinary size.
  static void text(Markup svg, double x, double y, String anchor, String color, String content) {
    svg.leaf("text", content, "x", x, "y", y, "text-anchor", anchor, "fill", color);
  }

  /// A title.
  static void title(
      Markup svg, double x, double y, String anchor, String color, int size, String content) {
    svg.leaf(
        "text",
        content,
        "x",
        x,
        "y",
        y,
        "text-anchor",
        anchor,
        "fill",
        color,
        "font-size",
        size,
        "font-weight",
        "600");
  }

  /// SVG transform that moves the origin.
  static String translate(double x, double y) {
    return String.format(Locale.ROOT, "translate(%s %s)", Markup.pixels(x), Markup.pixels(y));
  }
}
