package shapelaw.report.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.Function;

/// Turns panels into the data and layout of plotly.js, as maps ready for JSON. Colours are names of the page's
/// style-sheet variables, which the page's script resolves, so that light and dark follow the reader.
public final class PlotlyRenderer {
  private static final Theme THEME = Theme.PAGE;

  private PlotlyRenderer() {}

  /// Data and layout of every panel.
  public static List<Map<String, Object>> panels(Figure figure) {
    return figure.panels().stream()
        .map(p -> panel(p, SvgRenderer.panelWidth(figure), SvgRenderer.panelHeight(figure)))
        .toList();
  }

  private static Map<String, Object> panel(Panel panel, double width, double height) {
    PanelLayout layout = PanelLayout.of(panel, width, height);
    Map<Point, LabelPlacement.Side> sides = LabelPlacement.of(panel, layout);
    var traces = new ArrayList<Map<String, Object>>();
    for (Series series : panel.series()) {
      switch (series) {
        case Series.Points p -> traces.add(points(p, panel, sides));
        case Series.Line l -> traces.add(line(l, panel));
        case Series.Band b -> traces.addAll(band(b));
      }
    }
    var axes = new LinkedHashMap<String, Object>();
    axes.put("title", panel.title());
    axes.put("height", height);
    axes.put("x", axis(panel.x(), layout.x()));
    axes.put("y", axis(panel.y(), layout.y()));
    axes.put("traces", traces);
    return axes;
  }

  private static Map<String, Object> axis(Axis axis, AxisLayout layout) {
    return Map.of(
        "label", axis.label(),
        "type", layout.scale() == Scale.LOG ? "log" : "linear",
        "range", List.of(round(layout.low()), round(layout.high())),
        "values", layout.ticks().stream().map(AxisLayout.Tick::value).toList(),
        "texts", layout.ticks().stream().map(AxisLayout.Tick::text).toList(),
        "named", axis instanceof Axis.Categories);
  }

  private static Map<String, Object> trace(Series series) {
    var trace = new LinkedHashMap<String, Object>();
    trace.put("type", "scatter");
    trace.put("name", series.name());
    return trace;
  }

  private static Map<String, Object> points(
      Series.Points series, Panel panel, Map<Point, LabelPlacement.Side> sides) {
    List<Point> points = series.points();
    Map<String, Object> trace = trace(series);
    boolean labelled = points.stream().anyMatch(sides::containsKey);
    trace.put("mode", labelled ? "markers+text" : "markers");
    trace.put("x", numbers(points, Point::x));
    trace.put("y", numbers(points, Point::y));
    trace.put("hovertemplate", "%{hovertext}<extra></extra>");
    trace.put("hovertext", points.stream().map(p -> hover(p, series, panel)).toList());
    List<String> colors =
        points.stream().map(p -> THEME.color(p.tone().orElse(series.tone()))).toList();
    boolean oneColor = colors.stream().distinct().count() <= 1;
    trace.put(
        "marker",
        Map.of(
            "symbol", series.marker().plotlySymbol(),
            "size", series.marker() == Marker.STAR ? 16 : series.marker() == Marker.BAR ? 18 : 9,
            "color", oneColor ? THEME.color(own(series)) : colors,
            "line",
                series.marker().open()
                    ? Map.of("width", series.marker() == Marker.BAR ? 3 : 2, "color", oneColor ? THEME.color(own(series)) : colors)
                    : Map.of("width", 0.8, "color", THEME.background())));
    if (labelled) {
      trace.put(
          "text", points.stream().map(p -> sides.containsKey(p) ? plotlyText(p.label()) : "").toList());
      trace.put(
          "textposition",
          points.stream()
              .map(p -> sides.getOrDefault(p, LabelPlacement.Side.RIGHT).plotlyPosition())
              .toList());
    }
    spans(points, Point::x, Point::xSpan).ifPresent(e -> trace.put("error_x", bars(e, own(series))));
    spans(points, Point::y, Point::ySpan).ifPresent(e -> trace.put("error_y", bars(e, own(series))));
    return trace;
  }

