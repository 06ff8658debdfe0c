package shapelaw.report.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import shapelaw.law.DimensionFit;
import shapelaw.law.SingleDimensionLaw;
import shapelaw.law.StarFit;
import shapelaw.law.StarFitOutcome;
import shapelaw.recommend.Analysis;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.PlotlyRenderer;
import shapelaw.report.figure.Point;
import shapelaw.report.figure.Series;
import shapelaw.report.figure.SvgRenderer;
import shapelaw.report.figure.Theme;
import shapelaw.shape.Dimension;

final class StudyFiguresTest {
  private static final StudyReport STUDY = SampleStudy.shared();
  private static final Origin.Trained TRAINED = STUDY.trained().orElseThrow();
  private static final List<Figure> FIGURES = figures(STUDY);

  private static List<Figure> figures(StudyReport report) {
    return StudySections.of(report).stream().flatMap(s -> s.figures().stream()).toList();
  }

  private static List<Table> tables(StudyReport report) {
    return StudySections.of(report).stream().flatMap(s -> s.tables().stream()).toList();
  }

  private static Figure figure(String id) {
    return FIGURES.stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow();
  }

  private static List<Series> series(String figure, String name) {
    return figure(figure).panels().stream()
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
        .extracting(Figure::id)
        .containsExactlyInAnyOrder(
            "size-freedom",
            "held-out-errors",
            "law-exponents",
            "law-slices",
            "law-best-sizes",
            "law-residuals",
            "predicted-measured",
            "isoflop",
            "exponents",
            "best-sizes",
            "grid-frontier",
            "named-shapes");
    assertThat(FIGURES)
        .allSatisfy(f -> {
          assertThat(f.shows()).isNotBlank().doesNotContain("%d").doesNotContain("%s");
          assertThat(f.certainty()).isNotBlank().doesNotContain("%s");
        });
    assertThat(figure("predicted-measured").certainty())
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
    var panel = figure("isoflop").panels().getFirst();
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
  }

  @Test
  void theGridTellsInnerShapesFromEdgesAndMarksTheStart() {
    long inside =
        TRAINED.results().grid().stream().filter(m -> TRAINED.grid().isInterior(m.shape())).count();
    assertThat(points("grid-frontier", "inside the grid")).hasSize((int) inside);
    assertThat(points("grid-frontier", "on an edge"))
        .hasSize(TRAINED.results().grid().size() - (int) inside);
    assertThat(points("grid-frontier", "start shape"))
        .extracting(Point::y)
        .containsExactly(STUDY.start().orElseThrow().loss());
  }

  @Test
  void aStudyBeforeItsFirstRunHasNoFigureAndOneTable() {
    StudyReport unstarted = SampleStudy.unstarted("empty");
    assertThat(figures(unstarted)).isEmpty();
    assertThat(tables(unstarted)).extracting(Table::id).containsExactly("runs");
    assertThat(unstarted.refusal()).isPresent();
  }

  private static Table runs(StudyReport report) {
    return tables(report).stream().filter(t -> t.id().equals("runs")).findFirst().orElseThrow();
  }

  @Test
  void theTableOfRunsHasAColumnOfValidationsOnlyIfThereAreSome() {
    assertThat(runs(STUDY).columns())
        .extracting(Table.Column::key)
        .doesNotContain("validation_error_rate");
    Table runs = runs(SampleStudy.onImages(Long.MAX_VALUE));
    List<String> keys = runs.columns().stream().map(Table.Column::key).toList();
    int error = keys.indexOf("error_rate");
    int validation = keys.indexOf("validation_error_rate");
    assertThat(keys.get(validation + 1)).isEqualTo("validation_loss");
    assertThat(runs.rows())
        .filteredOn(row -> !row.get(error).exact().isEmpty())
        .hasSizeGreaterThan(100)
        .allSatisfy(row ->
            assertThat(Double.parseDouble(row.get(validation).exact()))
                .isEqualTo(Double.parseDouble(row.get(error).exact()) / 2));
  }

  @Test
  void tablesListEveryRunAndEveryFit() {
    List<Table> tables = tables(STUDY);
    assertThat(tables)
        .extracting(Table::id)
        .containsExactly(
            "rules",
            "laws",
            "law-parameters",
            "fits",
            "open-points",
            "centre",
            "frontier",
            "shapes",
            "runs",
            "measurements");
    assertThat(tables.get(8).rows()).hasSize(TRAINED.results().rows().size());
    assertThat(tables.get(9).rows()).hasSize(STUDY.analysis().evidence().all().rows());
    assertThat(tables.get(3).rows()).hasSize(3);
  }

  /// β = 0: nothing says that a larger model ever costs, so no size is best.
  private static StudyReport withoutBestSizes() {
    StarFit fit = STUDY.fit().orElseThrow();
    var law = new SingleDimensionLaw(1, 0.5, 0, 1, 0.1, 0.3, 0.1);
    var laws = new LinkedHashMap<Dimension, SingleDimensionLaw>();
    var fits = new LinkedHashMap<Dimension, DimensionFit>();
    fit.dimensions()
        .forEach((d, f) -> {
          laws.put(d, law);
          fits.put(d, new DimensionFit(d, law, 0.1, f.observations(), 1, 1, List.of()));
        });
    var degenerate = new StarFit(fits, true, List.of(laws, laws), fit.noise(), fit.level());
    Analysis old = STUDY.analysis();
    var analysis =
        new Analysis(
            old.evidence(),
            new StarFitOutcome.Fitted(degenerate),
            old.centreChecks(),
            old.start(),
            old.joint());
    return new StudyReport(
        "flat",
        STUDY.written(),
        STUDY.origin(),
        analysis,
        STUDY.recommendation(),
        STUDY.shapes(),
        STUDY.comparison());
  }

  @Test
  void lawsWithoutABestSizeStillGiveFiguresWithoutNonsense() {
    List<Figure> figures = figures(withoutBestSizes());
    assertThat(figures).hasSize(12);
    assertThat(figures)
        .allSatisfy(f -> {
          assertThat(new SvgRenderer(Theme.LIGHT).document(f))
              .doesNotContain("NaN")
              .doesNotContain("Infinity");
          assertThat(PlotlyRenderer.panels(f).toString())
              .doesNotContain("NaN")
              .doesNotContain("Infinity");
        });
  }
}
