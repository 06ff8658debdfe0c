package shapelaw.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.cost.Compute;
import shapelaw.cost.Device;
import shapelaw.cost.ShapeCost;
import shapelaw.cost.TrainingMemory;
import shapelaw.law.Interval;
import shapelaw.law.joint.JointLaw;
import shapelaw.law.joint.LawForms;
import shapelaw.law.joint.Measurements;

final class ShapeSearchTest {

  private static final Budget T = new Budget.TrainingCompute(new Compute(1e15));

  static Stream<JointLaw> laws() {
    return Stream.of(Laws.structural(), Laws.decomposable(), Laws.product(), Laws.gemstones());
  }

  private static ShapeSearch search(JointLaw law, Limit... limits) {
    Measurements data = Laws.vitMeasurements(law);
    return new ShapeSearch(
        Laws.fit(law, data, 0, 0), Laws.VIT_COST, SizeRange.around(data, 10), List.of(limits));
  }

  private static Optimum best(ShapeSearch search, Budget budget) {
    return switch (search.best(budget)) {
      case SearchOutcome.Found(Optimum optimum) -> optimum;
      case SearchOutcome.Refused(String reason) -> throw new AssertionError(reason);
    };
  }

  private static String refusal(ShapeSearch search, Budget budget) {
    return switch (search.best(budget)) {
      case SearchOutcome.Found(Optimum optimum) -> throw new AssertionError(optimum);
      case SearchOutcome.Refused(String reason) -> reason;
    };
  }

  /// The least loss over a grid of sizes with equal steps in their logarithms.
  private static double bruteForce(
      ShapeSearch search, Budget budget, int points, Predicate<PricedShape> allowed) {
    List<double[]> axes =
        search.range().spans().values().stream()
            .map(span ->
                DoubleStream.iterate(0, i -> i + 1)
                    .limit(points)
                    .map(i ->
                        span.least() * Math.pow(span.greatest() / span.least(), i / (points - 1)))
                    .toArray())
            .toList();
    double least = Double.POSITIVE_INFINITY;
    int[] at = new int[axes.size()];
    for (long i = 0; i < Math.round(Math.pow(points, at.length)); i++) {
      var sizes = new LinkedHashMap<String, Double>();
      long rest = i;
      for (int k = 0; k < at.length; k++) {
        sizes.put(search.range().dimensions().get(k), axes.get(k)[(int) (rest % points)]);
        rest /= points;
      }
      PricedShape shape = search.price(sizes, budget);
      if (shape.trainingFlops() > 0 && allowed.test(shape)) {
        least = Math.min(least, search.fit().law().loss(shape::variable));
      }
    }
    return least;
  }

