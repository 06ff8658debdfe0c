package shapelaw.report.page;

import java.util.List;
import java.util.stream.Stream;
import shapelaw.law.joint.JointLaw;
import shapelaw.law.joint.Measurements;
import shapelaw.recommend.Explanation;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.Markup;
import shapelaw.report.figure.Series;
import shapelaw.report.figure.SvgRenderer;
import shapelaw.report.figure.Theme;
import shapelaw.report.study.Block;
import shapelaw.report.study.LawSymbols;
import shapelaw.report.study.Section;
import shapelaw.report.study.Table;
import shapelaw.report.study.Words;

/// The sections of the page, their figures numbered through.
final class SectionMarkup {

  /// A longer table is folded.
  private static final int ROWS_SHOWN = 24;

  /// Of a longer one the page shows the first rows; the CSV file has all.
  private static final int MOST_ROWS = 2000;

  /// A text of more characters than this keeps its column wide.
  private static final int LONG = 30;

  private final SvgRenderer svg = new SvgRenderer(Theme.PAGE);
  private final Markup html = new Markup();
  private int figureNumber;

  private SectionMarkup() {}

  static Markup of(List<Section> sections) {
    var markup = new SectionMarkup();
    sections.forEach(markup::section);
    return markup.html;
  }

  private void section(Section section) {
    String title = section.id() + "-title";
    html.open("section", "id", section.id(), "class", "part", "aria-labelledby", title).newline();
    html.leaf("h2", section.title(), "id", title).newline();
    boolean prose = false;
    for (Block block : section.blocks()) {
      boolean isProse = !(block instanceof Block.Drawing || block instanceof Block.Listing);
      if (isProse && !prose) {
        html.open("div", "class", "card prose").newline();
      } else if (!isProse && prose) {
        html.close().newline();
      }
      prose = isProse;
      block(block);
    }
    if (prose) {
      html.close();
    }
    html.close().newline();
  }

  private void block(Block block) {
    switch (block) {
      case Block.Paragraph(String text) -> html.leaf("p", text).newline();
      case Block.Bullets bullets -> bullets(bullets);
      case Block.Reasons(String lead, Explanation explanation) ->
          html.leaf("h3", lead).append(reasons(explanation)).newline();
      case Block.Equation(JointLaw law) -> equation(law);
      case Block.Drawing(Figure figure) -> figure(figure);
      case Block.Listing(Table table) -> table(table);
    }
  }

  private void bullets(Block.Bullets bullets) {
    html.leaf("p", bullets.lead()).open("ul", "class", "findings");
    bullets.items().forEach(item -> html.leaf("li", item));
    html.close().newline();
  }

  /// A tree of reasons as nested lists.
  static Markup reasons(Explanation explanation) {
    var html = new Markup().open("ul", "class", "reasons");
    reasons(html, explanation);
    return html.close();
  }

  private static void reasons(Markup html, Explanation explanation) {
    html.open("li").text(explanation.sentence());
    if (!explanation.parts().isEmpty()) {
      html.open("ul");
      explanation.parts().forEach(part -> reasons(html, part));
      html.close();
    }
    html.close();
  }

  private void equation(JointLaw law) {
    html.append(EquationMarkup.of(law)).newline();
    List<String> letters =
        Stream.of(Measurements.PARAMETERS, Measurements.EXAMPLES, Measurements.COMPUTE)
            .filter(law.form().variables()::contains)
            .map(v ->
                LawSymbols.variable(v)
                    + " "
                    + Words.variable(v)
                    + (v.equals(Measurements.COMPUTE) ? " in forward GFLOPs" : ""))
            .toList();
    if (!letters.isEmpty()) {
      html.leaf("p", String.join(", ", letters), "class", "letters").newline();
    }
  }

  private void figure(Figure figure) {
    figureNumber++;
    html.open("figure", "id", figure.id(), "class", "card").newline();
    html.open("h3").leaf("span", "Figure " + figureNumber, "class", "number");
    html.text(" " + figure.title()).close().newline();
    legend(figure);
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
    link("figures/" + figure.id() + ".svg", "SVG");
    link("figures/" + figure.id() + ".png", "PNG");
    html.close().close().newline();
  }

  private void legend(Figure figure) {
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

  private void link(String file, String text) {
    html.leaf("a", text, "href", file, "download", file.substring(file.indexOf('/') + 1));
  }

  private void table(Table table) {
    int rows = table.rows().size();
    html.open("section", "class", "card", "id", "table-" + table.id()).newline();
    html.leaf("h3", table.title()).leaf("p", table.shows()).newline();
    boolean folded = rows > ROWS_SHOWN;
    if (folded) {
      html.open("details")
          .leaf(
              "summary",
              rows > MOST_ROWS
                  ? "Show the first %d of %d rows; the CSV file has all".formatted(MOST_ROWS, rows)
                  : "Show all " + rows + " rows");
    }
    cells(table);
    if (folded) {
      html.close();
    }
    html.open("p", "class", "files");
    link("tables/" + table.id() + ".csv", "CSV");
    html.close().close().newline();
  }

  private void cells(Table table) {
    String label = table.title();
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", label);
    html.open("table").open("thead").open("tr");
    for (Table.Column column : table.columns()) {
      html.leaf("th", column.header(), "scope", "col", "class", style(column));
    }
    html.close().close().newline().open("tbody").newline();
    for (int r = 0; r < Math.min(table.rows().size(), MOST_ROWS); r++) {
      boolean emphasised = table.emphasised().orElse(-1) == r;
      html.open("tr", "class", emphasised ? "emphasised" : "");
      for (int c = 0; c < table.columns().size(); c++) {
        cell(table.columns().get(c), table.rows().get(r).get(c).shown(), c == 0);
      }
      html.close().newline();
    }
    html.close().close().close();
  }

  private void cell(Table.Column column, String shown, boolean first) {
    if (first) {
      html.leaf("th", shown, "scope", "row");
    } else if (column.kind() == Table.Kind.EQUATION) {
      html.open("td").append(EquationMarkup.of(shown)).close();
    } else {
      html.leaf("td", shown, "class", shown.length() > LONG ? "long" : style(column));
    }
  }

  private static String style(Table.Column column) {
    return column.kind() == Table.Kind.NUMBER ? "number" : "";
  }
}
