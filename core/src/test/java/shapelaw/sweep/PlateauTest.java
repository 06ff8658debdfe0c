package shapelaw.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;
import shapelaw.law.joint.Measurements;
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
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

class PlateauTest {

  /// Of 100 classes: ln 100 + 99 ln(100 / 99).
  private static final double BASE_RATE = 5.600;

  private static final EvaluationSpec VALIDATED =
      new EvaluationSpec(
          EvaluationSpec.Metric.VALIDATION_ERROR, List.of(5, 10, 25), 10, 50, 3, 1024);

  private static RunSpec run(int width, long steps, EvaluationSpec evaluation) {
    return new RunSpec(
        new VisionTransformer(Shape.vit(width, 2, 32), 2, 4, 16, 3, Pooling.GAP, 100),
        new DataSpec.Fractals(16, 100, new DataSpec.Split(20, 1000), 1),
        new Recipe(
            10, Optimizer.AdamW.USUAL, 1e-3, 1e-4, new Schedule.ReciprocalSquareRoot(5, 10), 1),
        steps,
        evaluation,
        0);
  }

  private static RunResult done(RunSpec run, double error, double trainingLoss) {
    return new RunResult.Done(
        run.id(),
        error,
        Map.of(10, error),
        0.002,
        trainingLoss,
        Optional.of(new RunResult.Validation(error, 5, 1000)),
        1,
        new Provenance("test", "dev", "none", Map.of(), Map.of()));
  }

  /// One run for each loss, of different widths.
  private static SweepResults results(EvaluationSpec evaluation, double[]... outcomes) {
    var trunks = new ArrayList<Plan.PlannedTrunk>();
    var results = new HashMap<RunId, RunResult>();
    for (int i = 0; i < outcomes.length; i++) {
      RunSpec run = run(16 * (i + 1), 100, evaluation);
      trunks.add(new Plan.PlannedTrunk(new Purpose.Grid(), new Trunk(List.of(run))));
      results.put(run.id(), done(run, outcomes[i][0], outcomes[i][1]));
    }
    return new SweepResults(new Plan(trunks, List.of()), results);
  }

  private static double[] outcome(double error, double trainingLoss) {
    return new double[] {error, trainingLoss};
  }

  @Test
  void aFewShotErrorOfGuessingAmongTheHeldOutClassesIsNamedWithTheWayOut() {
    Plateau plateau =
        Plateau.of(
            results(
                EvaluationSpec.PAPER,
                outcome(0.5, 3),
                outcome(0.9512, 4),
                outcome(0.941, 4),
                outcome(0.92, 4)));
    assertThat(plateau.warning())
        .contains(
            "2 of 4 runs cannot be told from chance level (an error rate of 0.950 ± 0.014 among 20 classes: 2 standard errors of 1,000 images): 48/2/32 at 1,000 examples; 32/2/32 at 1,000 examples. No law has a plateau where training starts, so that runs that are still there bend every exponent. Maybe train for longer, or, second best, since it selects runs by their outcome, leave them out: --hold-out 'loss >= 0.941'.");
  }

  @Test
  void aValidationErrorIsJudgedByTheClassesThatWereTrained() {
    assertThat(Plateau.of(results(VALIDATED, outcome(0.97, 3), outcome(0.985, 3))).warning())
        .hasValueSatisfying(warning ->
            assertThat(warning)
                .startsWith("1 of 2 runs")
                .contains(
                    "an error rate of 0.990 ± 0.0063 among 100 classes: 2 standard errors of 1,000 images"));
  }

  /// Features of random weights beat chance a little: only the training loss tells.
  @Test
  void aTrainingLossAtItsBaseRateIsChanceWhateverTheError() {
    Plateau plateau =
        Plateau.of(
            results(
                EvaluationSpec.PAPER,
                outcome(0.5, 0.98 * BASE_RATE),
                outcome(0.85, 0.995 * BASE_RATE),
                outcome(0.9, 4)));
    assertThat(plateau.warning())
        .hasValueSatisfying(warning ->
            assertThat(warning)
                .startsWith("1 of 3 runs")
                .contains("a training loss within 1 % of 5.60, that of guessing among 100 classes")
                .as("another run has a higher error, so that no limit parts them")
                .doesNotContain("--hold-out"));
  }