  private static Tone own(Series.Points series) {
    return series.points().isEmpty()
        ? series.tone()
        : series.points().getFirst().tone().orElse(series.tone());
  }

  private static Optional<Map<String, Object>> spans(
      List<Point> points, ToDoubleFunction<Point> value, Function<Point, Optional<Span>> span) {
    if (points.stream().noneMatch(p -> span.apply(p).isPresent())) {
      return Optional.empty();
    }
    return Optional.of(
        Map.of(
            "up",
            numbers(
                points,
                p -> span.apply(p).map(s -> s.high() - value.applyAsDouble(p)).orElse(0.0)),
            "down",
            numbers(
                points,
                p -> span.apply(p).map(s -> value.applyAsDouble(p) - s.low()).orElse(0.0))));
  }

  private static Map<String, Object> bars(Map<String, Object> ends, Tone tone) {
    return Map.of(
        "type", "data",
        "symmetric", false,
        "array", ends.get("up"),
        "arrayminus", ends.get("down"),
        "color", THEME.color(tone),
        "thickness", 2,
        "width", 4);
  }

  private static Map<String, Object> line(Series.Line line, Panel panel) {
    Map<String, Object> trace = trace(line);
    trace.put("mode", "lines");
    trace.put("x", line.vertices().stream().map(v -> round(v.x())).toList());
    trace.put("y", line.vertices().stream().map(v -> round(v.y())).toList());
    trace.put(
        "line",
        Map.of("color", THEME.color(line.tone()), "width", 2, "dash", line.stroke().plotlyDash()));
    if (line.name().isEmpty()) {
      trace.put("hoverinfo", "skip");
    } else {
      trace.put(
          "hovertemplate",
          "<b>%s</b><br>%s %%{x:.4r}<br>%s %%{y:.4r}<extra></extra>"
              .formatted(
                  plotlyText(line.name()),
                  plotlyText(panel.x().label()),
                  plotlyText(panel.y().label())));
    }
    return trace;
  }

  /// Plotly fills up to the trace before, so a band is its lower edge followed by its upper one.
  private static List<Map<String, Object>> band(Series.Band band) {
    Map<String, Object> lower = edge(band, Series.Slice::low);
    Map<String, Object> upper = edge(band, Series.Slice::high);
    upper.put("fill", "tonexty");
    upper.put("fillcolor", THEME.color(band.tone()));
    return List.of(lower, upper);
  }

  private static Map<String, Object> edge(
      Series.Band band, ToDoubleFunction<Series.Slice> height) {
    Map<String, Object> trace = trace(band);
    trace.put("mode", "lines");
    trace.put("hoverinfo", "skip");
    trace.put("x", band.slices().stream().map(s -> round(s.x())).toList());
    trace.put("y", band.slices().stream().map(s -> round(height.applyAsDouble(s))).toList());
    trace.put("line", Map.of("width", 0, "color", THEME.color(band.tone())));
    return trace;
  }

  private static String hover(Point p, Series.Points series, Panel panel) {
    String body =
        p.hover().isEmpty()
            ? panel.x().label()
                + " "
                + Numbers.significant(p.x(), 4)
                + "\n"
                + panel.y().label()
                + " "
                + Numbers.significant(p.y(), 4)
            : p.hover();
    String title = series.name().isEmpty() ? "" : "<b>" + plotlyText(series.name()) + "</b><br>";
    return title + plotlyText(body).replace("\n", "<br>");
  }

  /// Plotly reads a little HTML in its texts, and its own templates; neither may come from data.
  private static String plotlyText(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("%{", "% {");
  }

  private static List<Double> numbers(List<Point> points, ToDoubleFunction<Point> value) {
    return points.stream().map(p -> round(value.applyAsDouble(p))).toList();
  }

  /// Six significant digits: more than a screen resolves, and a third of the bytes.
  private static double round(double value) {
    return value == 0 || !Double.isFinite(value)
        ? value
        : new java.math.BigDecimal(value)
            .round(new java.math.MathContext(6))
            .doubleValue();
  }
}
