package shapelaw.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixupTest {

  private static final int STEPS = 4000;

  private static double[] shares(double alpha, long seed) {
    var mixup = new Mixup(alpha, seed);
    return LongStream.rangeClosed(1, STEPS).mapToDouble(mixup::share).toArray();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.2, 1, 3})
  void sharesAreTheLargerPartOfABetaDraw(double alpha) {
    double[] shares = shares(alpha, 5);
    // u and 1 − u are equally likely, so half of the larger parts turned round are draws of u.
    for (int i = 0; i < shares.length; i += 2) {
      shares[i] = 1 - shares[i];
    }

    double p =
        new KolmogorovSmirnovTest()
            .kolmogorovSmirnovTest(new BetaDistribution(alpha, alpha), shares);

    assertThat(p).isGreaterThan(0.01);
    assertThat(Arrays.stream(shares(alpha, 5))).allMatch(share -> share >= 0.5 && share <= 1);
  }

  @Test
  void theSeedAndTheStepAloneDecideTheShare() {
    assertThat(shares(0.2, 5)).isEqualTo(shares(0.2, 5));
    assertThat(shares(0.2, 5)).isNotEqualTo(shares(0.2, 6));
    assertThat(new Mixup(0.2, 5).share(7)).isEqualTo(shares(0.2, 5)[6]);
    assertThat(new Mixup(1, 5).share(1L << 40)).isNotEqualTo(new Mixup(1, 5).share(0));
  }

  @Test
  void sharesOfNeighbouringStepsAreUnrelated() {
    double[] shares = shares(1, 5);
    double product = 0;
    for (int i = 1; i < shares.length; i++) {
      product += (shares[i] - 0.75) * (shares[i - 1] - 0.75) / shares.length;
    }

    // Variance 1/48 each; four standard errors of their covariance.
    assertThat(product).isCloseTo(0, within(4.0 / 48 / Math.sqrt(STEPS)));
  }

  @Test
  void alphaZeroMixesNothing() {
    assertThat(shares(0, 5)).containsOnly(1);
  }
}
