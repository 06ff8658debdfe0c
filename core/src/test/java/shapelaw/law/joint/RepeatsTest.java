package shapelaw.law.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RepeatsTest {

  /// 200 points with three repeats each; the losses of the second half scatter three times as much.
  private static Measurements repeated() {
    var random = new SplittableRandom(3);
    double[] width = new double[600];
    double[] losses = new double[600];
    for (int i = 0; i < 600; i++) {
      int point = i / 3;
      width[i] = 10 + point;
      losses[i] = Math.exp((point < 100 ? 0.01 : 0.03) * random.nextGaussian()) / (1 + point);
    }
    return Measurements.of(List.of("width"), Map.of("width", width), losses);
  }

  @Test
  void noiseIsThatOfTheRepeatsWhateverTheLossesAre() {
    Repeats repeats = Repeats.of(repeated()).orElseThrow();
    assertThat(repeats.degreesOfFreedom()).isEqualTo(400);
    // √((0.01² + 0.03²) / 2) = 0.0224; 400 degrees of freedom tell it within 3.5 %, taken thrice.
    assertThat(repeats.noise()).isCloseTo(0.0224, within(0.0024));
  }

  @Test
  void pointsThatScatterMoreWeighLess() {
    double[] weights = Repeats.of(repeated()).orElseThrow().weights();
    double first = mean(weights, 0, 300);
    double second = mean(weights, 300, 600);
    assertThat(first).isGreaterThan(1.2 * second);
  }

  private static double mean(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i];
    }
    return sum / (to - from);
  }

  @Test
  void withoutRepeatsNothingIsTold() {
    Measurements single =
        Measurements.of(
            List.of("width"), Map.of("width", new double[] {1, 2, 3}), new double[] {3, 2, 1});
    assertThat(Repeats.of(single)).isEmpty();
  }
}
