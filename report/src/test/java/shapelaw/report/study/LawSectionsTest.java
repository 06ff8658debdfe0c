package shapelaw.report.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shapelaw.law.joint.LawChoice;
import shapelaw.law.joint.LawFit;
import shapelaw.law.joint.Measurements;
import shapelaw.recommend.ShapeComparison;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.PlotlyRenderer;
import shapelaw.report.figure.Point;
import shapelaw.report.figure.Series;
import shapelaw.report.figure.SvgRenderer;
import shapelaw.report.figure.Theme;

final class LawSectionsTest {

  static Stream<StudyReport> reports() {
    return Stream.of(
        SampleStudy.shared(), ImportedSample.shapes(), ImportedSample.withoutDimensions());
  }

  private static Section section(StudyReport report, String id) {
    return StudySections.of(report).stream()
        .filter(s -> s.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Figure figure(StudyReport report, String id) {
    return StudySections.of(report).stream()
        .flatMap(s -> s.figures().stream())
        .filter(f -> f.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Table table(StudyReport report, String id) {
    return StudySections.of(report).stream()
        .flatMap(s -> s.tables().stream())
        .filter(t -> t.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static List<Point> points(Figure figure, String name) {
    return figure.panels().stream()
        .flatMap(p -> p.series().stream())
        .filter(s -> s instanceof Series.Points && s.name().endsWith(name))
        .flatMap(s -> ((Series.Points) s).points().stream())
        .toList();
  }

  private static String text(Section section) {
    return section.blocks().stream()
        .filter(Block.Paragraph.class::isInstance)
        .map(b -> ((Block.Paragraph) b).text())
        .reduce("", (a, b) -> a + b + "\n");
  }

  @Test
  void aStudyTrainedElsewhereHasTheSectionsThatNeedNoPlan() {
    assertThat(StudySections.of(ImportedSample.shapes()))
        .extracting(Section::id)
        .containsExactly("shape", "law-choice", "law", "measurements");
  }

  @ParameterizedTest
  @MethodSource("reports")
  void everyFigureIsFiniteAndSaysHowSureItIs(StudyReport report) {
    for (Section section : StudySections.of(report)) {
      for (Figure figure : section.figures()) {
        assertThat(new SvgRenderer(Theme.LIGHT).document(figure))
            .doesNotContain("NaN")
            .doesNotContain("Infinity");
        assertThat(PlotlyRenderer.panels(figure).toString())
            .doesNotContain("NaN")
            .doesNotContain("Infinity");
        assertThat(figure.shows() + figure.certainty()).doesNotContain("%s").doesNotContain("null");
        assertThat(figure.certainty()).isNotBlank();
      }
      assertThat(text(section)).doesNotContain("%s").doesNotContain("NaN");
    }
  }

  @ParameterizedTest
  @MethodSource("reports")
  void everyHeldOutErrorOfEveryLawIsADotAndACell(StudyReport report) {
    LawChoice choice = report.analysis().joint().choice();
    List<OptionalDouble> errors =
        choice.candidates().stream()
            .flatMap(c -> c.errors().stream())
            .filter(OptionalDouble::isPresent)
            .toList();
    Figure figure = figure(report, "held-out-errors");
    List<Point> dots =
        figure.panels().getFirst().series().stream()
            .skip(2) // score and in sample
            .flatMap(s -> ((Series.Points) s).points().stream())
            .toList();
    assertThat(dots.stream().mapToDouble(p -> p.x() / 100).boxed())
        .usingElementComparator(closely())
        .containsExactlyInAnyOrderElementsOf(
            errors.stream().map(OptionalDouble::getAsDouble).toList());
    Table laws = table(report, "laws");
    assertThat(laws.rows()).hasSize(choice.candidates().size());
    assertThat(laws.emphasised()).hasValue(0);
    assertThat(laws.rows().getFirst().get(1).shown()).isEqualTo("chosen");
    long columns = laws.columns().stream().filter(c -> c.header().startsWith("Held out:")).count();
    assertThat(columns).isEqualTo(choice.splits().size());
  }

  private static Comparator<Double> closely() {
    return (a, b) -> Math.abs(a / b - 1) < 1e-9 ? 0 : Double.compare(a, b);
  }

  @Test
  void theVerdictNamesTheWinnerTheNextAndThePapersForm() {
    LawChoice choice = ImportedSample.shapes().analysis().joint().choice();
    String verdict = text(section(ImportedSample.shapes(), "law-choice"));
    assertThat(verdict)
        .startsWith("Of 7 candidate laws, “" + choice.candidates().getFirst().form().name() + "”")
        .contains("The next best, “" + choice.candidates().get(1).form().name() + "”")
        .contains("“decomposable” (Eq. 3), is ")
        .contains("examples above")
        .contains("compute above");
    assertThat(text(section(ImportedSample.withoutDimensions(), "law-choice")))
        .contains("“chinchilla” is the only candidate");
  }

  @Test
  void lawsStandByTheirScoreAndATieIsExplained() {
    StudyReport tied = ImportedSample.tied();
    LawChoice choice = tied.analysis().joint().choice();
    Table laws = table(tied, "laws");
    assertThat(laws.rows().get(1).get(1).shown()).isEqualTo("chosen");
    assertThat(laws.emphasised()).hasValue(1);
    assertThat(text(section(tied, "law-choice")))
        .contains(
            "“%s” has the least score".formatted(choice.candidates().getFirst().form().name()))
        .doesNotContain("The next best");
  }

  @Test
  void aLawThatWasAskedForIsSaidToBeInUseInsteadOfTheOneThatPredictsBest() {
    LawChoice choice = ImportedSample.shapes().analysis().joint().choice();
    String best = choice.best().orElseThrow().form().name();
    String asked = choice.candidates().get(1).form().name();
    StudyReport report = ImportedSample.withLaw(asked);
    assertThat(text(section(report, "law-choice")))
        .startsWith("“%s” was asked for; held-out runs prefer “%s”.".formatted(asked, best))
        .contains("“" + best + "” was preferred because")
        .doesNotContain("was chosen");
    Table laws = table(report, "laws");
    assertThat(laws.emphasised()).hasValue(1);
    assertThat(laws.rows().get(0).get(1).shown()).isEqualTo("preferred");
    assertThat(laws.rows().get(1).get(1).shown()).isEqualTo("asked for");
  }

  @Test
  void aLawThatNobodyAskedForIsUsedWhereTheBestOneDoesNotSeeEveryDimension() {
    LawChoice choice = ImportedSample.shapes().analysis().joint().choice();
    String best = choice.best().orElseThrow().form().name();
    String used = choice.candidates().get(1).form().name();
    StudyReport report = ImportedSample.withLawThatSeesMore(used);
    assertThat(text(section(report, "law-choice")))
        .startsWith(
            "“%s” is used, the best law that sees every dimension, which “%s” does not; held-out runs prefer “%s”."
                .formatted(used, best, best))
        .doesNotContain("asked for");
    assertThat(table(report, "laws").rows().get(1).get(1).shown()).isEqualTo("used");
  }

  @Test
  void refusedLawsAreListedWithTheirReason() {
    Measurements all = ImportedSample.shapes().analysis().evidence().all();
    Measurements one = all.where(i -> all.shape(i) == 0);
    StudyReport report = ImportedSample.report("one shape", one);
    Table laws = table(report, "laws");
    assertThat(laws.rows())
        .allSatisfy(row -> assertThat(row.get(1).shown()).startsWith("refused: "));
    assertThat(laws.emphasised()).isEmpty();
    assertThat(text(section(report, "law-choice"))).startsWith("None of ");
    assertThat(text(section(report, "law"))).startsWith("No law over whole shapes");
    assertThat(report.comparison()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("reports")
  void everyNumberOfTheLawIsListedAndItsTermsMakeUpTheLoss(StudyReport report) {
    LawFit fit = report.jointFit().orElseThrow();
    Table table = table(report, "law-parameters");
    assertThat(table.rows()).hasSize(fit.law().form().parameters());
    double sum =
        table.rows().stream()
            .map(row -> row.getLast().exact())
            .filter(cell -> !cell.isEmpty())
            .mapToDouble(Double::parseDouble)
            .sum();
    assertThat(sum).isCloseTo(1, within(1e-9));
    assertThat(points(figure(report, "law-exponents"), "interval"))
        .hasSize(fit.law().form().exponents().size())
        .allMatch(p -> p.xSpan().isPresent());
  }

  @ParameterizedTest
  @MethodSource("reports")
  void everyMeasurementIsDrawnBesideTheLawOnceInEachPanel(StudyReport report) {
    LawFit fit = report.jointFit().orElseThrow();
    Figure figure = figure(report, "law-residuals");
    for (var panel : figure.panels()) {
      assertThat(
              panel.series().stream()
                  .filter(Series.Points.class::isInstance)
                  .mapToInt(s -> ((Series.Points) s).points().size())
                  .sum())
          .isEqualTo(fit.data().rows());
    }
    double squares =
        figure.panels().getLast().series().stream()
            .filter(Series.Points.class::isInstance)
            .flatMap(s -> ((Series.Points) s).points().stream())
            .mapToDouble(p -> Math.pow(Math.log1p(p.y() / 100), 2))
            .average()
            .orElseThrow();
    assertThat(Math.sqrt(squares)).isCloseTo(fit.logError(), within(1e-9));
  }

  /// 41 vertices come this near to the minimum of a smooth curve.
  @ParameterizedTest
  @MethodSource("reports")
  void curvesOfAllDimensionsHaveTheSameLowestPointWhichIsMarked(StudyReport report) {
    Figure figure = figure(report, "law-slices");
    assertThat(points(figure, "best size")).isNotEmpty();
    for (Point best : points(figure, "best size")) {
      assertThat(figure.panels())
          .allSatisfy(panel ->
              assertThat(panel.series())
                  .filteredOn(Series.Line.class::isInstance)
                  .anySatisfy(line ->
                      assertThat(lowest((Series.Line) line))
                          .isCloseTo(best.y(), Percentage.withPercentage(1))));
    }
    assertThat(points(figure, "measured shape")).isNotEmpty();
  }

  private static double lowest(Series.Line line) {
    return line.vertices().stream().mapToDouble(Series.Vertex::y).min().orElseThrow();
  }

  /// With L = A N^(−α) + B n^(−β) + E and C ∝ N n the best N grows as C^(β/(α+β)); the sample has α
  /// = 0.33, β = 0.34, and embeddings are no part of this sample's N.
  @Test
  void theComputeOptimalParametersGrowAsTheClosedFormSays() {
    Figure figure = figure(ImportedSample.withoutDimensions(), "law-best-sizes");
    LawFit fit = ImportedSample.withoutDimensions().jointFit().orElseThrow();
    double beta = fit.law().exponent("beta");
    double expected = beta / (fit.law().exponent("alpha") + beta);
    var line = (Series.Line) figure.panels().getFirst().series().get(1);
    var first = line.vertices().getFirst();
    var last = line.vertices().getLast();
    assertThat(Math.log(last.y() / first.y()) / Math.log(last.x() / first.x()))
        .isCloseTo(expected, within(0.002));
  }

  @Test
  void everyRuleIsARowAndTheRecommendedOneIsMarked() {
    StudyReport report = SampleStudy.shared();
    ShapeComparison comparison = report.compared().orElseThrow();
    Table rules = table(report, "rules");
    assertThat(rules.rows()).hasSize(comparison.rows().size()).hasSize(4);
    assertThat(rules.rows().get(rules.emphasised().orElseThrow()).getFirst().shown())
        .isEqualTo(Words.rule(comparison.recommended()));
    Figure figure = figure(report, "size-freedom");
    assertThat(points(figure, "(recommended)")).hasSize(3);
    assertThat(points(figure, "of the least loss"))
        .hasSize(3)
        .allSatisfy(p -> {
          assertThat(p.xSpan().orElseThrow().low()).isLessThan(1);
          assertThat(p.xSpan().orElseThrow().high()).isGreaterThan(1);
        });
  }

  @Test
  void exactPredictionsOfANoiselessStudyStillHaveAPlaceOnTheLogAxis() {
    double[] compute = IntStream.range(0, 30).mapToDouble(i -> 100 * Math.pow(2, i % 6)).toArray();
    double[] width =
        IntStream.range(0, 30).mapToDouble(i -> 32 * Math.pow(2, Math.floorDiv(i, 6))).toArray();
    double[] losses =
        IntStream.range(0, 30)
            .mapToDouble(i ->
                0.1
                    + 2 * Math.pow(width[i], -0.5)
                    + 0.5 * Math.pow(width[i], 0.5) * Math.pow(compute[i], -0.4))
            .toArray();
    StudyReport report =
        ImportedSample.report(
            "noiseless",
            Measurements.of(
                List.of("width"), Map.of("width", width, Measurements.COMPUTE, compute), losses));
    everyFigureIsFiniteAndSaysHowSureItIs(report);
  }
}
