package shapelaw.law.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static shapelaw.law.joint.LawFitOptions.Resampling.PARAMETRIC;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WeightsTest {

  private static final LawForm FORM = LawForms.product(SimulatedTable.dimensions(2));

  static Stream<LawFitOptions> objectives() {
    LawFitOptions relative = LawFitOptions.DEFAULT.withReplicates(PARAMETRIC, 0);
    return Stream.of(relative, relative.withObjective(new Objective.HuberLog(1e-3)));
  }

  private static Measurements data() {
    Measurements design = SimulatedTable.design(2, 20, 3, new SplittableRandom(1));
    return SimulatedTable.measured(
        SimulatedTable.truth(FORM, design), design, 0.01, new SplittableRandom(2));
  }

  private static double[] weights(int rows) {
    double[] weights = new double[rows];
    Arrays.setAll(weights, i -> i % 3);
    return weights;
  }

  /// Each row as often as its weight says.
  private static Measurements repeated(Measurements data, double[] weights) {
    int[] rows =
        IntStream.range(0, data.rows())
            .flatMap(i -> IntStream.generate(() -> i).limit((long) weights[i]))
            .toArray();
    var columns = new LinkedHashMap<String, double[]>();
    for (String name : data.variables()) {
      columns.put(name, Arrays.stream(rows).mapToDouble(i -> data.value(i, name)).toArray());
    }
    return Measurements.of(
        data.dimensions(), columns, Arrays.stream(rows).mapToDouble(data::loss).toArray());
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void weightTwoIsARowTwiceAndWeightZeroIsNoRow(LawFitOptions options) {
    Measurements data = data();
    double[] weights = weights(data.rows());

    LawFit weighted = SimulatedTable.fitted(FORM, data.withWeights(weights), options);
    LawFit twice = SimulatedTable.fitted(FORM, repeated(data, weights), options);

    assertThat(weighted.value()).isCloseTo(twice.value(), within(1e-9 * twice.value()));
    assertSame(weighted.law(), twice.law(), 1e-4);
    assertThat(weighted.data().rows()).isEqualTo(40);
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void commonFactorOfTheWeightsDoesNotMatter(LawFitOptions options) {
    Measurements data = data();
    LawFitOptions withReplicates = options.withReplicates(PARAMETRIC, 50);
    LawFit plain = SimulatedTable.fitted(FORM, data, withReplicates);
    for (double factor : new double[] {1e-300, 1e5, 1e300}) {
      double[] weights = new double[data.rows()];
      Arrays.fill(weights, factor);
      LawFit fit = SimulatedTable.fitted(FORM, data.withWeights(weights), withReplicates);

      assertSame(fit.law(), plain.law(), 1e-9);
      assertThat(fit.noise().relative())
          .isCloseTo(plain.noise().relative(), within(1e-9 * plain.noise().relative()));
      assertThat(fit.exponent("c").width())
          .isCloseTo(plain.exponent("c").width(), within(1e-6 * plain.exponent("c").width()));
    }
  }

  @Test
  void noisyRowsOfSmallWeightWidenTheirPredictionsNotTheLaw() {
    Measurements design = SimulatedTable.design(2, 40, 4, new SplittableRandom(1));
    JointLaw truth = SimulatedTable.truth(FORM, design);
    var generator = new SplittableRandom(4);
    double[] losses = truth.losses(design);
    double[] weights = new double[losses.length];
    for (int i = 0; i < losses.length; i++) {
      boolean noisy = i % 2 == 0;
      losses[i] *= Math.exp((noisy ? 0.1 : 0.002) * generator.nextGaussian());
      weights[i] = noisy ? 1 / (0.1 * 0.1) : 1 / (0.002 * 0.002);
    }
    Measurements data = design.withLosses(losses);
    LawFitOptions options = LawFitOptions.DEFAULT.withReplicates(PARAMETRIC, 0);

    double told =
        SimulatedTable.fitted(FORM, data.withWeights(weights), options)
            .law()
            .logError(design.withLosses(truth.losses(design)));
    double untold =
        SimulatedTable.fitted(FORM, data, options)
            .law()
            .logError(design.withLosses(truth.losses(design)));

    assertThat(told).isLessThan(0.002).isLessThan(untold / 5);
  }

  @Test
  void impossibleWeightsAreRefusedWithAReason() {
    Measurements data = data();
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      double[] weights = new double[data.rows()];
      Arrays.fill(weights, 1);
      weights[3] = bad;
      assertThatIllegalArgumentException()
          .isThrownBy(() -> data.withWeights(weights))
          .withMessageContaining("a weight must be 0 or more but was");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> data.withWeights(new double[data.rows()]))
        .withMessageContaining("finite sum above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> data.withWeights(new double[] {1}))
        .withMessageContaining("as many as rows");
  }

  private static void assertSame(JointLaw law, JointLaw other, double tolerance) {
    for (String name : List.of("a_x1", "a_x2", "b_x1", "b_x2", "c")) {
      double expected = other.exponent(name);
      assertThat(law.exponent(name)).as(name).isCloseTo(expected, within(tolerance * expected));
    }
  }
}
