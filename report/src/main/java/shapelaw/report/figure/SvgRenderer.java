package shapelaw.report.figure;

import static shapelaw.report.figure.SvgElements.line;
import static shapelaw.report.figure.SvgElements.text;
import static shapelaw.report.figure.SvgElements.title;
import static shapelaw.report.figure.SvgElements.translate;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Draws figures as self-contained SVG: no scripts, no style sheets, no fonts from elsewhere.
public final class SvgRenderer {
  private static final String FONTS =
      "'DejaVu Sans', Verdana, 'Segoe UI', 'Liberation Sans', Arial, sans-serif";
  private static final double WIDE = 760;
  private static final double WIDE_HEIGHT = 430;
  private static final double NARROW = 420;
  private static final double NARROW_HEIGHT = 340;
  private static final double GLYPH_WIDTH = 24;
  private static final double LEGEND_LINE = 22;
  private static final double LEGEND_GAP = 18;
  private static final double PADDING = 16;
  private static final double TITLE_HEIGHT = 40;

  private final Theme theme;

  /// A renderer with these colours.
  public SvgRenderer(Theme theme) {
    this.theme = theme;
  }

  /// The whole figure as a document: title, legend, panels.
  public String document(Figure figure) {
    int count = figure.panels().size();
    int columns = Math.min(count, 3);
    double panelWidth = panelWidth(figure);
    double panelHeight = panelHeight(figure);
    double width = 2 * PADDING + columns * panelWidth;
    Markup legend = new Markup();
    double legendBottom = legend(legend, figure, width);
    int rows = (count + columns - 1) / columns;
    double height = legendBottom + rows * panelHeight + PADDING;
    var svg = new Markup();
    openSvg(svg, width, height, "width", width, "height", height);
    svg.leaf("title", figure.title()).leaf("desc", figure.shows() + " " + figure.certainty());
    svg.empty("rect", "width", width, "height", height, "fill", theme.background()).newline();
    title(svg, PADDING, 28, "start", theme.ink(), 17, figure.title());
    svg.newline().append(legend);
    for (int i = 0; i < count; i++) {
      double x = PADDING + i % columns * panelWidth;
      double y = legendBottom + Math.floorDiv(i, columns) * panelHeight;
      svg.open("g", "transform", translate(x, y));
      panel(svg, figure.panels().get(i), figure.id() + "-" + i, panelWidth, panelHeight);
      svg.close().newline();
    }
    return svg.close().newline().toString();
  }

  /// One panel alone, to be put into a page that shows title and legend itself.
  public Markup inlinePanel(Figure figure, int index) {
    double width = panelWidth(figure);
    double height = panelHeight(figure);
    var svg = new Markup();
    openSvg(svg, width, height, "role", "img", "aria-label", figure.alternativeText());
    panel(svg, figure.panels().get(index), figure.id() + "-" + index + "-page", width, height);
    return svg.close();
  }

  /// The mark of one legend entry, to be put into a page.
  public Markup inlineGlyph(List<Series> entry) {
    var svg = new Markup();
    openSvg(svg, GLYPH_WIDTH, 14, "width", GLYPH_WIDTH, "height", 14.0, "aria-hidden", "true");
    glyph(svg, entry, 0, 7);
    return svg.close();
  }

  static double panelWidth(Figure figure) {
    return figure.panels().size() == 1 ? WIDE : NARROW;
  }

  static double panelHeight(Figure figure) {
    return figure.panels().size() == 1 ? heightOfSingle(figure.panels().getFirst()) : NARROW_HEIGHT;
  }

  /// A list of names needs only as much height as it has names.
  private static double heightOfSingle(Panel panel) {
    return panel.y() instanceof Axis.Categories c
        ? Math.min(WIDE_HEIGHT, 90 + 56.0 * c.names().size())
        : WIDE_HEIGHT;
  }

  private static void openSvg(Markup svg, double width, double height, Object... more) {
    var attributes = new Object[8 + more.length];
    List.of(
            "xmlns",
            "http://www.w3.org/2000/svg",
            "viewBox",
            "0 0 " + Markup.pixels(width) + " " + Markup.pixels(height),
            "font-family",
            FONTS,
            "font-size",
            PanelLayout.FONT_SIZE)
        .toArray(attributes);
    System.arraycopy(more, 0, attributes, 8, more.length);
    svg.open("svg", attributes).newline();
  }

  private double legend(Markup svg, Figure figure, double width) {
    double x = PADDING;
    double y = TITLE_HEIGHT + LEGEND_LINE / 2;
    Map<String, List<Series>> entries = figure.legend();
    for (var entry : entries.entrySet()) {
      double needed = GLYPH_WIDTH + 6 + PanelLayout.textWidth(entry.getKey());
      if (x > PADDING && x + needed > width - PADDING) {
        x = PADDING;
        y += LEGEND_LINE;
      }
      glyph(svg, entry.getValue(), x, y);
      text(svg, x + GLYPH_WIDTH + 6, y + 4, "start", theme.ink(), entry.getKey());
      x += needed + LEGEND_GAP;
    }
    svg.newline();
    return entries.isEmpty() ? TITLE_HEIGHT : y + LEGEND_LINE / 2 + 6;
  }

  private void glyph(Markup svg, List<Series> entry, double x, double y) {
    double middle = x + GLYPH_WIDTH / 2;
    List<Series> drawn =
        entry.stream()
            .collect(Collectors.toMap(Object::getClass, one -> one, (first, _) -> first))
            .values()
            .stream()
            .sorted(Comparator.comparingInt(SvgRenderer::order))
            .toList();
    for (Series series : drawn) {
      String color = theme.color(entryTone(series, entry));
      switch (series) {
        case Series.Band _ ->
            svg.empty(
                "rect",
                "x",
                x,
                "y",
                y - 6,
                "width",
                GLYPH_WIDTH,
                "height",
                12.0,
                "fill",
                color,
                "fill-opacity",
                "0.18");
        case Series.Line l -> line(svg, x, y, x + GLYPH_WIDTH, y, color, 2, l.stroke().dashes());
        case Series.Points p ->
            svg.append(Markers.draw(p.marker(), middle, y, color, theme.background()));
      }
    }
  }

  /// An entry whose series differ in colour is about their form.
  private static Tone entryTone(Series series, List<Series> entry) {
    long tones =
        entry.stream()
            .filter(s -> s.getClass() == series.getClass())
            .map(Series::tone)
            .distinct()
            .count();
    return tones == 1 ? series.tone() : Tone.INK;
  }

  private static int order(Series series) {
    return switch (series) {
      case Series.Band _ -> 0;
      case Series.Line _ -> 1;
      case Series.Points _ -> 2;
    };
  }

  private void panel(Markup svg, Panel panel, String id, double width, double height) {
    new PanelDrawing(svg, theme, panel, PanelLayout.of(panel, width, height)).draw(id);
  }
}
