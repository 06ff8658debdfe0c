package shapelaw.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import shapelaw.shape.Dimension;

class StarFitterTest {

  private static final StarFitOptions FEW = StarFitOptions.DEFAULT.withReplicates(50);

  private static StarFit fitted(Map<Dimension, List<Observation>> arms, StarFitOptions options) {
    StarFitOutcome outcome = StarFitter.fit(arms, options);
    assertThat(outcome).isInstanceOf(StarFitOutcome.Fitted.class);
    return ((StarFitOutcome.Fitted) outcome).fit();
  }

  private static String refused(Map<Dimension, List<Observation>> arms, StarFitOptions options) {
    StarFitOutcome outcome = StarFitter.fit(arms, options);
    assertThat(outcome).isInstanceOf(StarFitOutcome.Refused.class);
    return ((StarFitOutcome.Refused) outcome).reason();
  }

  /// The noisy star with one arm's observations changed.
  private static Map<Dimension, List<Observation>> withDepth(
      UnaryOperator<List<Observation>> change) {
    var arms = new LinkedHashMap<>(PaperStar.noisy(0.01, new SplittableRandom(4)));
    arms.put(Dimension.DEPTH, change.apply(PaperStar.arm(arms, Dimension.DEPTH)));
    return arms;
  }

  @Test
  void recoversAllParametersFromNoiselessDataWithSharedC() {
    StarFit fit = fitted(PaperStar.exact(), FEW);
    PaperStar.TRUTH.forEach(
        (dimension, truth) -> DimensionFitterTest.assertSame(fit.law(dimension), truth));
  }

  @Test
  void recoversAllParametersFromNoiselessDataWithOwnC() {
    StarFit fit = fitted(PaperStar.exact(), FEW.withSharedC(false));
    PaperStar.TRUTH.forEach(
        (dimension, truth) -> DimensionFitterTest.assertSame(fit.law(dimension), truth));
  }

  @Test
  void sharesOneC() {
    StarFit fit = fitted(PaperStar.noisy(0.01, new SplittableRandom(1)), FEW);
    assertThat(PaperStar.TRUTH.keySet()).extracting(d -> fit.law(d).c()).hasSize(3);
    assertThat(PaperStar.TRUTH.keySet().stream().map(d -> fit.law(d).c()).distinct()).hasSize(1);
    assertThat(fit.replicates())
        .allSatisfy(laws ->
            assertThat(laws.values().stream().map(SingleDimensionLaw::c).distinct()).hasSize(1));
  }

  @Test
  void sameDataAndSeedGiveTheSameBits() {
    var arms = PaperStar.noisy(0.01, new SplittableRandom(2));
    assertThat(fitted(arms, FEW)).isEqualTo(fitted(arms, FEW));
    assertThat(fitted(arms, FEW.withSeed(9)).replicates())
        .isNotEqualTo(fitted(arms, FEW).replicates());
  }

  @Test
  void estimatesTheNoise() {
    StarFit fit = fitted(PaperStar.noisy(0.01, new SplittableRandom(3)), FEW);
    assertThat(fit.noise().degreesOfFreedom()).isEqualTo(54 - 19);
    // The relative standard error of a standard deviation from 35 residuals is 12 %.
    assertThat(fit.noise().relative()).isBetween(0.0065, 0.0135);
  }

  @Test
  void noiseFloorWidensTheIntervals() {
    var arms = PaperStar.noisy(0.001, new SplittableRandom(3));
    Interval narrow = fitted(arms, FEW).exponent(Dimension.WIDTH);
    Interval wide = fitted(arms, FEW.withNoiseFloor(0.01)).exponent(Dimension.WIDTH);
    assertThat(wide.width()).isGreaterThan(3 * narrow.width());
  }

  @Test
  void predictionIntervalIsWiderThanTheLawsOwn() {
    StarFit fit = fitted(PaperStar.noisy(0.01, new SplittableRandom(3)), FEW);
    Interval expected = fit.expectedLoss(Dimension.WIDTH, 1968, 2e11);
    Interval predicted = fit.predictedLoss(Dimension.WIDTH, 1968, 2e11);
    assertThat(predicted.width()).isGreaterThan(expected.width());
    assertThat(predicted.contains(expected.estimate())).isTrue();
  }

