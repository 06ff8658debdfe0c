package shapelaw.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedStudyTest {

  private static List<Double> excess(Repetition repetition, ShapeRule rule) {
    return repetition.excess().getOrDefault(rule, List.of());
  }

  @Test
  void withoutNoiseTheTrueLawIsChosenAndItsShapeLosesNothing() {
    Repetition structural = new SimulatedStudy(Truths.structural(), 0).repeat(1);
    assertThat(structural.chosen()).isEqualTo("structural");
    // Searches end where the loss changes by less than 1e-7.
    assertThat(excess(structural, ShapeRule.TOOL)).allMatch(e -> Math.abs(e) < 1e-6);

    Repetition decomposable = new SimulatedStudy(Truths.decomposable(), 0).repeat(1);
    assertThat(decomposable.chosen()).isEqualTo("decomposable");
    // At 1000 times the grid's compute and beyond, the best sizes lie outside of the search.
    assertThat(excess(decomposable, ShapeRule.TOOL).subList(0, 2))
        .allMatch(e -> Math.abs(e) < 1e-6);
  }

  @Test
  void noRuleFindsTheBestShapeOfALawThatNobodyFits() {
    Repetition repetition = new SimulatedStudy(Truths.bottleneck(), 0).repeat(1);
    for (ShapeRule rule : ShapeRule.values()) {
      assertThat(excess(repetition, rule)).as(rule.label()).allMatch(e -> e > 1e-4);
    }
    assertThat(repetition.heldByTrueLaw()).isEmpty();
  }

  @Test
  void aSeedGivesTheSameStudyAgain() {
    var study = new SimulatedStudy(Truths.structural(), 0.01);
    Repetition first = study.repeat(7);
    assertThat(study.repeat(7)).isEqualTo(first);
    assertThat(study.repeat(8)).isNotEqualTo(first);
  }

  @Test
  void everyIntervalIsJudged() {
    Repetition repetition = new SimulatedStudy(Truths.structural(), 0.003).repeat(3);
    assertThat(repetition.heldByTrueLaw())
        .containsOnlyKeys(
            "loss at centre",
            "loss at 10×",
            "loss at 100×",
            "loss at 1000×",
            "loss at 10000×",
            "best width",
            "best depth",
            "best mlp_dim",
            "a_width",
            "a_depth",
            "a_mlp_dim",
            "c");
  }
}
