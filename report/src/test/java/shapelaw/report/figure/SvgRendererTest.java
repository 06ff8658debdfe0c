package shapelaw.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import shapelaw.report.Golden;

final class SvgRendererTest {

  private static String svg() {
    return new SvgRenderer(Theme.LIGHT).document(SampleFigures.everything());
  }

  private static long accents(BufferedImage image) {
    int accent = 0xff000000 | Integer.parseInt(Theme.LIGHT.accent().substring(1), 16);
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .filter(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) == accent)
        .count();
  }

  @Test
  void drawsEveryKindOfSeriesAsInTheGoldenFile() throws IOException {
    Golden.assertMatches("figure/everything.svg", svg());
  }

  @Test
  void isWellFormedAndNamesInTheDataAreNoMarkup() throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg().getBytes(StandardCharsets.UTF_8)));
    assertThat(document.getElementsByTagName("i").getLength()).isZero();
    assertThat(document.getDocumentElement().getTextContent()).contains("runs <i>& more</i>");
  }

  @Test
  void endsOfIntervalsThatTheScaleCannotShowLeaveThePanelInsteadOfBeingNoNumber() {
    assertThat(svg()).doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void aBarThatGoesOnBeyondThePanelEndsInAnArrowhead() {
    var points =
        List.of(Point.at(1, 1).withYSpan(new Span(0.5, 1000)), Point.at(2, 2), Point.at(3, 1.5));
    var marks = new Series.Points("marks", Tone.ACCENT, Marker.CIRCLE, points);
    var panel = new Panel("", Axis.linear("x"), Axis.linear("y"), List.of(marks));
    var cut = new Figure("cut", "Cut", "Cut.", "Sure.", List.of(panel));
    String svg = new SvgRenderer(Theme.LIGHT).document(cut);
    PanelLayout layout = PanelLayout.of(panel, 420, 340);
    assertThat(svg).contains("y2=\"" + Markup.pixels(layout.top()) + "\"");
    assertThat(svg).contains("y1=\"" + Markup.pixels(layout.top() + 6) + "\"");
  }

  @Test
  void pngHasTwicePixelsAndShowsTheAccentColour() throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(PngRenderer.png(svg())));
    assertThat(image.getWidth()).isEqualTo(2 * (2 * 420 + 32));
    assertThat(accents(image)).isGreaterThan(200);
  }

  @Test
  void pngOfAFigureOfFiveThousandMarksIsDrawnToo() throws IOException {
    List<Point> points =
        IntStream.range(0, 5000).mapToObj(i -> Point.at(i % 100, Math.floorDiv(i, 100))).toList();
    var marks = new Series.Points("marks", Tone.ACCENT, Marker.CIRCLE, points);
    var panel = new Panel("", Axis.linear("x"), Axis.linear("y"), List.of(marks));
    var figure = new Figure("many", "Many", "Many.", "Sure.", List.of(panel));
    byte[] png = PngRenderer.png(new SvgRenderer(Theme.LIGHT).document(figure));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(accents(image)).isGreaterThan(points.size());
  }

  @Test
  void anEmptyPanelIsDrawnToo() {
    var panel = new Panel("", Axis.log("x"), Axis.linear("y"), List.of());
    var figure = new Figure("empty", "Nothing", "Nothing.", "Nothing.", List.of(panel));
    assertThat(new SvgRenderer(Theme.LIGHT).document(figure)).doesNotContain("NaN");
  }
}
