package shapelaw.report.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.Markup;
import shapelaw.report.figure.PlotlyRenderer;
import shapelaw.report.figure.Series;
import shapelaw.report.figure.SvgRenderer;
import shapelaw.report.figure.Theme;
import shapelaw.report.study.StudyReport;
import shapelaw.report.study.Table;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/// The page: one file that asks the net for nothing. Every figure is there as SVG, so that it can
/// be read without scripts and printed; a script then puts an interactive one in its place.
///
/// A content security policy names the page's own scripts by hash and forbids everything else, so
/// nothing in the data can run or load anything even if escaping failed.
final class HtmlPage {
  private static final Pattern SLOT = Pattern.compile("\\{\\{([a-z-]+)}}");
  private static final int ROWS_SHOWN = 24;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final StudyReport report;
  private final List<Figure> figures;
  private final List<Table> tables;

  HtmlPage(StudyReport report, List<Figure> figures, List<Table> tables) {
    this.report = report;
    this.figures = figures;
    this.tables = tables;
  }

  /// The whole page.
  ///
  /// @param plotly the plotting library's source, may be empty: then the figures stay as they are
  String html(String plotly) throws IOException {
    String style = Resources.text("report.css");
    String script = Resources.text("report.js");
    String library = scriptSafe(plotly);
    var parts = new LinkedHashMap<String, String>();
    parts.put("policy", policy(List.of(library, script)));
    parts.put("title", Markup.escape(report.name()));
    parts.put("style", style);
    parts.put("summary", new Summary(report).markup().toString());
    parts.put("contents", contents().toString());
    parts.put("figures", figureSections().toString());
    parts.put("tables", tableSections().toString());
    parts.put("provenance", new ProvenanceSection(report).markup().toString());
    parts.put("data", json());
    parts.put("library", library);
    parts.put("script", script);
    return fill(Resources.text("report.html"), parts);
  }

  private static String fill(String template, Map<String, String> parts) {
    Matcher slots = SLOT.matcher(template);
    return slots.replaceAll(slot -> {
      String part = parts.get(slot.group(1));
      if (part == null) {
        throw new IllegalStateException("the template must know slot " + slot.group() + ".");
      }
      return Matcher.quoteReplacement(part);
    });
  }

  /// Scripts by hash. Styles may be inline, since plotly sets style attributes; with no source to
  /// load from they can only change how this page looks.
  private static String policy(List<String> scripts) {
    var hashes = new ArrayList<String>();
    scripts.forEach(script -> hashes.add("'sha256-" + sha256(script) + "'"));
    return "default-src 'none'; script-src "
        + String.join(" ", hashes)
        + "; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'";
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /// A script element ends at the first `</script`, wherever it stands.
  private static String scriptSafe(String script) {
    return script.replace("</script", "<\\/script").replace("\r\n", "\n");
  }

  private String json() {
    var data =
        figures.stream()
            .map(f -> Map.of("id", f.id(), "panels", PlotlyRenderer.panels(f)))
            .toList();
    return JSON.writeValueAsString(data).replace("<", "\\u003c");
  }

  private Markup contents() {
    var html = new Markup();
    for (Figure figure : figures) {
      html.open("li").leaf("a", figure.title(), "href", "#" + figure.id()).close();
    }
    html.open("li").leaf("a", "Tables", "href", "#tables").close();
    html.open("li").leaf("a", "How it was made", "href", "#provenance").close();
    return html;
  }

  private Markup figureSections() {
    var html = new Markup();
    var svg = new SvgRenderer(Theme.PAGE);
    int number = 1;
    for (Figure figure : figures) {
      html.open("figure", "id", figure.id(), "class", "card").newline();
      html.open("h2").leaf("span", "Figure " + number++, "class", "number");
      html.text(" " + figure.title()).close().newline();
      legend(html, figure, svg);
      html.open("div", "class", figure.panels().size() > 1 ? "panels" : "panels single").newline();
      for (int i = 0; i < figure.panels().size(); i++) {
        html.open("div", "class", "panel", "data-figure", figure.id(), "data-panel", i);
        html.open("div", "class", "drawn").append(svg.inlinePanel(figure, i)).close();
        html.close().newline();
      }
      html.close().newline();
      html.open("figcaption").leaf("p", figure.shows());
      html.open("p", "class", "certainty").leaf("strong", "How sure: ").text(figure.certainty());
      html.close().close().newline().open("p", "class", "files");
      link(html, "figures/" + figure.id() + ".svg", "SVG");
      link(html, "figures/" + figure.id() + ".png", "PNG");
      html.close().close().newline();
    }
    return html;
  }

  private static void legend(Markup html, Figure figure, SvgRenderer svg) {
    html.open("ul", "class", "legend", "data-legend", figure.id()).newline();
    figure
        .legend()
        .forEach((name, series) -> {
          html.open("li", "data-name", name);
          html.append(svg.inlineGlyph(List.<Series>copyOf(series)));
          html.leaf("span", name).close().newline();
        });
    html.close().newline();
  }

  private static void link(Markup html, String file, String text) {
    html.leaf("a", text, "href", file, "download", file.substring(file.indexOf('/') + 1));
  }

  private Markup tableSections() {
    var html = new Markup();
    for (Table table : tables) {
      html.open("section", "class", "card", "id", "table-" + table.id()).newline();
      html.leaf("h3", table.title()).leaf("p", table.shows()).newline();
      boolean folded = table.rows().size() > ROWS_SHOWN;
      if (folded) {
        html.open("details").leaf("summary", "Show all " + table.rows().size() + " rows");
      }
      table(html, table);
      if (folded) {
        html.close();
      }
      html.open("p", "class", "files");
      link(html, "tables/" + table.id() + ".csv", "CSV");
      html.close().close().newline();
    }
    return html;
  }

  private static void table(Markup html, Table table) {
    String label = table.title();
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", label);
    html.open("table").open("thead").open("tr");
    for (Table.Column column : table.columns()) {
      html.leaf("th", column.header(), "scope", "col", "class", column.numeric() ? "number" : "");
    }
    html.close().close().newline().open("tbody").newline();
    for (List<Table.Cell> row : table.rows()) {
      html.open("tr");
      for (int i = 0; i < row.size(); i++) {
        String shown = row.get(i).shown();
        if (i == 0) {
          html.leaf("th", shown, "scope", "row");
        } else {
          html.leaf("td", shown, "class", table.columns().get(i).numeric() ? "number" : "");
        }
      }
      html.close().newline();
    }
    html.close().close().close();
  }
}
