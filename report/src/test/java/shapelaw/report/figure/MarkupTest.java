package shapelaw.report.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

final class MarkupTest {

  @Test
  void escapesTextAndAttributes() {
    String html = new Markup().leaf("p", "<b> & 'c'", "title", "\"x\"").toString();
    assertThat(html).isEqualTo("<p title=\"&quot;x&quot;\">&lt;b&gt; &amp; &#39;c&#39;</p>");
  }

  @Test
  void dropsCharactersThatXmlForbids() {
    assertThat(Markup.escape("a\u0000b\u001b[0mc\ud800d😀")).isEqualTo("ab[0mcd😀");
  }

  @Test
  void coordinatesAreShort() {
    assertThat(new Markup().empty("c", "x", 1.0, "y", 0.125, "z", -0.001).toString())
        .isEqualTo("<c x=\"1\" y=\"0.13\" z=\"0\"/>");
  }

  @Test
  void anElementLeftOpenIsAnError() {
    assertThatIllegalStateException().isThrownBy(() -> new Markup().open("p").toString());
  }
}
