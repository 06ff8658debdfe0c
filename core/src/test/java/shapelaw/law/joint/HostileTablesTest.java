package shapelaw.law.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import shapelaw.law.joint.LawFitOptions.Resampling;

/// Each table ends in a law with finite numbers or in one refusal that says why.
class HostileTablesTest {

  private static final int ROWS = 96;

  private static final String ANY = "";

  private static Measurements table(int dimensions, int shapes, int durations) {
    Measurements design =
        SimulatedTable.design(dimensions, shapes, durations, new SplittableRandom(7));
    LawForm form = LawForms.shapeAndExamples(SimulatedTable.dimensions(dimensions));
    JointLaw truth =
        SimulatedTable.truth(
            form, SimulatedTable.design(dimensions, 24, 4, new SplittableRandom(7)));
    return SimulatedTable.measured(truth, design, 0.01, new SplittableRandom(8));
  }

  private static Measurements usual() {
    return table(3, 24, 4);
  }

  private static int shapeOf(int row) {
    return row / 4;
  }

  private static Measurements with(String column, IntToDoubleFunction value) {
    Measurements data = usual();
    var columns = new LinkedHashMap<String, double[]>();
    data.variables().forEach(name -> columns.put(name, data.column(name)));
    columns.put(column, IntStream.range(0, data.rows()).mapToDouble(value).toArray());
    return Measurements.of(data.dimensions(), columns, data.losses());
  }

  private static Measurements rows(int[] kept) {
    Measurements data = usual();
    var columns = new LinkedHashMap<String, double[]>();
    for (String name : data.variables()) {
      columns.put(name, Arrays.stream(kept).mapToDouble(i -> data.value(i, name)).toArray());
    }
    return Measurements.of(
        data.dimensions(), columns, Arrays.stream(kept).mapToDouble(data::loss).toArray());
  }

  private static Measurements losses(IntToDoubleFunction loss) {
    return usual().withLosses(IntStream.range(0, ROWS).mapToDouble(loss).toArray());
  }

  private static Measurements onlyWeighted(IntPredicate counted) {
    return usual()
        .withWeights(IntStream.range(0, ROWS).mapToDouble(i -> counted.test(i) ? 1 : 0).toArray());
  }

