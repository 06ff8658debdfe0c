package shapelaw.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import shapelaw.cost.Compute;
import shapelaw.law.joint.JointLaw;
import shapelaw.law.joint.Measurements;
import shapelaw.shape.HeadRule;

final class ShapeChoiceTest {

  private static final Compute START = new Compute(1e13);

  private static final Budget T = new Budget.TrainingCompute(new Compute(1e16));

  private static final ShapeChoice.Star STAR =
      new ShapeChoice.Star.Scaling(
          new StarScaling(
              Map.of("width", 64.0, "depth", 4.0, "mlp_dim", 128.0),
              START,
              Map.of("width", 0.22, "depth", 0.45, "mlp_dim", 0.60)));

  private static final ShapeChoice.Star NO_STAR =
      new ShapeChoice.Star.Absent("No star sweep: no paper's rule.");

  private static ShapeChoice choice(
      JointLaw law, ShapeChoice.Star star, Map<String, Double> weights, Limit... limits) {
    Measurements data = Laws.vitMeasurements(law);
    var search =
        new ShapeSearch(
            Laws.fit(law, data, 20, 0.01),
            Laws.VIT_COST,
            SizeRange.around(data, 10),
            List.of(limits));
    SizeSteps steps = SizeSteps.of(data).with("width", 16).with("mlp_dim", 16);
    return new ShapeChoice(search, steps, star, weights, Optional.empty());
  }

  private static ShapeComparison compared(ShapeChoice choice, Budget budget) {
    return switch (choice.compare(budget)) {
      case ShapeChoice.Outcome.Compared(ShapeComparison comparison) -> comparison;
      case ShapeChoice.Outcome.Refused(String reason) -> throw new AssertionError(reason);
    };
  }

  private static ShapeComparison.Row row(ShapeComparison comparison, ScalingRule rule) {
    return comparison.row(rule).orElseThrow();
  }

  @Test
  void setsEveryRuleBesideTheOthers() {
    Map<String, Double> weights = Map.of("width", 0.2, "depth", 0.3, "mlp_dim", 0.5);
    ShapeComparison comparison = compared(choice(Laws.structural(), STAR, weights), T);
    assertThat(comparison.rows())
        .extracting(ShapeComparison.Row::rule)
        .containsExactly(ScalingRule.values());
    PricedShape paper = row(comparison, ScalingRule.PAPER).shape();
    // 64 · 10^0.22 = 106 → 112, 4 · 10^0.45 = 11.3 → 11, 128 · 10^0.6 = 509.6 → 512
    assertThat(paper.sizes()).isEqualTo(Map.of("width", 112.0, "depth", 11.0, "mlp_dim", 512.0));
    // 64 · 1000^(0.2 · 0.22) = 86.7 → 80, 4 · 1000^0.135 = 10.2 → 10, 128 · 1000^0.3 = 1016.7
    assertThat(row(comparison, ScalingRule.WEIGHTS).shape().sizes())
        .isEqualTo(Map.of("width", 80.0, "depth", 10.0, "mlp_dim", 1024.0));
    assertThat(comparison.recommended()).isEqualTo(ScalingRule.DIRECT_MINIMUM);
    assertThat(comparison.absent()).isEmpty();
    for (ShapeComparison.Row row : comparison.rows()) {
      assertThat(row.excess()).isGreaterThanOrEqualTo(0);
      assertThat(row.loss().contains(row.loss().estimate())).isTrue();
      assertThat(row.shape().examples().orElseThrow() * row.shape().forwardFlops().orElseThrow())
          .isCloseTo(1e16, Percentage.withPercentage(1e-9));
      assertThat(row.loss().estimate())
          .isGreaterThanOrEqualTo(comparison.recommendedRow().loss().estimate());
    }
  }

  @Test
  void aShapeFarFromEveryMeasuredSizeIsNotShownAndTheReasonNamesTheBounds() {
    ShapeChoice choice = choice(Laws.structural(), STAR, Map.of());
    ShapeComparison comparison =
        compared(choice, new Budget.TrainingCompute(new Compute(1e16).times(1e12)));
    ShapeComparison.Row paper = row(comparison, ScalingRule.PAPER);
    assertThat(paper.beyond()).contains("depth", "mlp_dim");
    assertThat(comparison.shown())
        .contains(comparison.recommendedRow())
        .doesNotContain(paper)
        .allSatisfy(row -> assertThat(row.beyond()).isEmpty());
    assertThat(comparison.absent())
        .filteredOn(sentence -> sentence.startsWith("paper's rule"))
        .singleElement()
        .asString()
        .contains("depth beyond 60, mlp_dim beyond 2560", "--range FACTOR");
  }

