package shapelaw.report.figure;

/// Where a panel's parts lie, in pixels from its upper left corner.
///
/// @param width of the whole panel
/// @param height of the whole panel
/// @param left room for the y axis' texts
/// @param top room for the title
/// @param bottom room for the x axis' texts
/// @param x horizontal axis
/// @param y vertical axis
record PanelLayout(
    double width,
    double height,
    double left,
    double top,
    double bottom,
    AxisLayout x,
    AxisLayout y) {

  /// Font size of ticks, labels and legends.
  static final double FONT_SIZE = 12.5;

  private static final double RIGHT = 14;
  private static final double MEAN_CHARACTER_WIDTH = 0.58;
  private static final double PIXELS_A_TICK = 34;
  private static final double TICK_GAP = 14;

  /// Lays out `panel` in a box.
  static PanelLayout of(Panel panel, double width, double height) {
    double top = panel.title().isEmpty() ? 12 : 34;
    double bottom = 52;
    AxisLayout y =
        AxisLayout.of(
            panel.y(),
            panel.yEssential(),
            panel.yUncertain(),
            (int) ((height - top - bottom) / PIXELS_A_TICK));
    if (panel.y() instanceof Axis.Categories) {
      y = y.reversed(); // the first category on top
    }
    double labels = y.ticks().stream().mapToDouble(t -> textWidth(t.text())).max().orElse(0);
    double left = labels + 12 + (panel.y().label().isEmpty() ? 0 : 22);
    AxisLayout x = horizontal(panel, width - left - RIGHT);
    return new PanelLayout(width, height, left, top, bottom, x, y);
  }

  /// As many ticks as find room beside each other.
  private static AxisLayout horizontal(Panel panel, double plotWidth) {
    AxisLayout x = AxisLayout.of(panel.x(), panel.xEssential(), panel.xUncertain(), 12);
    for (int most = 11; most >= 2 && overlaps(x, plotWidth); most--) {
      x = AxisLayout.of(panel.x(), panel.xEssential(), panel.xUncertain(), most);
    }
    return x;
  }

  private static boolean overlaps(AxisLayout x, double plotWidth) {
    double end = Double.NEGATIVE_INFINITY;
    for (AxisLayout.Tick tick : x.ticks()) {
      double middle = x.fraction(tick.value()) * plotWidth;
      double half = textWidth(tick.text()) / 2;
      if (middle - half < end) {
        return true;
      }
      end = middle + half + TICK_GAP;
    }
    return false;
  }

  /// Estimated width of a text; a font is only known where it is drawn.
  static double textWidth(String text) {
    return MEAN_CHARACTER_WIDTH * FONT_SIZE * text.codePointCount(0, text.length());
  }

  double right() {
    return width - RIGHT;
  }

  double floor() {
    return height - bottom;
  }

  /// Horizontal position of a value.
  double px(double value) {
    return left + x.fraction(value) * (right() - left);
  }

  /// Vertical position of a value.
  double py(double value) {
    return floor() - y.fraction(value) * (floor() - top);
  }
}
