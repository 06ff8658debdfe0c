package shapelaw.report.figure;

import static shapelaw.report.figure.SvgElements.line;
import static shapelaw.report.figure.SvgElements.text;
import static shapelaw.report.figure.SvgElements.title;
import static shapelaw.report.figure.SvgElements.translate;

/// Draws one panel as SVG: axes, series in their order, labels on top.
final class PanelDrawing {
  private static final double HALF_CAP = 4;
  private static final double ARROW = 6;

  private final Markup svg;
  private final Theme theme;
  private final Panel panel;
  private final PanelLayout layout;

  PanelDrawing(Markup svg, Theme theme, Panel panel, PanelLayout layout) {
    this.svg = svg;
    this.theme = theme;
    this.panel = panel;
    this.layout = layout;
  }

  /// Draws everything.
  ///
  /// @param id of the clip path, unique in the document
  void draw(String id) {
    if (!panel.title().isEmpty()) {
      title(svg, layout.left(), 22, "start", theme.ink(), 14, panel.title());
    }
    axes();
    svg.open("clipPath", "id", "clip-" + id)
        .empty(
            "rect",
            "x",
            layout.left(),
            "y",
            layout.top(),
            "width",
            layout.right() - layout.left(),
            "height",
            layout.floor() - layout.top())
        .close()
        .newline();
    svg.open("g", "clip-path", "url(#clip-" + id + ")").newline();
    for (Series series : panel.series()) {
      switch (series) {
        case Series.Band b -> band(b);
        case Series.Line l -> polyline(l);
        case Series.Points p -> points(p);
      }
    }
    svg.close();
    labels();
  }

  private void labels() {
    LabelPlacement.of(panel, layout).entrySet().stream()
        .sorted((a, b) -> a.getKey().label().compareTo(b.getKey().label()))
        .forEach(e ->
            text(
                svg,
                e.getValue().textX(layout.px(e.getKey().x())),
                e.getValue().textY(layout.py(e.getKey().y())),
                e.getValue().anchor(),
                theme.ink(),
                e.getKey().label()));
    svg.newline();
  }

  private void axes() {
    double floor = layout.floor();
    for (AxisLayout.Tick tick : layout.x().ticks()) {
      double x = layout.px(tick.value());
      line(svg, x, layout.top(), x, floor, theme.grid(), 1, "");
      text(svg, x, floor + 18, "middle", theme.muted(), tick.text());
    }
    svg.newline();
    for (AxisLayout.Tick tick : layout.y().ticks()) {
      double y = layout.py(tick.value());
      line(svg, layout.left(), y, layout.right(), y, theme.grid(), 1, "");
      text(svg, layout.left() - 8, y + 4, "end", theme.muted(), tick.text());
    }
    svg.newline();
    line(svg, layout.left(), floor, layout.right(), floor, theme.muted(), 1, "");
    line(svg, layout.left(), layout.top(), layout.left(), floor, theme.muted(), 1, "");
    text(
        svg,
        (layout.left() + layout.right()) / 2,
        layout.height() - 12,
        "middle",
        theme.ink(),
        panel.x().label());
    if (!panel.y().label().isEmpty()) {
      String turned = translate(14, (layout.top() + floor) / 2) + " rotate(-90)";
      svg.leaf(
          "text",
          panel.y().label(),
          "transform",
          turned,
          "text-anchor",
          "middle",
          "fill",
          theme.ink());
    }
    svg.newline();
  }

  private void band(Series.Band band) {
    if (band.slices().isEmpty()) {
      return;
    }
    var path = new StringBuilder();
    for (Series.Slice s : band.slices()) {
      append(path, layout.px(s.x()), layout.py(s.high()));
    }
    for (Series.Slice s : band.slices().reversed()) {
      append(path, layout.px(s.x()), layout.py(s.low()));
    }
    svg.empty("path", "d", path + "Z", "fill", theme.color(band.tone()), "fill-opacity", "0.18")
        .newline();
  }

  private void polyline(Series.Line line) {
    if (line.vertices().isEmpty()) {
      return;
    }
    var path = new StringBuilder();
    for (Series.Vertex v : line.vertices()) {
      append(path, layout.px(v.x()), layout.py(v.y()));
    }
    svg.empty(
            "path",
            "d",
            path,
            "fill",
            "none",
            "stroke",
            theme.color(line.tone()),
            "stroke-width",
            "2",
            "stroke-linejoin",
            "round",
            "stroke-dasharray",
            line.stroke().dashes())
        .newline();
  }

  private static void append(StringBuilder path, double x, double y) {
    path.append(path.isEmpty() ? "M" : "L")
        .append(Markup.pixels(x))
        .append(' ')
        .append(Markup.pixels(y));
  }

  /// A bar's end: a cap, or where it lies beyond the panel an arrowhead at the edge.
  private void endAlongX(double x, double y, String color) {
    double shown = Math.clamp(x, layout.left(), layout.right());
    double back = shown + Math.clamp(shown - x, -ARROW, ARROW);
    line(svg, back, y - HALF_CAP, shown, shown == x ? y + HALF_CAP : y, color, 2, "");
    if (shown != x) {
      line(svg, back, y + HALF_CAP, shown, y, color, 2, "");
    }
  }

  private void endAlongY(double x, double y, String color) {
    double shown = Math.clamp(y, layout.top(), layout.floor());
    double back = shown + Math.clamp(shown - y, -ARROW, ARROW);
    line(svg, x - HALF_CAP, back, shown == y ? x + HALF_CAP : x, shown, color, 2, "");
    if (shown != y) {
      line(svg, x + HALF_CAP, back, x, shown, color, 2, "");
    }
  }

  private void points(Series.Points series) {
    for (Point p : series.points()) {
      String color = theme.color(p.tone().orElse(series.tone()));
      double x = layout.px(p.x());
      double y = layout.py(p.y());
      p.xSpan()
          .ifPresent(s -> {
            line(svg, layout.px(s.low()), y, layout.px(s.high()), y, color, 2, "");
            endAlongX(layout.px(s.low()), y, color);
            endAlongX(layout.px(s.high()), y, color);
          });
      p.ySpan()
          .ifPresent(s -> {
            line(svg, x, layout.py(s.low()), x, layout.py(s.high()), color, 2, "");
            endAlongY(x, layout.py(s.low()), color);
            endAlongY(x, layout.py(s.high()), color);
          });
      svg.append(Markers.draw(series.marker(), x, y, color, theme.background())).newline();
    }
  }
}
