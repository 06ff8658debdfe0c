package shapelaw.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Provenance;
import shapelaw.run.Recipe;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.run.Trunk;
import shapelaw.shape.Dimension;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

final class SweepResultsTest {

  private static final Provenance PROVENANCE =
      new Provenance("test", "dev", "none", Map.of(), Map.of());
  private static final Recipe RECIPE =
      new Recipe(
          64, Optimizer.Adafactor.PAPER, 1e-3, 0, new Schedule.ReciprocalSquareRoot(10, 20), 1);

  private static RunSpec run(Shape shape, long steps, int repeat) {
    return new RunSpec(
        new VisionTransformer(shape, 2, 4, 16, 3, Pooling.GAP, 10),
        new DataSpec.Fractals(16, 10, 5, 1),
        RECIPE,
        steps,
        EvaluationSpec.PAPER,
        repeat);
  }

  private static Plan plan() {
    var arms = new LinkedHashMap<Dimension, List<Integer>>();
    arms.put(Dimension.WIDTH, List.of(16, 32, 64));
    arms.put(Dimension.DEPTH, List.of(1, 2, 4));
    var axes = new LinkedHashMap<Dimension, List<Integer>>();
    axes.put(Dimension.WIDTH, List.of(16, 96));
    axes.put(Dimension.DEPTH, List.of(6));
    axes.put(Dimension.MLP_DIM, List.of(192));
    return new SweepDesign(
            new StarSweep(Shape.vit(96, 6, 192), arms),
            List.of(100L, 200L, 400L),
            new GridSweep(axes),
            List.of(100L, 200L, 400L),
            1,
            SweepResultsTest::run)
        .plan();
  }

  private static RunResult done(RunSpec spec, double errorRate) {
    return new RunResult.Done(spec.id(), errorRate, Map.of(10, errorRate), 0.01, 1, 1, PROVENANCE);
  }

  @Test
  void aTrunkThatServesTwoPurposesIsTrainedOnceAndListedTwice() {
    // 16/6/192 is on the width arm and 96/6/192 is the centre; both are in the grid, too.
    assertThat(plan().trunks()).hasSize(3 + 3 + 1 + 2);
    assertThat(plan().distinct()).hasSize(3 + 3 + 1);
    assertThat(plan().runs()).isEqualTo(7 * 3);
  }

  @Test
  void trunksOfOneModelWithOtherDurationsAreTrainedTogether() {
    Plan plan = plan();
    RunSpec run = plan.trunks().getFirst().trunk().longest();
    var other =
        new Plan.PlannedTrunk(new Purpose.Grid(), new Trunk(List.of(run.withSteps(50), run)));
    var both = new Plan(List.of(plan.trunks().getFirst(), other), List.of());
    assertThat(both.distinct()).hasSize(1);
    assertThat(both.distinct().getFirst().trunk().runs())
        .extracting(RunSpec::steps)
        .containsExactly(50L, 100L, 200L, 400L);
    assertThat(both.runs()).isEqualTo(4);
  }

  @Test
  void bruteForceCostsMoreThanTheStarAndTrunksLessThanSeparateRuns() {
    assertThat(plan().bruteForce()).hasSize(4 * 4 * 3);
    assertThat(plan().trainedForwardFlops()).isLessThan(plan().separateForwardFlops());
    assertThat(plan().separateForwardFlops()).isLessThan(plan().bruteForceForwardFlops());
  }

  @Test
  void sortsResultsByPurposeAndHoldsTheCentreOut() {
    Plan plan = plan();
    var results = new HashMap<RunId, RunResult>();
    plan.trunks()
        .forEach(t -> t.trunk().runs().forEach(spec -> results.put(spec.id(), done(spec, 0.5))));
    var sweep = new SweepResults(plan, results);
    assertThat(sweep.arms()).containsOnlyKeys(Dimension.WIDTH, Dimension.DEPTH);
    assertThat(sweep.arms().get(Dimension.WIDTH)).hasSize(9).noneMatch(o -> o.x() == 96);
    assertThat(sweep.centre()).hasSize(3);
    assertThat(sweep.grid()).hasSize(6);
    assertThat(sweep.missing()).isZero();
  }

  @Test
  void runsWithoutAMeasurementAreKeptApart() {
    Plan plan = plan();
    RunSpec first = plan.trunks().getFirst().trunk().longest();
    RunSpec perfect = plan.trunks().get(1).trunk().longest();
    Map<RunId, RunResult> results =
        Map.of(
            first.id(),
            new RunResult.Diverged(first.id(), 7, PROVENANCE),
            perfect.id(),
            done(perfect, 0));
    var sweep = new SweepResults(plan, results);
    assertThat(sweep.withoutMeasurement()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(sweep.leftOut())
        .hasValue(
            "Left out of every fit: 1 run that diverged, 1 run without any error, which has no relative error.");
    assertThat(sweep.arms().get(Dimension.WIDTH)).isEmpty();
    assertThat(sweep.largestCompute()).isEmpty();
    assertThat(sweep.missing()).isPositive();
  }
}