  @Test
  void asksForADimensionThatWasSwept() {
    StarFit fit = fitted(PaperStar.exact(), FEW);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fit.exponent(new Dimension("heads")))
        .withMessageContaining("dimension must be one of [width, depth, mlp_dim] but was 'heads'");
  }

  @Test
  void fitsTwoDimensionsAndFive() {
    var two = new LinkedHashMap<>(PaperStar.noisy(0.01, new SplittableRandom(6)));
    two.remove(Dimension.DEPTH);
    assertThat(fitted(two, FEW).dimensions()).hasSize(2);
    var five = new LinkedHashMap<>(PaperStar.noisy(0.01, new SplittableRandom(6)));
    five.put(new Dimension("fourth"), five.get(Dimension.DEPTH));
    five.put(new Dimension("fifth"), five.get(Dimension.WIDTH));
    assertThat(fitted(five, FEW).dimensions()).hasSize(5);
  }

  @Test
  void refusesNoDimensions() {
    assertThat(refused(Map.of(), FEW)).contains("needs a star");
  }

  @Test
  void refusesADimensionWithoutObservations() {
    assertThat(refused(withDepth(o -> List.of()), FEW)).contains("at least 3 sizes but had 0");
  }

  @Test
  void refusesOneShape() {
    assertThat(refused(withDepth(o -> o.subList(0, 3)), FEW))
        .contains("depth must be varied over at least 3 sizes but had 1");
  }

  @Test
  void refusesOneDuration() {
    var arms =
        withDepth(o -> {
          var first = new ArrayList<Observation>();
          for (int i = 0; i < o.size(); i += 3) {
            first.add(o.get(i));
          }
          return first;
        });
    assertThat(refused(arms, FEW)).contains("compute is a function of the size");
  }

  @Test
  void refusesConstantLoss() {
    var arms =
        withDepth(o -> o.stream().map(p -> new Observation(p.x(), p.compute(), 0.9)).toList());
    assertThat(refused(arms, FEW)).contains("the loss must vary along depth but was constant");
  }

  @Test
  void refusesFewerPointsThanParametersHoweverOftenRepeated() {
    var arms =
        withDepth(o -> {
          var repeated = new ArrayList<Observation>();
          for (int i = 0; i < 10; i++) {
            repeated.addAll(o.subList(0, 2));
            repeated.addAll(o.subList(3, 5));
            repeated.add(o.get(6));
          }
          return repeated;
        });
    assertThat(refused(arms, FEW)).contains("different (size, compute) points");
  }

  @Test
  void refusesAsManyObservationsAsParametersUnlessTheNoiseIsGiven() {
    List<Observation> seven =
        PaperStar.arm(PaperStar.noisy(0.01, new SplittableRandom(1)), Dimension.WIDTH)
            .subList(0, 7);
    Map<Dimension, List<Observation>> arms = Map.of(Dimension.WIDTH, seven);
    assertThat(refused(arms, FEW)).contains("or the noise must be given");
    assertThat(fitted(arms, FEW.withNoiseFloor(0.01)).noise()).isEqualTo(new Noise(0.01, 0));
  }

  @Test
  void duplicatesChangeNothingButTheNoise() {
    var once = PaperStar.noisy(0.01, new SplittableRandom(7));
    var twice = new LinkedHashMap<Dimension, List<Observation>>();
    once.forEach((dimension, observations) -> {
      var both = new ArrayList<>(observations);
      both.addAll(observations);
      twice.put(dimension, both);
    });
    PaperStar.TRUTH
        .keySet()
        .forEach(d ->
            assertThat(fitted(twice, FEW).law(d).exponent())
                .isCloseTo(fitted(once, FEW).law(d).exponent(), within(1e-5)));
  }

  @Test
  void takesLossesAboveOne() {
    var arms =
        withDepth(
            o -> o.stream().map(p -> new Observation(p.x(), p.compute(), 40 * p.loss())).toList());
    StarFit scaled = fitted(arms, FEW);
    StarFit plain = fitted(withDepth(UnaryOperator.identity()), FEW);
    assertThat(scaled.law(Dimension.DEPTH).exponent())
        .isCloseTo(plain.law(Dimension.DEPTH).exponent(), within(1e-5));
  }

  @Test
  void pureNoiseEndsInWideIntervalsOrARefusal() {
    var random = new SplittableRandom(11);
    for (int trial = 0; trial < 10; trial++) {
      var arms = new LinkedHashMap<Dimension, List<Observation>>();
      PaperStar.exact()
          .forEach((dimension, observations) ->
              arms.put(
                  dimension,
                  observations.stream()
                      .map(o -> new Observation(o.x(), o.compute(), random.nextDouble(0.1, 2)))
                      .toList()));
      switch (StarFitter.fit(arms, FEW)) {
        case StarFitOutcome.Refused refused -> assertThat(refused.reason()).isNotBlank();
        case StarFitOutcome.Fitted(StarFit fit) ->
            arms.keySet()
                .forEach(d -> {
                  Interval s = fit.exponent(d);
                  assertThat(s.high() / s.low()).isGreaterThan(4);
                  assertThat(fit.optimum(d, 1e12).high()).isNotNaN();
                  assertThat(fit.predictedLoss(d, 1000, 1e12).high()).isNotNaN();
                });
      }
    }
  }

  @Test
  void absurdUnitsEndInAnOutcome() {
    for (double unit : new double[] {1e-300, 1e-30, 1e30, 1e280}) {
      var arms =
          withDepth(o ->
              o.stream()
                  .map(p -> new Observation(p.x() * unit, p.compute() * unit, p.loss()))
                  .toList());
      assertThat(StarFitter.fit(arms, FEW)).isNotNull();
      var stretched =
          withDepth(o ->
              o.stream()
                  .map(p -> new Observation(Math.pow(p.x(), 150), p.compute(), p.loss()))
                  .toList());
      assertThat(StarFitter.fit(stretched, FEW)).isNotNull();
    }
  }

  @Test
  void tenThousandRowsTakeSeconds() {
    var random = new SplittableRandom(12);
    var arms = new LinkedHashMap<Dimension, List<Observation>>();
    PaperStar.exact()
        .forEach((dimension, observations) -> {
          var many = new ArrayList<Observation>();
          for (int i = 0; i < 3333; i++) {
            Observation o = observations.get(i % observations.size());
            many.add(
                new Observation(o.x(), o.compute(), o.loss() * (1 + 0.01 * random.nextGaussian())));
          }
          arms.put(dimension, many);
        });
    // Generous: the machine may be busy. It takes about 3 s.
    StarFit fit =
        Assertions.assertTimeout(
            Duration.ofSeconds(30), () -> fitted(arms, StarFitOptions.DEFAULT.withReplicates(100)));
    assertThat(fit.exponent(Dimension.WIDTH).width()).isLessThan(0.05);
  }
}
