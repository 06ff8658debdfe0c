package shapelaw.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QuantilesTest {

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void interpolatesBetweenOrderStatistics() {
    double[] sample = {4, 1, 3, 2, 5};
    assertThat(Quantiles.of(sample, 0.5)).isEqualTo(3);
    // (n − 1) p = 0.4: between the first and the second value.
    assertThat(Quantiles.of(sample, 0.1)).isCloseTo(1.4, within(1e-12));
  }

  @Test
  void carriesInfinities() {
    assertThat(Quantiles.of(new double[] {1, 2, INFINITY, INFINITY}, 0.9)).isEqualTo(INFINITY);
    assertThat(Quantiles.of(new double[] {1, 2, 3, INFINITY}, 0.25)).isEqualTo(1.75);
    assertThat(Quantiles.of(new double[] {-INFINITY, -INFINITY, 1}, 0.1)).isEqualTo(-INFINITY);
  }

  @Test
  void refusesEmptySamplesAndNaN() {
    assertThatIllegalArgumentException().isThrownBy(() -> Quantiles.of(new double[0], 0.5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantiles.of(new double[] {1, Double.NaN}, 0.5));
  }
}
