package shapelaw.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

class GridRunsTest {

  private static final List<Integer> WIDTHS = List.of(16, 32, 48, 64);

  private static final long SHORT = 100;
  private static final long LONG = 1000;

  private static final GridSweep GRID = new GridSweep(axes());

  private static Map<Dimension, List<Integer>> axes() {
    var axes = new LinkedHashMap<Dimension, List<Integer>>();
    axes.put(Dimension.WIDTH, WIDTHS);
    axes.put(Dimension.DEPTH, List.of(2));
    axes.put(Dimension.MLP_DIM, List.of(32));
    return axes;
  }

  private static RunSpec run(int width, long steps) {
    return new RunSpec(
        new VisionTransformer(Shape.vit(width, 2, 32), 2, 4, 16, 3, Pooling.GAP, 100),
        new DataSpec.Fractals(16, 100, new DataSpec.Split(20, 1000), 1),
        new Recipe(
            10, Optimizer.AdamW.USUAL, 1e-3, 1e-4, new Schedule.ReciprocalSquareRoot(5, 10), 1),
        steps,
        EvaluationSpec.PAPER,
        0);
  }

  private static RunResult done(RunSpec run, double error) {
    return new RunResult.Done(
        run.id(),
        error,
        Map.of(10, error),
        0.002,
        3,
        Optional.empty(),
        1,
        new Provenance("test", "dev", "none", Map.of(), Map.of()));
  }

  /// A grid whose shapes have these errors after the short and after the long training; none for a
  /// run that is not made.
  private static SweepResults results(double[]... errors) {
    var trunks = new ArrayList<Plan.PlannedTrunk>();
    var results = new HashMap<RunId, RunResult>();
    for (int i = 0; i < WIDTHS.size(); i++) {
      for (int j = 0; j < 2; j++) {
        RunSpec run = run(WIDTHS.get(i), j == 0 ? SHORT : LONG);
        trunks.add(new Plan.PlannedTrunk(new Purpose.Grid(), new Trunk(List.of(run))));
        if (i < errors.length) {
          results.put(run.id(), done(run, errors[i][j]));
        }
      }
    }
    return new SweepResults(new Plan(trunks, List.of()), results);
  }

  private static double[] errors(double afterShort, double afterLong) {
    return new double[] {afterShort, afterLong};
  }

  private static Optional<ParetoStart> start(SweepResults results) {
    return Pareto.start(GRID, results.grid(), GridRuns.of(results));
  }

  @Test
  void aShapeAtChanceLevelIsNoCandidateForTheStart() {
    SweepResults results =
        results(errors(1, 1), errors(1, 0.96), errors(1, 0.8), errors(0.99, 0.7));
    assertThat(Pareto.frontier(GRID, results.grid()))
        .extracting(ParetoStart.Stretch::shape)
        .contains(Shape.vit(16, 2, 32));
    assertThat(start(results))
        .hasValueSatisfying(start -> {
          assertThat(start.frontier())
              .extracting(ParetoStart.Stretch::shape)
              .containsExactly(Shape.vit(48, 2, 32), Shape.vit(64, 2, 32));
          assertThat(start.fromShortestRun()).as("shorter ones are at chance").isFalse();
          assertThat(start.runs().leftOut())
              .contains(
                  "Runs of the grid at chance level (6 of 8) are no candidates for the start shape. Maybe longer durations: grid.examples in study.yaml.");
        });
  }

  @Test
  void aGridAtChanceLevelHasNoStart() {
    assertThat(start(results(errors(1, 1), errors(1, 1), errors(1, 0.96), errors(1, 0.95))))
        .isEmpty();
  }

  @Test
  void aGridThatHasLearntLosesNothing() {
    SweepResults results =
        results(errors(0.8, 0.7), errors(0.7, 0.5), errors(0.7, 0.6), errors(0.9, 0.6));
    GridRuns runs = GridRuns.of(results);
    assertThat(runs.leftOut()).isEmpty();
    assertThat(runs.unfinished()).isEmpty();
    assertThat(start(results).map(ParetoStart::frontier))
        .isEqualTo(Pareto.start(GRID, results.grid()).map(ParetoStart::frontier));
  }

  @Test
  void runsThatAreNotMadeAreCounted() {
    assertThat(GridRuns.of(results(errors(0.8, 0.7))).unfinished())
        .contains("2 of the plan's 8 grid runs have a result; make or import the rest first");
    assertThat(GridRuns.UNKNOWN.unfinished()).as("a table without a plan").isEmpty();
  }

  @Test
  void aComputeThatATableCountsInOtherUnitsIsStillThatOfTheRun() {
    SweepResults results = results(errors(1, 1), errors(1, 0.5), errors(1, 0.5), errors(1, 0.5));
    assertThat(results.grid())
        .filteredOn(m -> m.loss() == 1)
        .isNotEmpty()
        .allSatisfy(m -> {
          var slightlyOff = new Measurement(m.shape(), m.compute().times(1 + 1e-15), m.loss());
          assertThat(GridRuns.of(results).isAtChance(slightlyOff)).isTrue();
        });
  }
}
