package shapelaw.torch.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FeaturesTest {

  private static final Features FEATURES =
      new Features(4, 2, new double[] {1, 5, 2, 5, 3, 5, 6, 5});

  @Test
  void standardisesWithPopulationDeviationAndAddsTheBias() {
    Features standard = FEATURES.standardisation().apply(FEATURES);
    assertThat(standard.width()).isEqualTo(3);
    // Mean 3, population variance (4 + 1 + 0 + 9) / 4 = 3.5.
    double deviation = Math.sqrt(3.5) + 1e-5;
    assertThat(standard.values()[0]).isCloseTo(-2 / deviation, within(1e-12));
    assertThat(standard.values()[9]).isCloseTo(3 / deviation, within(1e-12));
    assertThat(standard.values()[2]).isEqualTo(100);
  }

  @Test
  void aConstantFeatureBecomesZero() {
    Features standard = FEATURES.standardisation().apply(FEATURES);
    assertThat(standard.values()[1]).isZero();
    assertThat(standard.values()[4]).isZero();
  }

  @Test
  void testImagesAreStandardisedByTheExamples() {
    Features other = new Features(1, 2, new double[] {3, 5 + 1e-5});
    assertThat(FEATURES.standardisation().apply(other).values())
        .usingComparatorWithPrecision(1e-9)
        .containsExactly(0, 1, 100);
  }

  @Test
  void rowsAreTakenInTheirOrder() {
    assertThat(FEATURES.rows(new int[] {3, 0}).values()).containsExactly(6, 5, 1, 5);
  }

  @Test
  void wrongSizesAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Features(2, 2, new double[3]));
  }
}
