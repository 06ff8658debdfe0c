package shapelaw.report.figure;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Draws markers around a centre.
final class Markers {
  private static final double RADIUS = 4.5;
  private static final double STAR_RADIUS = 8.5;
  private static final double STAR_INNER_SHARE = 0.42;

  private Markers() {}

  /// The marker as one SVG element.
  ///
  /// @param color of its area, or of its outline if it is open
  /// @param background what an open marker is filled with
  static Markup draw(Marker marker, double x, double y, String color, String background) {
    var svg = new Markup();
    String fill = marker.open() ? background : color;
    String stroke = marker.open() ? color : background;
    String thickness = marker.open() ? "1.8" : "0.8";
    switch (marker) {
      case CIRCLE, CIRCLE_OPEN ->
          svg.empty(
              "circle",
              "cx",
              x,
              "cy",
              y,
              "r",
              RADIUS,
              "fill",
              fill,
              "stroke",
              stroke,
              "stroke-width",
              thickness);
      case BAR ->
          svg.empty(
              "line",
              "x1",
              x,
              "y1",
              y - 2 * RADIUS,
              "x2",
              x,
              "y2",
              y + 2 * RADIUS,
              "stroke",
              color,
              "stroke-width",
              "3");
      default ->
          svg.empty(
              "polygon",
              "points",
              corners(marker, x, y),
              "fill",
              fill,
              "stroke",
              stroke,
              "stroke-width",
              thickness);
    }
    return svg;
  }

  private static String corners(Marker marker, double x, double y) {
    return switch (marker) {
      case SQUARE, SQUARE_OPEN -> regular(4, x, y, RADIUS * 1.3, RADIUS * 1.3, 0.5);
      case DIAMOND, DIAMOND_OPEN -> regular(4, x, y, RADIUS * 1.35, RADIUS * 1.35, 0);
      case TRIANGLE -> regular(3, x, y + 1, RADIUS * 1.3, RADIUS * 1.3, 0);
      case STAR -> regular(10, x, y, STAR_RADIUS, STAR_RADIUS * STAR_INNER_SHARE, 0);
      case CIRCLE, CIRCLE_OPEN, BAR ->
          throw new IllegalArgumentException(marker + " has no corners.");
    };
  }

  /// Corners at even angles, at two radii in turn, the first straight up after a turn of `turn`
  /// steps.
  private static String regular(
      int count, double x, double y, double even, double odd, double turn) {
    return IntStream.range(0, count)
        .mapToObj(i -> {
          double angle = 2 * Math.PI * (i + turn) / count;
          double radius = i % 2 == 0 ? even : odd;
          return Markup.pixels(x + radius * Math.sin(angle))
              + ","
              + Markup.pixels(y - radius * Math.cos(angle));
        })
        .collect(Collectors.joining(" "));
  }
}
