package shapelaw.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LabelPlacementTest {

  private static Panel panel(int count) {
    List<Point> points =
        IntStream.range(0, count)
            .mapToObj(i -> Point.at(0.5 + 1e-3 * i, 0.5).withLabel("label " + i))
            .toList();
    Axis unit = Axis.linear("").showing(new Span(0, 1));
    var series = new Series.Points("p", Tone.INK, Marker.CIRCLE, points);
    return new Panel("", unit, unit, List.of(series));
  }

  @Test
  void aPointAloneHasItsTextToTheRight() {
    Panel panel = panel(1);
    assertThat(LabelPlacement.of(panel, PanelLayout.of(panel, 400, 300)).values())
        .containsExactly(LabelPlacement.Side.RIGHT);
  }

  @Test
  void crowdedTextsTakeOtherSidesAndThoseWithoutRoomAreLeftOut() {
    Panel panel = panel(40);
    var sides = LabelPlacement.of(panel, PanelLayout.of(panel, 400, 300));
    assertThat(sides.values()).doesNotHaveDuplicates().hasSizeBetween(2, 8);
  }
}