  /// All multiples within a factor of two around the best sizes.
  @Test
  void noOtherMultipleNearbyHasLessLoss() {
    ShapeChoice choice = choice(Laws.structural(), STAR, Map.of());
    ShapeComparison comparison = compared(choice, T);
    Map<String, Double> best = comparison.optimum().shape().sizes();
    double least = Double.POSITIVE_INFINITY;
    for (double w = 16; w < 2 * best.getOrDefault("width", 0.0); w += 16) {
      for (double d = 1; d < 2 * best.getOrDefault("depth", 0.0); d++) {
        for (double m = 16; m < 2 * best.getOrDefault("mlp_dim", 0.0); m += 16) {
          PricedShape shape =
              choice.search().price(Map.of("width", w, "depth", d, "mlp_dim", m), T);
          least = Math.min(least, choice.search().fit().law().loss(shape::variable));
        }
      }
    }
    assertThat(comparison.recommendedRow().loss().estimate())
        .isLessThanOrEqualTo(least * (1 + BestRounding.TOLERANCE));
    assertThat(comparison.recommendedRow().excess()).isBetween(0.0, 0.001);
  }

  /// With few parameters every step is coarse: the best multiples are far from the best sizes.
  @Test
  void roundsSmallModelsAsWellAsBruteForce() {
    for (double parameters : new double[] {8e3, 15e3, 30e3, 60e3}) {
      ShapeChoice choice =
          choice(Laws.decomposable(), STAR, Map.of(), new Limit.Parameters(parameters));
      double least = Double.POSITIVE_INFINITY;
      for (double w = 16; w <= 160; w += 16) {
        for (double d = 1; d <= 40; d++) {
          for (double m = 16; m <= 2560; m += 16) {
            PricedShape shape =
                choice.search().price(Map.of("width", w, "depth", d, "mlp_dim", m), T);
            if (shape.parameters().orElseThrow() <= parameters) {
              least = Math.min(least, choice.search().fit().law().loss(shape::variable));
            }
          }
        }
      }
      ShapeComparison.Row row = compared(choice, T).recommendedRow();
      assertThat(row.loss().estimate()).isLessThanOrEqualTo(least * (1 + BestRounding.TOLERANCE));
      assertThat(row.broken()).isEmpty();
    }
  }

  @Test
  void withoutStarTheDirectMinimumAnswersAlone() {
    ShapeComparison comparison = compared(choice(Laws.gemstones(), NO_STAR, Map.of()), T);
    assertThat(comparison.rows()).hasSize(1);
    assertThat(comparison.absent())
        .contains("No star sweep: no paper's rule.")
        .anyMatch(sentence -> sentence.contains("no joint exponents"));
  }

  @Test
  void withoutStarTheJointExponentsStartAtTheMostMeasuredCompute() {
    ShapeComparison comparison = compared(choice(Laws.structural(), NO_STAR, Map.of()), T);
    assertThat(comparison.rows())
        .extracting(ShapeComparison.Row::rule)
        .containsExactly(ScalingRule.JOINT_EXPONENTS, ScalingRule.DIRECT_MINIMUM);
    assertThat(row(comparison, ScalingRule.JOINT_EXPONENTS).excess()).isLessThan(0.005);
  }

  @Test
  void aDoubtedLawLeavesThePaperItsRule() {
    ShapeChoice sure = choice(Laws.structural(), STAR, Map.of());
    var doubted =
        new ShapeChoice(
            sure.search(),
            sure.steps(),
            STAR,
            Map.of(),
            Optional.of("its held-out error is 9 %, that of the star's laws 2 %."));
    ShapeComparison comparison = compared(doubted, T);
    assertThat(comparison.recommended()).isEqualTo(ScalingRule.PAPER);
    assertThat(comparison.reason()).contains("held-out error is 9 %");
  }

  @Test
  void limitsBindTheDirectMinimumAndAreCheckedOnTheOthers() {
    var limit = new Limit.ForwardFlops(5e7);
    ShapeComparison comparison = compared(choice(Laws.structural(), STAR, Map.of(), limit), T);
    assertThat(comparison.recommendedRow().shape().forwardFlops().orElseThrow())
        .isLessThanOrEqualTo(5e7);
    assertThat(comparison.recommendedRow().broken()).isEmpty();
    assertThat(row(comparison, ScalingRule.PAPER).broken()).containsExactly(limit);
  }

  @Test
  void whereServingSharesTheBudgetEveryRuleSpendsAllOfIt() {
    double total = 3e16;
    double images = 1e7;
    ShapeComparison comparison =
        compared(
            choice(Laws.structural(), STAR, Map.of()),
            new Budget.TrainingAndServing(total, images));
    assertThat(comparison.absent()).isEmpty();
    assertThat(comparison.rows()).hasSize(3);
    for (ShapeComparison.Row row : comparison.rows()) {
      double spent =
          3 * row.shape().trainingFlops() + images * row.shape().forwardFlops().orElseThrow();
      assertThat(spent).isCloseTo(total, Percentage.withPercentage(1e-9));
    }
    // Before rounding, the paper's shape is the start scaled by the compute that serving leaves.
    Map<String, Double> paper = row(comparison, ScalingRule.PAPER).unrounded();
    double tau = Math.pow(paper.getOrDefault("depth", 0.0) / 4, 3 / 0.45);
    assertThat(3 * tau * START.forwardFlops() + images * Laws.VIT_COST.forwardFlops(paper::get))
        .isCloseTo(total, Percentage.withPercentage(1e-6));
  }

