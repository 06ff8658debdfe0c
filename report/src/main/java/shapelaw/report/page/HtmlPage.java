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
import shapelaw.report.figure.Markup;
import shapelaw.report.figure.PlotlyRenderer;
import shapelaw.report.study.Section;
import shapelaw.report.study.StudyReport;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/// The page: one file that asks the net for nothing. Every figure is there as SVG, so that it can
/// be read without scripts and printed; a script then puts an interactive one in its place.
///
/// A content security policy names the page's own scripts by hash and forbids everything else, so
/// nothing in the data can run or load anything even if escaping failed.
final class HtmlPage {
  private static final Pattern SLOT = Pattern.compile("\\{\\{([a-z-]+)}}");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final StudyReport report;
  private final List<Section> sections;

  HtmlPage(StudyReport report, List<Section> sections) {
    this.report = report;
    this.sections = List.copyOf(sections);
  }

  /// The whole page.
  ///
  /// @param plotly the plotting library's source, may be empty: then the figures stay as they are
  String html(String plotly) throws IOException {
    String style = PageColours.css() + Resources.text("report.css");
    String script = Resources.text("report.js");
    String library = scriptSafe(plotly);
    var parts = new LinkedHashMap<String, String>();
    parts.put("policy", policy(List.of(library, script)));
    parts.put("title", Markup.escape(report.name()));
    parts.put("style", style);
    parts.put("summary", new Summary(report).markup().toString());
    parts.put("contents", contents().toString());
    parts.put("sections", SectionMarkup.of(sections).toString());
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
        sections.stream()
            .flatMap(section -> section.figures().stream())
            .map(f -> Map.of("id", f.id(), "panels", PlotlyRenderer.panels(f)))
            .toList();
    return JSON.writeValueAsString(data).replace("<", "\\u003c");
  }

  private Markup contents() {
    var html = new Markup();
    for (Section section : sections) {
      html.open("li").leaf("a", section.title(), "href", "#" + section.id()).close();
    }
    html.open("li").leaf("a", "How it was made", "href", "#provenance").close();
    return html;
  }
}
