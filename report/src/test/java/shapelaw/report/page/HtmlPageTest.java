package shapelaw.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import shapelaw.report.Golden;
import shapelaw.report.figure.SampleFigures;
import shapelaw.report.study.Block;
import shapelaw.report.study.SampleStudy;
import shapelaw.report.study.Section;
import shapelaw.report.study.StudyReport;
import shapelaw.report.study.StudySections;

final class HtmlPageTest {
  private static final String HOSTILE = "</title><script>alert(1)</script> & \"friends\"";
  private static final Pattern SCRIPT =
      Pattern.compile("<script(?: [^>]*)?>(.*?)</script>", Pattern.DOTALL);

  private static String page(String name, String plotly) throws IOException {
    StudyReport report = SampleStudy.unstarted(name);
    var everything =
        new Section("sample", "A section", List.of(new Block.Drawing(SampleFigures.everything())));
    List<Section> sections =
        Stream.concat(Stream.of(everything), StudySections.of(report).stream()).toList();
    return new HtmlPage(report, sections).html(plotly);
  }

  /// Without what other tests look at: styles, scripts, drawings and the rows of tables.
  private static String skeleton(String page) {
    return page.replaceAll("(?s)(<style>).*?(</style>)", "$1$2")
        .replaceAll("(?s)(<script[^>]*>).*?(</script>)", "$1$2")
        .replaceAll("(?s)<svg.*?</svg>", "<svg/>")
        .replaceAll("(?s)<tbody>.*?</tbody>", "<tbody/>")
        .replaceAll("sha256-[^']*", "sha256-…");
  }

  @Test
  void hasTheSkeletonOfTheGoldenFile() throws IOException {
    Golden.assertMatches("page/skeleton.html", skeleton(page("A study", "")));
  }

  @Test
  void noNameBecomesMarkup() throws IOException {
    String page = page(HOSTILE, "");
    assertThat(page).doesNotContain("<script>alert").doesNotContain("<i>& more</i>");
    assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;friends&quot;");
  }

  @Test
  void thePolicyAllowsExactlyThePagesOwnScripts() throws Exception {
    String page = page("A study", Resources.text(Resources.PLOTLY));
    List<String> scripts = SCRIPT.matcher(page).results().map(m -> m.group(1)).toList();
    assertThat(scripts).hasSize(3); // data, library, page script
    for (String script : scripts.subList(1, 3)) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      assertThat(page).contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }
    assertThat(page).contains("default-src 'none'");
  }

  @Test
  void nothingIsLoadedFromAnywhere() throws IOException {
    String page = page("A study", "");
    List<String> references =
        Pattern.compile("(?:src|href|action|data)=\"([^\"]*)\"")
            .matcher(page)
            .results()
            .map((MatchResult m) -> m.group(1))
            .toList();
    assertThat(references)
        .isNotEmpty()
        .allMatch(r -> r.startsWith("#") || r.startsWith("figures/") || r.startsWith("tables/"));
    assertThat(page).doesNotContain("url(http").doesNotContain("@import");
  }

  @Test
  void everyFigureHasADrawingThatNeedsNoScriptAndSaysWhatItShows() throws IOException {
    assertThat(page("A study", ""))
        .contains("<div class=\"drawn\"><svg")
        .contains("aria-label=\"All kinds of series. It shows each kind once.")
        .contains("<strong>How sure: </strong>Not sure at all: n = 3.");
  }
}
