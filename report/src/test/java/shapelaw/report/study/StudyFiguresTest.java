package shapelaw.report.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import shapelaw.recommend.Analysis;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.Point;
import shapelaw.report.figure.Series;

final class StudyFiguresTest {
  private static final StudyReport STUDY = SampleStudy.shared();
  private static final Map<String, Figure> FIGURES =
      StudyFigures.of(STUDY).stream().collect(Collectors.toMap(Figure::id, Function.identity()));

  private static List<Series> series(String figure, String name) {
    return FIGURES.get(figure).panels().stream()
        .flatMap(p -> p.series().stream())
        .filter(s -> s.name().startsWith(name))
        .toList();
  }

  private static List<Point> points(String figure, String name) {
    return series(figure, name).stream()
        .filter(Series.Points.class::isInstance)
        .flatMap(s -> ((Series.Points) s).points().stream())
        .toList();
  }

  @Test
  void aCompleteStudyHasAllFiguresAndEachSaysHowSureItIs() {
    assertThat(FIGURES)
        .containsOnlyKeys(
            "predicted-measured",
            "isoflop",
            "exponents",
            "best-sizes",
            "grid-frontier",
            "named-shapes");
    assertThat(FIGURES.values())
        .allSatisfy(f -> {
          assertThat(f.shows()).isNotBlank().doesNotContain("%d").doesNotContain("%s");
          assertThat(f.certainty()).isNotBlank().doesNotContain("%s");
        });
    assertThat(FIGURES.get("predicted-measured").certainty())
        .contains("45 runs fitted")
        .contains("of 9 measurements lie within the 95 % prediction interval");
  }

  @Test
  void theHeldOutCentreIsDrawnWithItsPredictionIntervals() {
    List<Analysis.CentreCheck> checks = STUDY.analysis().centreChecks();
    List<Point> drawn = points("predicted-measured", "centre by the");
    assertThat(drawn).hasSize(2 * checks.size());
    assertThat(drawn).allMatch(p -> p.xSpan().isPresent() || p.ySpan().isPresent());
    assertThat(points("predicted-measured", "measured at the centre"))
        .extracting(Point::x)
        .containsExactlyElementsOf(checks.stream().map(c -> c.measured().loss()).toList());
  }

  @Test
  void isoFlopMinimaLieOnTheLowestPointOfTheirCurve() {
    var law = STUDY.fit().orElseThrow().dimensions().values().iterator().next().law();
    var panel = FIGURES.get("isoflop").panels().getFirst();
    var minima =
        panel.series().stream()
            .filter(s -> s.name().startsWith("best size"))
            .map(s -> ((Series.Points) s).points().getFirst())
            .toList();
    var curves =
        panel.series().stream()
            .filter(Series.Line.class::isInstance)
            .map(s -> ((Series.Line) s).vertices())
            .toList();
    assertThat(minima).isNotEmpty();
    assertThat(minima)
        .allSatisfy(m ->
            assertThat(curves)
                .anySatisfy(c -> {
                  var lowest = c.stream().mapToDouble(Series.Vertex::y).min().orElseThrow();
                  // 60 vertices come this near to the true minimum of a smooth curve
                  assertThat(lowest / m.y()).isBetween(1.0, 1.002);
                }));
    assertThat(law.optimum(1e4)).isPositive();
  }

  @Test
  void theGridTellsInnerShapesFromEdgesAndMarksTheStart() {
    long inside =
        STUDY.results().grid().stream().filter(m -> STUDY.grid().isInterior(m.shape())).count();
    assertThat(points("grid-frontier", "inside the grid")).hasSize((int) inside);
    assertThat(points("grid-frontier", "on an edge"))
        .hasSize(STUDY.results().grid().size() - (int) inside);
    assertThat(points("grid-frontier", "start shape"))
        .extracting(Point::y)
        .containsExactly(STUDY.start().orElseThrow().loss());
  }

  @Test
  void aStudyBeforeItsFirstRunHasNoFigureAndOneTable() {
    StudyReport unstarted = SampleStudy.unstarted("empty");
    assertThat(StudyFigures.of(unstarted)).isEmpty();
    assertThat(StudyTables.of(unstarted)).extracting(Table::id).containsExactly("runs");
    assertThat(unstarted.refusal()).isPresent();
  }

  @Test
  void tablesListEveryRunAndEveryFit() {
    Map<String, Table> tables =
        StudyTables.of(STUDY).stream().collect(Collectors.toMap(Table::id, Function.identity()));
    assertThat(tables).containsOnlyKeys("shapes", "fits", "centre", "frontier", "runs");
    assertThat(tables.get("runs").rows()).hasSize(STUDY.results().rows().size());
    assertThat(tables.get("fits").rows()).hasSize(3);
  }
}