  @Test
  void whatIsLearntOrUnknownIsNoPlateau() {
    assertThat(
            Plateau.of(results(EvaluationSpec.PAPER, outcome(0.9, 5), outcome(0.9, Double.NaN)))
                .warning())
        .isEmpty();
  }

  @Test
  void runsThatAreLeftOutOfTheFitAreNotNamed() {
    SweepResults results =
        results(EvaluationSpec.PAPER, outcome(0.5, 3), outcome(0.95, 4), outcome(0.6, 4));
    Measurements all = results.measurements();
    assertThat(Plateau.of(results).within(all).warning()).isPresent();
    assertThat(Plateau.of(results).within(all.where(i -> all.loss(i) < 0.9)).warning()).isEmpty();
  }

  /// Error rates of few images are often equal.
  @Test
  void ofRunsOfOneLossThoseAreNamedThatAreFitted() {
    SweepResults results =
        results(
            EvaluationSpec.PAPER,
            outcome(0.95, 4),
            outcome(0.95, 4),
            outcome(0.95, 4),
            outcome(0.6, 4));
    Measurements all = results.measurements();
    assertThat(Plateau.of(results).within(all.where(i -> all.value(i, "width") > 32)).warning())
        .hasValueSatisfying(warning ->
            assertThat(warning).startsWith("1 of 2 runs").contains(": 48/2/32 at 1,000 examples."));
  }

  private static Measurements table(
      List<Double> sizes, List<Double> durations, ToDoubleBiFunction<Double, Double> loss) {
    double[] size = new double[sizes.size() * durations.size()];
    double[] examples = new double[size.length];
    double[] losses = new double[size.length];
    for (int i = 0; i < size.length; i++) {
      size[i] = sizes.get(i / durations.size());
      examples[i] = durations.get(i % durations.size());
      losses[i] = loss.applyAsDouble(size[i], examples[i]);
    }
    var columns = new LinkedHashMap<String, double[]>();
    columns.put("width", size);
    columns.put(Measurements.EXAMPLES, examples);
    return Measurements.of(List.of("width"), columns, losses);
  }

  private static final List<Double> SIZES = List.of(16.0, 32.0, 64.0, 128.0);
  private static final List<Double> DURATIONS = List.of(1e3, 2e3, 4e3, 8e3, 16e3);

  @Test
  void aTableWhoseShapesStayAtOneHighestLossAndLeaveItLaterHasAPlateau() {
    Measurements table =
        table(SIZES, DURATIONS, (x, n) -> Math.min(6.9, 40 * Math.pow(n, -0.22) + 10 / x));
    assertThat(Plateau.of(table).warning())
        .hasValueSatisfying(warning ->
            assertThat(warning)
                .contains(
                    "have not left a plateau (the highest loss that several shapes share, 6.900: 4 kept it")
                .contains("16 at 1,000, 2,000", "--hold-out 'loss >= 6.9"));
  }

  @Test
  void aRunThatDivergedAboveThePlateauHidesItNot() {
    Measurements table =
        table(SIZES, DURATIONS, (x, n) -> Math.min(6.9, 40 * Math.pow(n, -0.22) + 10 / x));
    double[] losses = table.losses();
    losses[losses.length - 1] = 12;
    assertThat(Plateau.of(table).runs().stream().filter(Plateau.Run::stuck)).hasSizeGreaterThan(8);
    assertThat(Plateau.of(table.withLosses(losses)).runs().stream().filter(Plateau.Run::stuck))
        .as("but it is none of it")
        .containsExactlyElementsOf(
            Plateau.of(table).runs().stream().filter(Plateau.Run::stuck).toList());
  }

  @Test
  void aPowerLawHasNoPlateauHoweverFlatItIs() {
    assertThat(
            Plateau.of(table(SIZES, DURATIONS, (x, n) -> 40 * Math.pow(n, -0.22) + 10 / x))
                .warning())
        .isEmpty();
    // Saturated: flat, but never to be left.
    assertThat(
            Plateau.of(table(SIZES, DURATIONS, (x, n) -> x < 128 ? 3 + 1 / n : 1 + 100 / n))
                .warning())
        .isEmpty();
  }
}
