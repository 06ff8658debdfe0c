package shapelaw.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import shapelaw.numerics.Quantiles;

class NoisyMixtureTest {

  @Test
  void oneMeanWithKnownNoiseIsNormal() {
    var mixture = new NoisyMixture(new double[] {0.4, 0.4}, new Noise(0.01, 0));
    assertThat(mixture.quantile(0.975)).isCloseTo(0.4 * (1 + 0.01 * 1.959964), within(1e-8));
  }

  @Test
  void oneMeanWithEstimatedNoiseIsStudents() {
    var mixture = new NoisyMixture(new double[] {0.4, 0.4}, new Noise(0.01, 2));
    assertThat(mixture.quantile(0.975)).isCloseTo(0.4 * (1 + 0.01 * 4.302653), within(1e-8));
  }

  @Test
  void agreesWithSampling() {
    var random = new SplittableRandom(1);
    double[] means = random.doubles(50, 0.3, 0.5).toArray();
    var mixture = new NoisyMixture(means, new Noise(0.05, 0));
    double[] samples = new double[200_000];
    Arrays.setAll(samples, i -> means[i % means.length] * (1 + 0.05 * random.nextGaussian()));
    // Standard error of such a quantile: 0.06 · √(0.025 · 0.975 / 200000) / density(≈ 0.06 · …)
    // below 4e-4.
    assertThat(mixture.quantile(0.025)).isCloseTo(Quantiles.of(samples, 0.025), within(1e-3));
    assertThat(mixture.quantile(0.975)).isCloseTo(Quantiles.of(samples, 0.975), within(1e-3));
  }

  @Test
  void withoutNoiseItIsTheMeans() {
    var mixture = new NoisyMixture(new double[] {1, 2, 3}, new Noise(0, 5));
    assertThat(mixture.quantile(0.5)).isEqualTo(2);
  }
}