  @Test
  void weightsMustSumToOne() {
    assertThatThrownBy(() -> choice(Laws.structural(), STAR, Map.of("width", 0.5, "depth", 0.3)))
        .hasMessageContaining("sum to 1")
        .hasMessageContaining("0.8");
    assertThatThrownBy(() -> choice(Laws.structural(), STAR, Map.of("heads", 1.0)))
        .hasMessageContaining("weights must be of the dimensions [width, depth, mlp_dim]");
  }

  /// 400 replicates and five budgets; 0.03 to 0.2 s on two cores; the limit leaves room for a
  /// loaded machine.
  @Test
  void manyReplicatesTakeNoTime() {
    JointLaw law = Laws.structural();
    Measurements data = Laws.vitMeasurements(law);
    var search =
        new ShapeSearch(
            Laws.fit(law, data, 400, 0.05), Laws.VIT_COST, SizeRange.around(data, 10), List.of());
    assertTimeout(
        Duration.ofSeconds(3),
        () -> {
          for (double t : new double[] {1e14, 1e15, 1e16, 1e17, 1e18}) {
            assertThat(search.best(new Budget.TrainingCompute(new Compute(t))))
                .isInstanceOf(SearchOutcome.Found.class);
          }
        });
  }

  private static String refused(ShapeChoice choice) {
    return switch (choice.compare(T)) {
      case ShapeChoice.Outcome.Refused(String reason) -> reason;
      case ShapeChoice.Outcome.Compared(ShapeComparison comparison) ->
          throw new AssertionError(comparison.recommendedRow());
    };
  }

  @Test
  void adviceForWhatCannotBeBuiltIsGivenOnlyIfItHelps() {
    var few = new Limit.Parameters(6000);
    ShapeChoice free = choice(Laws.structural(), STAR, Map.of(), few);
    SizeSteps coarse = free.steps().with("width", 64);
    assertThat(refused(withSteps(free, coarse)))
        .endsWith(
            "raise the limits or allow smaller multiples: --multiple width=8 --multiple mlp_dim=8.");
    assertThat(refused(withSteps(free, coarse.withHeads(new HeadRule.FixedSize(64)))))
        .contains("heads of size 64 decide the width (the study's model.heads, or --heads)")
        .endsWith("Maybe raise the limits.");
  }

  private static ShapeChoice withSteps(ShapeChoice choice, SizeSteps steps) {
    return new ShapeChoice(choice.search(), steps, choice.star(), choice.weights(), choice.doubt());
  }

  @Test
  void aRoundedShapeThatMissesTheLossIsNotSaidToReachIt() {
    ShapeChoice choice = choice(Laws.structural(), STAR, Map.of());
    double reached = compared(choice, T).recommendedRow().loss().estimate();
    ShapeComparison comparison =
        compared(
            withSteps(choice, choice.steps().with("width", 64).with("mlp_dim", 64)),
            new Budget.TargetLoss(reached, 0));
    ShapeComparison.Row row = comparison.recommendedRow();
    assertThat(row.loss().estimate()).isGreaterThan(1.0001 * reached);
    Matcher needed =
        Pattern.compile(
                "miss it by ([0-9.]+) % with the same FLOPs and reach it with ([0-9.e+]+) FLOPs in all .* and ([0-9.e+]+) examples")
            .matcher(comparison.reason());
    assertThat(needed.find()).as(comparison.reason()).isTrue();
    assertThat(Double.parseDouble(needed.group(1)))
        .isCloseTo(100 * (row.loss().estimate() / reached - 1), Offset.offset(0.006));
    PricedShape trained =
        choice
            .search()
            .price(
                row.shape().sizes(),
                new Budget.TrainingCompute(
                    Compute.ofTrainingFlops(Double.parseDouble(needed.group(2)))));
    assertThat(choice.search().loss(trained).estimate())
        .isCloseTo(reached, Percentage.withPercentage(0.1));
    assertThat(trained.examples().orElseThrow())
        .isCloseTo(Double.parseDouble(needed.group(3)), Percentage.withPercentage(1));
  }

  @Test
  void aShapeJustBeyondTheSearchIsNotFarFromWhatWasMeasured() {
    ShapeChoice far = choice(Laws.structural(), STAR, Map.of());
    var near =
        new ShapeSearch(
            far.search().fit(),
            far.search().cost(),
            SizeRange.around(far.search().fit().data(), 1),
            List.of());
    var choice = new ShapeChoice(near, far.steps(), STAR, Map.of(), Optional.empty());
    assertThat(compared(choice, T).absent())
        .filteredOn(sentence -> sentence.startsWith("paper's rule"))
        .singleElement()
        .asString()
        .contains("where the search ends. Maybe")
        .doesNotContain("far from");
    assertThat(compared(far, new Budget.TrainingCompute(new Compute(1e16).times(1e12))).absent())
        .filteredOn(sentence -> sentence.startsWith("paper's rule"))
        .singleElement()
        .asString()
        .contains("where the search ends, far from every measured size. Maybe");
  }
}