  /// The minimum lies below every point of a grid, and the grid's best is close to it. Steps of
  /// about 15 % leave less than 1.5 % of loss on these laws, most of it beside limits.
  private static void isTheMinimum(
      ShapeSearch search, Budget budget, Predicate<PricedShape> allowed) {
    Optimum best = best(search, budget);
    double grid = bruteForce(search, best.budget(), 40, allowed);
    assertThat(best.loss().estimate()).isLessThanOrEqualTo(grid * (1 + 1e-8));
    assertThat(best.loss().estimate()).isCloseTo(grid, Percentage.withPercentage(1.5));
    assertThat(search.fit().law().loss(best.shape()::variable))
        .isCloseTo(best.loss().estimate(), Percentage.withPercentage(1e-9));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void noPointOfAGridIsBetter(JointLaw law) {
    isTheMinimum(search(law), T, shape -> true);
  }

  @ParameterizedTest
  @MethodSource("laws")
  void noPointOfAGridIsBetterUnderLimits(JointLaw law) {
    Optimum free = best(search(law), T);
    double flops = free.shape().forwardFlops().orElseThrow() / 3;
    isTheMinimum(
        search(law, new Limit.ForwardFlops(flops)),
        T,
        shape -> shape.forwardFlops().orElseThrow() <= flops);
    double parameters = free.shape().parameters().orElseThrow() / 4;
    isTheMinimum(
        search(law, new Limit.ForwardFlops(flops), new Limit.Parameters(parameters)),
        T,
        shape ->
            shape.forwardFlops().orElseThrow() <= flops
                && shape.parameters().orElseThrow() <= parameters);
  }

  @ParameterizedTest
  @MethodSource("laws")
  void noPointOfAGridIsBetterWhenServingSharesTheBudget(JointLaw law) {
    double flops = best(search(law), T).shape().forwardFlops().orElseThrow();
    isTheMinimum(search(law), new Budget.TrainingAndServing(4e15, 2e15 / flops), shape -> true);
  }

  @Test
  void servingMoreImagesMakesTheModelSmaller() {
    ShapeSearch search = search(Laws.structural());
    double last = Double.POSITIVE_INFINITY;
    for (double images : new double[] {0, 1e6, 1e7, 1e8}) {
      PricedShape shape = best(search, new Budget.TrainingAndServing(3e15, images)).shape();
      assertThat(shape.forwardFlops().orElseThrow()).isLessThan(last);
      assertThat(3 * shape.trainingFlops() + images * shape.forwardFlops().orElseThrow())
          .isCloseTo(3e15, Percentage.withPercentage(1e-9));
      last = shape.forwardFlops().orElseThrow();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e8, 1e10})
  void reachesALossAtTheLeastTotal(double images) {
    ShapeSearch search = search(Laws.structural());
    Optimum best = best(search, new Budget.TargetLoss(0.45, images));
    assertThat(best.loss().estimate()).isCloseTo(0.45, within(1e-7));
    assertThat(best.totalFlops().estimate())
        .isCloseTo(
            3 * best.shape().trainingFlops() + images * best.shape().forwardFlops().orElseThrow(),
            Percentage.withPercentage(1e-6));
    // With one per cent less no shape reaches it.
    Budget less = new Budget.TrainingAndServing(0.99 * best.totalFlops().estimate(), images);
    assertThat(best(search, less).loss().estimate()).isGreaterThan(0.45);
  }

  @Test
  void agreesWithTheClosedFormOfDecomposableLaws() {
    JointLaw law = Laws.decomposable();
    Optimum best = best(search(law), T);
    double t = 1e15 / 1e9;
    for (String k : Laws.VIT) {
      double a = law.exponent("a_" + k);
      double b = law.exponent("b_" + k);
      double expected = // Eq. 4
          Math.pow(
              law.coefficient("alpha_" + k)
                  * a
                  * Math.pow(t, law.exponent("c"))
                  / (law.coefficient("beta_" + k) * b),
              1 / (a + b));
      // The search stops at 1e-11 of the loss, which is about 1e-5 of a size.
      assertThat(best.shape().size(k)).isCloseTo(expected, Percentage.withPercentage(0.01));
    }
    assertThat(best.findings()).isEmpty();
  }

  /// At the minimum of the product law a_k α_k x_k^(−a_k) / b_k is the same for all k.
  @Test
  void fulfilsTheFirstOrderConditionOfTheProductLaw() {
    JointLaw law = Laws.product();
    Optimum best = best(search(law), T);
    double[] marginal =
        Laws.VIT.stream()
            .mapToDouble(k ->
                law.exponent("a_" + k)
                    * law.coefficient("alpha_" + k)
                    * Math.pow(best.shape().size(k), -law.exponent("a_" + k))
                    / law.exponent("b_" + k))
            .toArray();
    assertThat(marginal[1]).isCloseTo(marginal[0], Percentage.withPercentage(0.01));
    assertThat(marginal[2]).isCloseTo(marginal[0], Percentage.withPercentage(0.01));
  }

  @Test
  void memoryAndLatencyAreLimitsOfTheSameKind() {
    JointLaw law = Laws.structural();
    var memory = new TrainingMemory(64, TrainingMemory.ADAMW_BYTES_PER_PARAMETER, 4);
    double bytes = 0.2 * memory.bytes(Laws.VIT_COST).value(best(search(law), T).shape()::size);
    ShapeSearch limited = search(law, new Limit.Memory(bytes, memory));
    isTheMinimum(limited, T, shape -> memory.bytes(Laws.VIT_COST).value(shape::size) <= bytes);
    assertThat(best(limited, T).findings()).anyMatch(f -> f.contains("The limit decides"));
    var byLatency = search(law, new Limit.Latency(0.002, new Device(1e9)));
    var byFlops = search(law, new Limit.ForwardFlops(2e6));
    assertThat(best(byLatency, T).shape()).isEqualTo(best(byFlops, T).shape());
  }

  @Test
  void trainingTimeIsComputeOnADevice() {
    ShapeSearch search = search(Laws.structural());
    Budget day = new Budget.TrainingTime(Duration.ofHours(24), new Device(1e12));
    Budget same = new Budget.TrainingCompute(new Compute(24 * 3600 * 1e12 / 3));
    assertThat(best(search, day).shape().sizes()).isEqualTo(best(search, same).shape().sizes());
  }

  @Test
  void endlessTrainingFillsTheLimit() {
    ShapeSearch limited = search(Laws.structural(), new Limit.Parameters(1e6));
    Optimum best = best(limited, new Budget.EndlessTraining());
    assertThat(best.shape().parameters().orElseThrow())
        .isCloseTo(1e6, Percentage.withPercentage(0.01))
        .isLessThanOrEqualTo(1e6);
    isTheMinimum(
        limited, new Budget.EndlessTraining(), shape -> shape.parameters().orElseThrow() <= 1e6);
  }

  @Test
  void aLimitThatIsNotReachedChangesNothing() {
    Optimum free = best(search(Laws.structural()), T);
    Optimum limited = best(search(Laws.structural(), new Limit.ForwardFlops(1e18)), T);
    assertThat(limited.shape()).isEqualTo(free.shape());
    assertThat(limited.findings()).isEmpty();
  }

  /// One dimension: L = α x^−a + B (γ x / t)^c + E has x* = (a α t^c / (c B γ^c))^(1/(a+c)).
  @Test
  void findsTheClosedFormInOneDimension() {
    List<String> names = List.of("channels");
    JointLaw law =
        new JointLaw(
            LawForms.shapeAndExamples(names), new double[] {3, 50, 0.2}, new double[] {0.5, 0.3});
    var columns = new LinkedHashMap<String, List<Double>>();
    for (double x : new double[] {8, 16, 32, 64}) {
      Laws.add(columns, "channels", x);
      Laws.add(columns, Measurements.EXAMPLES, 1e5);
      Laws.add(columns, Measurements.COMPUTE, 2e3 * x * 1e5 / 1e9);
    }
    Measurements data = Laws.measured(law, names, columns);
    var search =
        new ShapeSearch(
            Laws.fit(law, data, 0, 0), FittedCost.of(data), SizeRange.around(data, 100), List.of());
    double t = 1e13;
    double expected = Math.pow(0.5 * 3 * Math.pow(t / 2e3, 0.3) / (0.3 * 50), 1 / (0.5 + 0.3));
    assertThat(best(search, new Budget.TrainingCompute(new Compute(t))).shape().size("channels"))
        .isCloseTo(expected, Percentage.withPercentage(0.01));
  }

  @Test
  void fiveDimensionsOfAnyNameAreNoHarder() {
    List<String> names = List.of("d_model", "n_layers", "d_ff", "n_heads", "d_head");
    JointLaw law =
        new JointLaw(
            LawForms.product(names),
            new double[] {1, 1, 1, 1, 1, 1e-3, 0.1, 0.1},
            new double[] {0.5, 0.3, 0.6, 0.2, 0.4, 0.3, 0.8, 0.1, 0.7, 0.2, 0.4});
    var spans = new LinkedHashMap<String, SizeRange.Span>();
    names.forEach(name -> spans.put(name, new SizeRange.Span(1, 1e5)));
    var unknown = new ShapeCost.Unknown("nobody counted.");
    var search =
        new ShapeSearch(
            Laws.fit(law, Laws.vitMeasurements(Laws.structural()), 0, 0),
            new ShapeCost(names, unknown, unknown, unknown),
            new SizeRange(spans),
            List.of());
    Optimum best = best(search, T);
    double[] marginal =
        names.stream()
            .mapToDouble(k ->
                law.exponent("a_" + k)
                    * Math.pow(best.shape().size(k), -law.exponent("a_" + k))
                    / law.exponent("b_" + k))
            .toArray();
    for (double m : marginal) {
      assertThat(m).isCloseTo(marginal[0], Percentage.withPercentage(0.02));
    }
    assertThat(best.shape().examples()).isEmpty();
    var whole = new SizeSteps(Map.of());
    for (String name : names) {
      whole = whole.with(name, 1);
    }
    Map<String, Double> rounded = search.rounded(best, whole).orElseThrow();
    assertThat(law.loss(name -> rounded.getOrDefault(name, 1e6)))
        .isCloseTo(best.loss().estimate(), Percentage.withPercentage(0.1));
  }

  @Test
  void withoutDimensionsTheParametersAreTheSize() {
    JointLaw law =
        new JointLaw(
            LawForms.chinchilla(), new double[] {400, 2000, 1.8}, new double[] {0.34, 0.37});
    var columns = new LinkedHashMap<String, List<Double>>();
    for (double n : new double[] {1e8, 3e8, 1e9}) {
      for (double tokens : new double[] {1e9, 1e10}) {
        Laws.add(columns, Measurements.PARAMETERS, n);
        Laws.add(columns, Measurements.EXAMPLES, tokens);
        Laws.add(columns, Measurements.COMPUTE, 2 * n * tokens / 1e9);
      }
    }
    Measurements data = Laws.measured(law, List.of(), columns);
    var search =
        new ShapeSearch(
            Laws.fit(law, data, 0, 0),
            FittedCost.of(data),
            SizeRange.around(data, 1000),
            List.of());
    double t = 2e23;
    // N* = (α A / (β B))^(1/(α+β)) (t/2)^(β/(α+β)) (Hoffmann et al. 2022, Eq. 4)
    double expected = Math.pow(0.34 * 400 / (0.37 * 2000), 1 / 0.71) * Math.pow(t / 2, 0.37 / 0.71);
    assertThat(
            best(search, new Budget.TrainingCompute(new Compute(t)))
                .shape()
                .size(Measurements.PARAMETERS))
        .isCloseTo(expected, Percentage.withPercentage(0.01));
  }

  @Test
  void intervalsAreThoseOfTheReplicatesOwnMinima() {
    JointLaw law = Laws.decomposable();
    Measurements data = Laws.vitMeasurements(law);
    var fit = Laws.fit(law, data, 101, 0.02);
    var range = SizeRange.around(data, 30);
    Optimum best = best(new ShapeSearch(fit, Laws.VIT_COST, range, List.of()), T);
    double t = 1e6;
    Interval expected =
        fit.interval(l -> {
          double a = l.exponent("a_depth");
          double b = l.exponent("b_depth");
          double ratio = l.coefficient("alpha_depth") * a / (l.coefficient("beta_depth") * b);
          return Math.pow(ratio * Math.pow(t, l.exponent("c")), 1 / (a + b));
        });
    Interval depth = best.sizes().getOrDefault("depth", expected);
    assertThat(depth.low()).isCloseTo(expected.low(), Percentage.withPercentage(0.05));
    assertThat(depth.high()).isCloseTo(expected.high(), Percentage.withPercentage(0.05));
    assertThat(best.loss()).isEqualTo(fit.loss(best.shape()::variable));
  }

  /// The profile of one size, by a grid over the others.
  @Test
  void sizesWithinOnePerCentAreThoseOfTheProfile() {
    ShapeSearch search = search(Laws.structural());
    Optimum best = best(search, T);
    SizeRange.Span flat = best.flat().getOrDefault("width", new SizeRange.Span(1, 1));
    double limit = 1.01 * best.loss().estimate();
    for (double edge : new double[] {flat.least(), flat.greatest()}) {
      var spans = new LinkedHashMap<>(search.range().spans());
      spans.put("width", new SizeRange.Span(edge, edge));
      var cut = new ShapeSearch(search.fit(), search.cost(), new SizeRange(spans), List.of());
      assertThat(best(cut, T).loss().estimate()).isCloseTo(limit, Percentage.withPercentage(1e-4));
      assertThat(bruteForce(cut, T, 60, shape -> true))
          .isCloseTo(limit, Percentage.withPercentage(0.1));
    }
    assertThat(flat.least()).isLessThan(best.shape().size("width"));
    assertThat(flat.greatest()).isGreaterThan(best.shape().size("width"));
  }

  /// Laws as a bootstrap makes them: without a part, with exponents on their bounds, under limits
  /// that leave little. Every search ends in a minimum.
  @ParameterizedTest
  @MethodSource("laws")
  void degenerateLawsUnderTightLimitsHaveAMinimum(JointLaw law) {
    ShapeSearch search = search(law);
    double flops = best(search, T).shape().forwardFlops().orElseThrow();
    double parameters = best(search, T).shape().parameters().orElseThrow();
    var random = new SplittableRandom(1);
    for (JointLaw replicate : Laws.fit(law, search.fit().data(), 100, 0.3).replicates()) {
      double[] coefficients = replicate.coefficients();
      double[] exponents = replicate.exponents();
      if (random.nextInt(3) == 0) {
        coefficients[random.nextInt(3)] = 0;
      }
      if (random.nextInt(3) == 0) {
        exponents[random.nextInt(exponents.length)] = 0.01;
      }
      if (random.nextInt(3) == 0) {
        exponents[random.nextInt(exponents.length)] = 5;
      }
      var odd = new JointLaw(law.form(), coefficients, exponents);
      for (double share : new double[] {2, 0.5, 0.05}) {
        var minimiser =
            new LawMinimiser(
                odd,
                search.cost(),
                search.range(),
                List.of(
                    new Limit.ForwardFlops(share * flops),
                    new Limit.Parameters(share * 0.9 * parameters)));
        assertThat(minimiser.solve(T)).isPresent();
        double images = 2e15 / (share * flops);
        assertThat(minimiser.solve(new Budget.TrainingAndServing(4e15, images))).isPresent();
      }
    }
  }

  /// Nothing is gained by one dimension.
  private static Optimum bestWithoutGain(int dimension) {
    JointLaw law = Laws.structural();
    double[] coefficients = law.coefficients();
    coefficients[dimension] = 0;
    return best(search(new JointLaw(law.form(), coefficients, law.exponents())), T);
  }

  @Test
  void saysWhichSizeLiesOnTheEndOfTheRange() {
    Optimum best = bestWithoutGain(0);
    assertThat(best.ended()).containsExactly("width");
    assertThat(best.findings())
        .singleElement()
        .asString()
        .contains("The best width is the least that the search may take (");
  }

  @Test
  void lessThanOneIsNotToBeSearched() {
    Optimum best = bestWithoutGain(1);
    assertThat(best.shape().size("depth")).isCloseTo(1, within(1e-9));
    assertThat(best.ended()).isEmpty();
    assertThat(best.findings())
        .singleElement()
        .asString()
        .startsWith("The best depth is 1, the least there is");
  }

  @Test
  void refusesWhatHasNoAnswer() {
    ShapeSearch search = search(Laws.structural());
    assertThat(refusal(search, new Budget.EndlessTraining())).contains("must come with a limit");
    assertThat(refusal(search, new Budget.TargetLoss(0.05, 0))).contains("must be above");
    assertThat(refusal(search, new Budget.TrainingAndServing(1, 1e12)))
        .contains("leave something to train with");
    assertThat(refusal(search(Laws.structural(), new Limit.Parameters(10)), T))
        .contains("width 3.2, depth 1, mlp_dim 6.4")
        .contains("Maybe raise the budget or the limits");
    var unknown = new ShapeCost.Unknown("the forward FLOPs must be known but are not.");
    var blind =
        new ShapeSearch(
            search.fit(),
            new ShapeCost(Laws.VIT, unknown, unknown, unknown),
            search.range(),
            List.of());
    assertThat(refusal(blind, T)).isEqualTo("the forward FLOPs must be known but are not.");
  }

  @Test
  void ofTheLawsThatNeedNoFlopsTheMinimumIsFoundWithoutThem() {
    JointLaw law = Laws.product();
    ShapeSearch search = search(law);
    var unknown = new ShapeCost.Unknown("nobody counted.");
    var blind =
        new ShapeSearch(
            search.fit(),
            new ShapeCost(Laws.VIT, unknown, unknown, unknown),
            search.range(),
            List.of());
    Map<String, Double> sizes = best(blind, T).shape().sizes();
    assertThat(sizes).isEqualTo(best(search, T).shape().sizes());
  }

  @ParameterizedTest
  @MethodSource("laws")
  void theProfileIsTheBestOfTheOtherSizesAndTouchesTheMinimum(JointLaw law) {
    ShapeSearch search = search(law);
    Optimum best = best(search, T);
    double width = best.shape().size("width");
    double[] widths = {width / 3, width, 3 * width};
    List<PricedShape> profile = search.profile("width", widths, new Compute(1e15));
    assertThat(profile).hasSize(3);
    for (int i = 0; i < 3; i++) {
      PricedShape shape = profile.get(i);
      assertThat(shape.size("width")).isCloseTo(widths[i], Percentage.withPercentage(1e-9));
      var pinned =
          new ShapeSearch(
              search.fit(), search.cost(), search.range().withFixed("width", widths[i]), List.of());
      double least = best(pinned, T).loss().estimate();
      assertThat(law.loss(shape::variable)).isCloseTo(least, Percentage.withPercentage(1e-7));
    }
    assertThat(law.loss(profile.get(1)::variable))
        .isCloseTo(best.loss().estimate(), Percentage.withPercentage(1e-7));
    assertThat(law.loss(profile.get(0)::variable)).isGreaterThan(best.loss().estimate());
    assertThat(law.loss(profile.get(2)::variable)).isGreaterThan(best.loss().estimate());
  }
}
