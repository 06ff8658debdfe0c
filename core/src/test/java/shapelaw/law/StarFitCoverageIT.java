package shapelaw.law;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shapelaw.law.CoverageStudy.Coverage;
import shapelaw.law.CoverageStudy.Scenario;
import shapelaw.shape.Dimension;

/// The coverage table of the documentation. `-Dcoverage.repetitions=1000` makes the printed numbers
/// precise to 0.7 %.
class StarFitCoverageIT {

  private static final int REPETITIONS = Integer.getInteger("coverage.repetitions", 100);

  /// The worst of nine correct 95 % intervals in 100 repetitions stays above this with a
  /// probability of 99 %.
  private static final double LEAST_COVERAGE = 0.87;

  private static final StarFitOptions OPTIONS = StarFitOptions.DEFAULT.withReplicates(200);

  static List<Scenario> scenarios() {
    Map<Dimension, List<Observation>> six = PaperStar.exact();
    Map<Dimension, List<Observation>> three = PaperStar.everyOtherSize(six);
    return List.of(
        kind("6 sizes × 3, 1 %", six, 0.01, 0, OPTIONS),
        kind("6 sizes × 3, 0.3 %", six, 0.003, 0, OPTIONS),
        kind("6 sizes × 3, 2 %", six, 0.02, 0, OPTIONS),
        kind("6 sizes × 3, 1 %, own c", six, 0.01, 0, OPTIONS.withSharedC(false)),
        kind("3 sizes × 3, 1 %", three, 0.01, 0, OPTIONS),
        kind("6 sizes × 3, 1 %, ρ 0.5 told", six, 0.01, 0.5, OPTIONS.withShapeCorrelation(0.5)),
        kind("3 sizes × 3, 1 %, ρ 0.5 told", three, 0.01, 0.5, OPTIONS.withShapeCorrelation(0.5)),
        withoutConstants());
  }

  private static Scenario kind(
      String name,
      Map<Dimension, List<Observation>> exact,
      double noise,
      double rho,
      StarFitOptions options) {
    return new Scenario(name, PaperStar.TRUTH, exact, noise, rho, options);
  }

  /// ε and ξ on the boundary of what is allowed, where bootstrap theory gives no promise.
  private static Scenario withoutConstants() {
    var truth = new LinkedHashMap<Dimension, SingleDimensionLaw>();
    PaperStar.TRUTH.forEach((dimension, l) ->
        truth.put(
            dimension, new SingleDimensionLaw(l.alpha(), l.a(), l.beta(), l.b(), 0, l.c(), 0)));
    return new Scenario(
        "6 sizes × 3, 1 %, truth ε = ξ = 0", truth, PaperStar.exact(truth), 0.01, 0, OPTIONS);
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void intervalsHoldTheTruth(Scenario scenario) {
    Map<String, Coverage> coverage = CoverageStudy.of(scenario, REPETITIONS);
    System.out.println(row(scenario, coverage));
    assertThat(coverage)
        .hasSize(9)
        .allSatisfy(
            (quantity, c) -> assertThat(c.fraction()).as(quantity).isGreaterThan(LEAST_COVERAGE));
  }

  @Test
  void untoldCorrelationMakesIntervalsTooNarrow() {
    Scenario untold =
        kind("6 sizes × 3, 1 %, ρ 0.5 not told", PaperStar.exact(), 0.01, 0.5, OPTIONS);
    Map<String, Coverage> coverage = CoverageStudy.of(untold, REPETITIONS);
    System.out.println(row(untold, coverage));
    assertThat(coverage.values()).anyMatch(c -> c.fraction() < LEAST_COVERAGE);
  }

  /// A row of the Markdown table: coverage in % (median width) of each quantity.
  private static String row(Scenario scenario, Map<String, Coverage> coverage) {
    var row = new StringBuilder("| " + scenario.name());
    coverage.forEach((quantity, c) ->
        row.append(
            String.format(
                Locale.ROOT, " | %s %.1f (%.3g)", quantity, 100 * c.fraction(), c.medianWidth())));
    return row.append(" |").toString();
  }
}
