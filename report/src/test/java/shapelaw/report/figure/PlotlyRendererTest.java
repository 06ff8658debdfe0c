package shapelaw.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class PlotlyRendererTest {

  private static JsonNode panel(int index) {
    List<Map<String, Object>> panels = PlotlyRenderer.panels(SampleFigures.everything());
    return new JsonMapper().valueToTree(panels.get(index));
  }

  @Test
  void positionsOnLogAxesAreLogarithms() {
    JsonNode line = panel(0).get("traces").get(2);
    assertThat(line.get("x").get(1).asDouble()).isEqualTo(2);
    assertThat(line.get("y").get(1).asDouble()).isEqualTo(-0.60206);
  }

  @Test
  void aBandIsItsLowerEdgeFollowedByItsFilledUpperOne() {
    JsonNode traces = panel(0).get("traces");
    assertThat(traces.get(0).has("fill")).isFalse();
    assertThat(traces.get(1).get("fill").asString()).isEqualTo("tonexty");
    assertThat(traces.get(1).get("y").get(2).asDouble()).isBetween(1.0, 1e3);
  }

  @Test
  void textsFromTheDataAreNeitherMarkupNorTemplates() {
    String hover = panel(0).get("traces").get(3).get("hovertext").get(1).asString();
    assertThat(hover)
        .isEqualTo(
            "<b>runs &lt;i&gt;&amp; more&lt;/i&gt;</b><br>second<br>&lt;b&gt;% {x}&lt;/b&gt;");
  }

  @Test
  void namesRunFromTheTop() {
    JsonNode y = panel(1).get("y");
    assertThat(y.get("names").get(0).asString()).isEqualTo("width");
    assertThat(y.get("range").get(0).asDouble()).isGreaterThan(y.get("range").get(1).asDouble());
  }

  @Test
  void intervalsBecomeErrorBarsWithBothLengths() {
    JsonNode bars = panel(1).get("traces").get(0).get("error_x");
    assertThat(bars.get("array").get(0).asDouble()).isEqualTo(0.2);
    assertThat(bars.get("arrayminus").get(0).asDouble()).isEqualTo(0.1);
  }
}
