package shapelaw.report.figure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// Turns panels into what the page's script hands to plotly.js, as maps ready for JSON.
///
/// Positions are already on their axes' scales (log10 on a log axis), since plotly does not let a
/// log axis choose its ticks; the script labels them. Colours are names of the page's style-sheet
/// variables, which the script resolves, so that light and dark follow the reader.
public final class PlotlyRenderer {
  private static final Theme THEME = Theme.PAGE;

  /// Width of one of several panels side by side in the page.
  private static final double PANEL_WIDTH = 340;

  private final Panel panel;
  private final PanelLayout layout;
  private final Map<Point, LabelPlacement.Side> sides;

  private PlotlyRenderer(Panel panel, double width, double height) {
    this.panel = panel;
    this.layout = PanelLayout.of(panel, width, height);
    this.sides = LabelPlacement.of(panel, layout);
  }

  /// Every panel of a figure.
  public static List<Map<String, Object>> panels(Figure figure) {
    double width = figure.panels().size() == 1 ? SvgRenderer.panelWidth(figure) : PANEL_WIDTH;
    return figure.panels().stream()
        .map(p -> new PlotlyRenderer(p, width, SvgRenderer.panelHeight(figure)).panel())
        .toList();
  }

  private Map<String, Object> panel() {
    var traces = new ArrayList<Map<String, Object>>();
    for (Series series : panel.series()) {
      switch (series) {
        case Series.Points p -> traces.add(points(p));
        case Series.Line l -> traces.add(line(l));
        case Series.Band b -> traces.addAll(band(b));
      }
    }
    return Map.of(
        "title", plotlyText(panel.title()),
        "height", layout.height(),
        "x", axis(panel.x(), layout.x()),
        "y", axis(panel.y(), layout.y()),
        "traces", traces);
  }

  private static Map<String, Object> axis(Axis axis, AxisLayout layout) {
    List<String> names =
        switch (axis) {
          case Axis.Categories c -> c.names().stream().map(PlotlyRenderer::plotlyText).toList();
          case Axis.Numeric _ -> List.of();
        };
    return Map.of(
        "label",
        plotlyText(axis.label()),
        "log",
        layout.scale() == Scale.LOG,
        "range",
        List.of(round(layout.low()), round(layout.high())),
        "names",
        names);
  }

  private static Map<String, Object> trace(Series series) {
    var trace = new LinkedHashMap<String, Object>();
    trace.put("type", "scatter");
    trace.put("name", series.name());
    return trace;
  }

  private Map<String, Object> points(Series.Points series) {
    List<Point> points = series.points();
    Map<String, Object> trace = trace(series);
    trace.put("x", numbers(points, p -> layout.x().position(p.x())));
    trace.put("y", numbers(points, p -> layout.y().position(p.y())));
    trace.put("hovertemplate", "%{hovertext}<extra></extra>");
    trace.put("hovertext", points.stream().map(p -> hover(p, series)).toList());
    trace.put("marker", marker(series));
    trace.put("mode", "markers");
    if (points.stream().anyMatch(sides::containsKey)) {
      trace.put("mode", "markers+text");
      trace.put(
          "text",
          points.stream().map(p -> sides.containsKey(p) ? plotlyText(p.label()) : "").toList());
      trace.put(
          "textposition",
          points.stream()
              .map(p -> sides.getOrDefault(p, LabelPlacement.Side.RIGHT).plotlyPosition())
              .toList());
    }
    bars(series, layout.x(), Point::x, Point::xSpan).ifPresent(b -> trace.put("error_x", b));
    bars(series, layout.y(), Point::y, Point::ySpan).ifPresent(b -> trace.put("error_y", b));
    return trace;
  }

  private static Map<String, Object> marker(Series.Points series) {
    Object color = colors(series);
    int size =
        switch (series.marker()) {
          case STAR -> 16;
          case BAR -> 18;
          default -> 9;
        };
    Map<String, Object> outline =
        series.marker().open()
            ? Map.of("width", 2, "color", color)
            : Map.of("width", 0.8, "color", THEME.background());
    return Map.of(
        "symbol", series.marker().plotlySymbol(), "size", size, "color", color, "line", outline);
  }

