package shapelaw.report.figure;

import java.util.List;

/// Something drawn in a panel. Series of one name share a legend entry; an empty name has none.
public sealed interface Series {

  /// Name in the legend.
  String name();

  /// Colour.
  Tone tone();

  /// Separate points.
  ///
  /// @param name in the legend
  /// @param tone colour
  /// @param marker form
  /// @param points the points
  record Points(String name, Tone tone, Marker marker, List<Point> points) implements Series {
    public Points {
      points = List.copyOf(points);
    }
  }

  /// A line through vertices in their given order.
  ///
  /// @param name in the legend
  /// @param tone colour
  /// @param stroke solid or broken
  /// @param vertices its corners
  record Line(String name, Tone tone, Stroke stroke, List<Vertex> vertices) implements Series {
    public Line {
      vertices = List.copyOf(vertices);
    }
  }

  /// The area between two curves.
  ///
  /// @param name in the legend
  /// @param tone colour, drawn translucent
  /// @param slices its height at ascending x
  record Band(String name, Tone tone, List<Slice> slices) implements Series {
    public Band {
      slices = List.copyOf(slices);
    }
  }

  /// A corner of a line.
  ///
  /// @param x along the x axis
  /// @param y along the y axis
  record Vertex(double x, double y) {}

  /// The height of a band at one x.
  ///
  /// @param x along the x axis
  /// @param low lower edge
  /// @param high upper edge
  record Slice(double x, double low, double high) {}
}
