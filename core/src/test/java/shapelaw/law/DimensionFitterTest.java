package shapelaw.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shapelaw.shape.Dimension;

class DimensionFitterTest {

  private static final Percentage CLOSE = Percentage.withPercentage(1e-4);

  static List<Map.Entry<Dimension, SingleDimensionLaw>> truths() {
    return List.copyOf(PaperStar.TRUTH.entrySet());
  }

  private static DimensionFit fitted(Dimension dimension, List<Observation> observations) {
    var outcome = DimensionFitter.fit(dimension, observations, StarFitOptions.DEFAULT);
    assertThat(outcome).isInstanceOf(DimensionFitOutcome.Fitted.class);
    return ((DimensionFitOutcome.Fitted) outcome).fit();
  }

  /// The tolerance is 1e-6 relative: rounding in the losses (1e-16) times the condition of seven
  /// such parameters.
  static void assertSame(SingleDimensionLaw found, SingleDimensionLaw truth) {
    assertThat(found.alpha()).isCloseTo(truth.alpha(), CLOSE);
    assertThat(found.a()).isCloseTo(truth.a(), CLOSE);
    assertThat(found.beta()).isCloseTo(truth.beta(), CLOSE);
    assertThat(found.b()).isCloseTo(truth.b(), CLOSE);
    assertThat(found.xi()).isCloseTo(truth.xi(), CLOSE);
    assertThat(found.c()).isCloseTo(truth.c(), CLOSE);
    assertThat(found.epsilon()).isCloseTo(truth.epsilon(), CLOSE);
  }

  @ParameterizedTest
  @MethodSource("truths")
  void recoversSevenParametersFromNoiselessData(Map.Entry<Dimension, SingleDimensionLaw> truth) {
    DimensionFit fit = fitted(truth.getKey(), PaperStar.arm(PaperStar.exact(), truth.getKey()));
    assertSame(fit.law(), truth.getValue());
    assertThat(fit.relativeRmse()).isLessThan(1e-12);
    assertThat(fit.startsAtOptimum()).isGreaterThan(fit.starts() / 2);
  }

  @Test
  void doesNotDependOnTheUnitOfCompute() {
    List<Observation> gflops =
        PaperStar.arm(PaperStar.noisy(0.01, new SplittableRandom(8)), Dimension.WIDTH);
    List<Observation> flops =
        gflops.stream().map(o -> new Observation(o.x(), o.compute() * 1e9, o.loss())).toList();
    SingleDimensionLaw first = fitted(Dimension.WIDTH, gflops).law();
    SingleDimensionLaw second = fitted(Dimension.WIDTH, flops).law();
    assertThat(second.exponent()).isCloseTo(first.exponent(), within(1e-5));
    assertThat(second.optimum(5e19))
        .isCloseTo(first.optimum(5e10), Percentage.withPercentage(0.01));
  }

  @Test
  void isAsGoodAsTheTruthOnNoisyData() {
    for (int seed = 0; seed < 20; seed++) {
      var arms = PaperStar.noisy(0.02, new SplittableRandom(seed));
      arms.forEach((dimension, observations) -> {
        SingleDimensionLaw truth = PaperStar.arm(PaperStar.TRUTH, dimension);
        double truthRmse =
            Math.sqrt(
                observations.stream()
                    .mapToDouble(o -> truth.loss(o.x(), o.compute()) / o.loss() - 1)
                    .map(r -> r * r)
                    .average()
                    .orElseThrow());
        assertThat(fitted(dimension, observations).relativeRmse()).isLessThan(truthRmse);
      });
    }
  }

  @Test
  void saysWhatANeverFallingLossLeavesOpen() {
    var observations = new ArrayList<Observation>();
    for (double x : new double[] {1, 2, 4, 8}) {
      for (double t : new double[] {1, 10, 100}) {
        observations.add(new Observation(x, t * x, 0.2 + 0.1 * x / t));
      }
    }
    DimensionFit fit = fitted(Dimension.DEPTH, observations);
    assertThat(fit.law().alpha()).isZero();
    assertThat(fit.findings()).anyMatch(f -> f.contains("no gain from a larger depth"));
  }

  @Test
  void saysThatEpsilonIsAtZero() {
    SingleDimensionLaw truth = PaperStar.arm(PaperStar.TRUTH, Dimension.WIDTH);
    List<Observation> observations =
        PaperStar.arm(PaperStar.exact(), Dimension.WIDTH).stream()
            .map(o ->
                new Observation(
                    o.x(), o.compute(), truth.loss(o.x(), o.compute()) - truth.epsilon()))
            .toList();
    DimensionFit fit = fitted(Dimension.WIDTH, observations);
    assertThat(fit.law().epsilon()).isLessThan(1e-9);
    assertThat(fit.law().exponent()).isCloseTo(truth.exponent(), within(1e-6));
  }
}
