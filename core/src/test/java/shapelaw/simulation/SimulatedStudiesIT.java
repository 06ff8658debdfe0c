package shapelaw.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What docs/simulated-studies.md shows, from fewer studies.
class SimulatedStudiesIT {

  private static final int STUDIES = 40;

  /// The worst of ten correct 95 % intervals in 40 studies stays above this with a probability of
  /// 99 %.
  private static final double LEAST_COVERAGE = 0.82;

  static List<SimulatedStudies.Truth> truths() {
    return SimulatedStudies.truths();
  }

  @ParameterizedTest
  @MethodSource("truths")
  void theToolLosesLessThanThePaperRuleAndItsIntervalsHold(SimulatedStudies.Truth truth) {
    var study = new SimulatedStudy(truth.law(), 0.01);
    var cell =
        new SimulatedStudies.Cell(
            truth.name(),
            0.01,
            LongStream.range(0, STUDIES).parallel().mapToObj(study::repeat).toList());
    for (int b = 0; b < SimulatedStudies.BUDGETS.size(); b++) {
      assertThat(cell.excess(ShapeRule.TOOL, b, 0.9))
          .isLessThan(cell.excess(ShapeRule.PAPER, b, 0.5));
    }
    Map<String, Double> coverage = cell.coverage(Repetition::heldByTrueLaw);
    assertThat(coverage)
        .allSatisfy(
            (quantity, share) -> assertThat(share).as(quantity).isGreaterThan(LEAST_COVERAGE));
  }
}