  /// One colour, or one for each point where they differ.
  private static Object colors(Series.Points series) {
    List<String> colors =
        series.points().stream().map(p -> THEME.color(p.tone().orElse(series.tone()))).toList();
    return colors.stream().distinct().count() == 1
        ? colors.getFirst()
        : colors.isEmpty() ? THEME.color(series.tone()) : colors;
  }

  private static Optional<Map<String, Object>> bars(
      Series.Points series,
      AxisLayout axis,
      ToDoubleFunction<Point> value,
      Function<Point, Optional<Span>> span) {
    List<Point> points = series.points();
    if (points.stream().noneMatch(p -> span.apply(p).isPresent())) {
      return Optional.empty();
    }
    ToDoubleFunction<Point> at = p -> axis.position(value.applyAsDouble(p));
    ToDoubleFunction<Point> up =
        p -> span.apply(p).map(s -> axis.position(s.high()) - at.applyAsDouble(p)).orElse(0.0);
    ToDoubleFunction<Point> down =
        p -> span.apply(p).map(s -> at.applyAsDouble(p) - axis.position(s.low())).orElse(0.0);
    Tone tone = points.getFirst().tone().orElse(series.tone());
    return Optional.of(
        Map.of(
            "type",
            "data",
            "symmetric",
            false,
            "array",
            numbers(points, up),
            "arrayminus",
            numbers(points, down),
            "color",
            THEME.color(tone),
            "thickness",
            2,
            "width",
            4));
  }

  private Map<String, Object> line(Series.Line line) {
    Map<String, Object> trace = trace(line);
    trace.put("mode", "lines");
    trace.put("x", numbers(line.vertices(), v -> layout.x().position(v.x())));
    trace.put("y", numbers(line.vertices(), v -> layout.y().position(v.y())));
    trace.put(
        "line",
        Map.of("color", THEME.color(line.tone()), "width", 2, "dash", line.stroke().plotlyDash()));
    if (line.name().isEmpty()) {
      trace.put("hoverinfo", "skip");
    } else {
      trace.put("hovertemplate", "%{hovertext}<extra></extra>");
      trace.put("hovertext", line.vertices().stream().map(v -> hover(line, v.x(), v.y())).toList());
    }
    return trace;
  }

  /// Plotly fills up to the trace before, so a band is its lower edge followed by its upper one.
  private List<Map<String, Object>> band(Series.Band band) {
    Map<String, Object> lower = edge(band, Series.Slice::low);
    Map<String, Object> upper = edge(band, Series.Slice::high);
    upper.put("fill", "tonexty");
    upper.put("fillcolor", THEME.color(band.tone()));
    return List.of(lower, upper);
  }

  private Map<String, Object> edge(Series.Band band, ToDoubleFunction<Series.Slice> height) {
    Map<String, Object> trace = trace(band);
    trace.put("mode", "lines");
    trace.put("hoverinfo", "skip");
    trace.put("x", numbers(band.slices(), s -> layout.x().position(s.x())));
    trace.put("y", numbers(band.slices(), s -> layout.y().position(height.applyAsDouble(s))));
    trace.put("line", Map.of("width", 0, "color", THEME.color(band.tone())));
    return trace;
  }

  private String hover(Point p, Series.Points series) {
    if (p.hover().isEmpty()) {
      return hover(series, p.x(), p.y());
    }
    return heading(series) + plotlyText(p.hover()).replace("\n", "<br>");
  }

  private String hover(Series series, double x, double y) {
    return heading(series)
        + plotlyText(panel.x().label() + " " + Numbers.significant(x, 3))
        + "<br>"
        + plotlyText(panel.y().label() + " " + Numbers.significant(y, 3));
  }

  private static String heading(Series series) {
    return series.name().isEmpty() ? "" : "<b>" + plotlyText(series.name()) + "</b><br>";
  }

  /// Plotly reads a little HTML in its texts, and templates of its own; neither may come from data.
  private static String plotlyText(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("%{", "% {");
  }

  private static <T> List<Double> numbers(List<T> items, ToDoubleFunction<T> value) {
    return items.stream().map(item -> round(value.applyAsDouble(item))).toList();
  }

  /// Six significant digits: more than a screen resolves, and a third of the bytes.
  private static double round(double value) {
    return value == 0 || !Double.isFinite(value)
        ? 0
        : new BigDecimal(value).round(new MathContext(6)).doubleValue();
  }
}