  /// Tables that no law of the catalogue can be fitted to, with a part of the reason.
  static Stream<Arguments> hopeless() {
    var generator = new SplittableRandom(3);
    Measurements data = usual();
    return Stream.of(
        Arguments.of("no row", data.where(i -> false), "but there were 0"),
        Arguments.of("one row", data.where(i -> i == 0), "but there were 1"),
        Arguments.of("four rows", data.where(i -> i < 4), "but there were 4"),
        Arguments.of("one row many times", rows(new int[100]), "but there were 1"),
        Arguments.of("two rows of a weight above 0", onlyWeighted(i -> i < 2), "but there were 2"),
        Arguments.of("one shape", table(3, 1, 20), "must be varied over at least 3 values"),
        Arguments.of("one duration", table(3, 60, 1), ANY),
        Arguments.of("constant loss", losses(i -> 0.3), "the loss must vary but was constant"),
        Arguments.of(
            "constant but for rounding",
            losses(i -> 0.3 * (1 + 1e-9 * generator.nextDouble())),
            "the loss must vary"),
        Arguments.of(
            "one loss at 1e-300",
            losses(i -> i == 3 ? 1e-300 : data.loss(i)),
            "within a factor of"),
        Arguments.of(
            "one loss at 1e300", losses(i -> i == 3 ? 1e300 : data.loss(i)), "within a factor of"),
        Arguments.of(
            "losses over all magnitudes",
            losses(i -> Math.pow(10, -300 + 600.0 * i / ROWS)),
            "within a factor of"),
        Arguments.of("losses near 1e305", losses(i -> 1e305 * data.loss(i)), "must be in a unit"),
        Arguments.of(
            "no columns",
            Measurements.of(List.of(), new LinkedHashMap<>(), data.losses()),
            "needs the column"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hopeless")
  void hopelessTableIsRefusedWithOneReason(String name, Measurements data, String reason) {
    for (LawForm form : SimulatedTable.forms(SimulatedTable.dimensions(3))) {
      for (LawFitOptions options : options(20)) {
        LawFitOutcome outcome = LawFitter.fit(form, data, options);
        assertThat(outcome).as(name).isInstanceOf(LawFitOutcome.Refused.class);
        String told = ((LawFitOutcome.Refused) outcome).reason();
        assertThat(told).contains(reason).endsWith(".").doesNotContain("NaN", "null");
        assertThat(told.lines()).hasSize(1);
      }
    }
    LawChoice choice = choose(data);
    assertThat(choice.best()).isEmpty();
    assertThat(choice.candidates()).allMatch(c -> c.outcome() instanceof LawFitOutcome.Refused);
  }

  /// Tables that some laws can be fitted to.
  static Stream<Arguments> awkward() {
    Measurements data = usual();
    var noise = new SplittableRandom(4);
    int[] thrice = IntStream.range(0, 3 * ROWS).map(i -> i % ROWS).toArray();
    return Stream.of(
        Arguments.of("duplicates", rows(thrice)),
        Arguments.of("losses above 1", losses(i -> 30 * data.loss(i))),
        Arguments.of("losses near 1e-100", losses(i -> 1e-100 * data.loss(i))),
        Arguments.of("losses that rise", losses(i -> 1 / data.loss(i))),
        Arguments.of("losses of pure noise", losses(i -> Math.exp(noise.nextGaussian()))),
        Arguments.of(
            "losses almost constant", losses(i -> 0.3 * (1 + 1e-4 * noise.nextGaussian()))),
        Arguments.of("two durations", table(3, 40, 2)),
        Arguments.of("one dimension", table(1, 12, 4)),
        Arguments.of("two dimensions", table(2, 24, 4)),
        Arguments.of("five dimensions", table(5, 40, 4)),
        Arguments.of("eight dimensions", table(8, 60, 3)),
        Arguments.of(
            "x1 over 1e300", with("x1", i -> Math.pow(10, -150 + 300.0 * shapeOf(i) / 24))),
        Arguments.of(
            "x1 over 1e600", with("x1", i -> Math.pow(10, -300 + 600.0 * shapeOf(i) / 24))),
        Arguments.of("x1 within 1e-8", with("x1", i -> 100 * (1 + 1e-9 * shapeOf(i)))),
        Arguments.of("x1 within 1e-4", with("x1", i -> 100 * (1 + 1e-5 * shapeOf(i)))),
        Arguments.of("x1 proportional to x2", with("x1", i -> 4 * data.value(i, "x2"))),
        Arguments.of(
            "x1 nearly proportional to x2",
            with("x1", i -> Math.rint(4 * data.value(i, "x2") / 32) * 32)),
        Arguments.of(
            "compute a product of sizes",
            with("compute", i -> Math.pow(data.value(i, "x1"), 2) * data.value(i, "x2"))),
        Arguments.of("one compute", with("compute", i -> 1e9)),
        Arguments.of("compute near 1e100", with("compute", i -> 1e90 * data.value(i, "compute"))),
        Arguments.of("half of the weights 0", onlyWeighted(i -> i % 2 == 0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("awkward")
  void awkwardTableGivesFiniteNumbersOrOneReason(String name, Measurements data) {
    var fitted = new ArrayList<LawFit>();
    for (LawForm form : SimulatedTable.forms(data.dimensions())) {
      for (LawFitOptions options : options(20)) {
        switch (LawFitter.fit(form, data, options)) {
          case LawFitOutcome.Fitted(LawFit fit) -> fitted.add(fit);
          case LawFitOutcome.Refused(String reason) ->
              assertThat(reason).endsWith(".").doesNotContain("NaN", "null");
        }
      }
    }
    assertThat(fitted).isNotEmpty().allSatisfy(fit -> assertFinite(fit, data));
    choose(data)
        .best()
        .ifPresent(best -> assertThat(best.score().getAsDouble()).isFinite().isPositive());
  }

  private static void assertFinite(LawFit fit, Measurements data) {
    assertThat(fit.value()).isFinite();
    assertThat(fit.logError()).isFinite();
    assertThat(Arrays.stream(fit.law().coefficients()).max().orElseThrow()).isPositive();
    for (LawForm.Exponent exponent : fit.law().form().exponents()) {
      var interval = fit.exponent(exponent.name());
      // A logarithm and back may cost a bit.
      assertThat(interval.low()).isGreaterThanOrEqualTo(exponent.low() * (1 - 1e-12));
      assertThat(interval.high()).isLessThanOrEqualTo(exponent.high() * (1 + 1e-12));
    }
    assertThat(fit.predictedLoss(name -> data.value(0, name)).high()).isFinite();
  }

  private static List<LawFitOptions> options(int replicates) {
    LawFitOptions usual =
        LawFitOptions.DEFAULT.withStarts(6).withReplicates(Resampling.PARAMETRIC, replicates);
    return List.of(
        usual,
        usual.withReplicates(Resampling.SHAPES, replicates),
        usual.withReplicates(Resampling.ROWS, replicates),
        usual.withObjective(new Objective.HuberLog(1e-3)));
  }

  private static LawChoice choose(Measurements data) {
    List<String> dimensions =
        data.dimensions().isEmpty() ? SimulatedTable.dimensions(3) : data.dimensions();
    return new LawChooser(SimulatedTable.forms(dimensions), options(0).getFirst()).choose(data);
  }

  @Test
  void unitOfTheLossDoesNotMatter() {
    LawForm form = LawForms.product(SimulatedTable.dimensions(3));
    Measurements data = usual();
    LawFit usual = SimulatedTable.fitted(form, data, LawFitOptions.DEFAULT.withStarts(6));
    LawFit tiny =
        SimulatedTable.fitted(
            form, losses(i -> 1e-100 * data.loss(i)), LawFitOptions.DEFAULT.withStarts(6));

    for (LawForm.Exponent exponent : form.exponents()) {
      assertThat(tiny.exponent(exponent.name()).toString())
          .isEqualTo(usual.exponent(exponent.name()).toString());
    }
  }

  @Test
  void oneDurationIsRefusedEvenIfNobodyTellsTheExamples() {
    LawForm form = LawForms.product(SimulatedTable.dimensions(3));
    String reason = "compute must vary for each shape but follows from the shape";

    assertThat(refusal(form, table(3, 60, 1))).startsWith(reason);
    assertThat(refusal(form, withoutExamples(table(3, 60, 1)))).startsWith(reason);
    assertThat(LawFitter.fit(form, withoutExamples(table(3, 60, 2)), LawFitOptions.DEFAULT))
        .isInstanceOf(LawFitOutcome.Fitted.class);
  }

  private static Measurements withoutExamples(Measurements data) {
    var columns = new LinkedHashMap<String, double[]>();
    data.variables().stream()
        .filter(name -> !name.equals(Measurements.EXAMPLES))
        .forEach(name -> columns.put(name, data.column(name)));
    return Measurements.of(data.dimensions(), columns, data.losses());
  }

  private static String refusal(LawForm form, Measurements data) {
    return LawFitter.fit(form, data, LawFitOptions.DEFAULT)
            instanceof LawFitOutcome.Refused(String reason)
        ? reason
        : "";
  }

  @Test
  void everySplitOfAnyTableHasRowsOnBothSides() {
    Stream.concat(hopeless(), awkward())
        .map(arguments -> (Measurements) arguments.get()[1])
        .filter(data -> !data.variables().isEmpty() || data.rows() > 0)
        .forEach(data -> {
          for (HeldOutSplit split : HeldOutSplit.standard(data)) {
            assertThat(split.trainingPart(data).rows()).isPositive();
            assertThat(split.heldOutPart(data).rows()).isGreaterThanOrEqualTo(3);
          }
        });
  }

  @Test
  void numbersThatAreNoMeasurementsAreRefusedWithTheirRow() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 0, -1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> losses(i -> i == 5 ? bad : 1))
          .withMessageContaining(
              "loss must be a finite number above 0 but was " + bad + " in row 6");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> with("x1", i -> i == 5 ? bad : 1))
          .withMessageContaining("x1 must be a finite number above 0 but was");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Measurements.of(List.of("x1", "x1"), new LinkedHashMap<>(), new double[0]))
        .withMessageContaining("different names");
  }
}
