package shapelaw.law;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import shapelaw.law.CoverageStudy.Coverage;
import shapelaw.law.CoverageStudy.Scenario;

class StarFitCoverageTest {

  @Test
  void intervalsHoldTheTruthAtLeast90TimesIn100AtOnePercentNoise() {
    var scenario =
        new Scenario(
            "the paper's star",
            PaperStar.TRUTH,
            PaperStar.exact(),
            0.01,
            0,
            StarFitOptions.DEFAULT.withReplicates(200));
    var coverage = CoverageStudy.of(scenario, 100);
    assertThat(coverage)
        .hasSize(9)
        .allSatisfy(
            (quantity, c) -> assertThat(c.fraction()).as(quantity).isGreaterThanOrEqualTo(0.90));
    // What the paper's star can say at 1 % noise. Wider would be a way to cover without knowing.
    assertThat(medianWidth(coverage, "s width")).isLessThan(0.15);
    assertThat(medianWidth(coverage, "s depth")).isLessThan(0.5);
    assertThat(medianWidth(coverage, "s mlp_dim")).isLessThan(1.2);
  }

  private static double medianWidth(Map<String, Coverage> coverage, String quantity) {
    return Objects.requireNonNull(coverage.get(quantity)).medianWidth();
  }
}
