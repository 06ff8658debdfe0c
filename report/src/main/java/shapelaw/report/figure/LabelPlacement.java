package shapelaw.report.figure;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Puts the texts of points where they cover neither each other nor a point: greedily, the first
/// free of eight sides.
final class LabelPlacement {

  /// A side of a point.
  enum Side {
    RIGHT("middle right", 1, 0),
    LEFT("middle left", -1, 0),
    ABOVE("top center", 0, -1),
    BELOW("bottom center", 0, 1),
    ABOVE_RIGHT("top right", 1, -1),
    BELOW_RIGHT("bottom right", 1, 1),
    ABOVE_LEFT("top left", -1, -1),
    BELOW_LEFT("bottom left", -1, 1);

    private final String plotlyPosition;
    private final int right;
    private final int down;

    Side(String plotlyPosition, int right, int down) {
      this.plotlyPosition = plotlyPosition;
      this.right = right;
      this.down = down;
    }

    /// The same side in plotly's words.
    String plotlyPosition() {
      return plotlyPosition;
    }

    /// SVG text-anchor.
    String anchor() {
      return right > 0 ? "start" : right < 0 ? "end" : "middle";
    }

    double textX(double x) {
      return x + right * (down == 0 ? GAP : GAP - 2);
    }

    /// The text's baseline.
    double textY(double y) {
      return y + down * GAP + (down == 0 ? 4 : down > 0 ? 9 : 0);
    }
  }

  private record Box(double left, double top, double right, double bottom) {
    boolean overlaps(Box other) {
      return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
  }

  private static final double GAP = 9;
  private static final double POINT_RADIUS = 5;

  private LabelPlacement() {}

  /// The side of each labelled point, by identity; a point whose text finds no room is left out and
  /// shows its text on hover only.
  static Map<Point, Side> of(Panel panel, PanelLayout layout) {
    List<Point> points = panel.points().toList();
    var taken = new ArrayList<Box>();
    for (Point p : points) {
      double x = layout.px(p.x());
      double y = layout.py(p.y());
      taken.add(new Box(x - POINT_RADIUS, y - POINT_RADIUS, x + POINT_RADIUS, y + POINT_RADIUS));
    }
    var sides = new IdentityHashMap<Point, Side>();
    for (Point p : points.reversed()) { // what is drawn last matters most
      if (p.label().isEmpty()) {
        continue;
      }
      for (Side side : Side.values()) {
        Box box = box(p, side, layout);
        if (inside(box, layout) && taken.stream().noneMatch(box::overlaps)) {
          taken.add(box);
          sides.put(p, side);
          break;
        }
      }
    }
    return sides;
  }

  private static Box box(Point p, Side side, PanelLayout layout) {
    double width = PanelLayout.textWidth(p.label());
    double x = side.textX(layout.px(p.x()));
    double baseline = side.textY(layout.py(p.y()));
    double left =
        switch (side.anchor()) {
          case "start" -> x;
          case "end" -> x - width;
          default -> x - width / 2;
        };
    return new Box(left, baseline - 10, left + width, baseline + 3);
  }

  private static boolean inside(Box box, PanelLayout layout) {
    return box.left >= layout.left()
        && box.right <= layout.right() + 4
        && box.top >= layout.top()
        && box.bottom <= layout.floor();
  }
}
