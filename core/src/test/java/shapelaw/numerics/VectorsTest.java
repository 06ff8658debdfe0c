package shapelaw.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorsTest {

  /// Two roundings of the series and one of the product with 2^k.
  private static final double EXP_TOLERANCE = 4e-16;

  /// A quotient, the series and their product are rounded.
  private static final double LOG_TOLERANCE = 6e-16;

  private static double[] random(int n, double low, double high) {
    return new SplittableRandom(n).doubles(n, low, high).toArray();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 0.35, 3, 40, 699})
  void exponentialsAreThoseOfTheStandardLibrary(double reach) {
    double[] v = random(5000, -reach, reach);
    double[] found = new double[v.length];
    Vectors.exp(v, found);
    for (int i = 0; i < v.length; i++) {
      double expected = StrictMath.exp(v[i]);
      assertThat(found[i]).isCloseTo(expected, within(EXP_TOLERANCE * expected));
    }
  }

  @Test
  void halfOddMultiplesOfLogTwoAreNoTrapForTheExponential() {
    for (int k = -300; k < 300; k++) {
      double middle = (k + 0.5) * Math.log(2);
      double[] v = {Math.nextDown(middle), middle, Math.nextUp(middle)};
      double[] found = new double[3];
      Vectors.exp(v, found);
      double expected = StrictMath.exp(middle);
      // The neighbours differ from the middle by one unit in the last place of an exponent below
      // 208, which is 3e-14 of e^x.
      for (double e : found) {
        assertThat(e).isCloseTo(expected, within(6e-14 * expected));
      }
    }
  }

  @Test
  void exponentialsBeyondTheDoublesAreZeroInfiniteOrNotANumber() {
    double[] v = {-1e9, -745, 709, 1e9, Double.NaN, Double.NEGATIVE_INFINITY};
    double[] found = new double[v.length];
    Vectors.exp(v, found);
    assertThat(found).containsExactly(Arrays.stream(v).map(Math::exp).toArray());
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 1e-3, 0.1, 0.25, 0.9})
  void logarithmsAreThoseOfTheStandardLibrary(double reach) {
    double[] v = random(5000, 1 - reach, 1 + reach);
    double[] found = new double[v.length];
    Vectors.log(v, found);
    for (int i = 0; i < v.length; i++) {
      double expected = StrictMath.log(v[i]);
      assertThat(found[i]).isCloseTo(expected, within(LOG_TOLERANCE * Math.abs(expected)));
    }
  }

  @Test
  void logarithmsOfWhatHasNoneAreNotNumbers() {
    double[] found = new double[4];
    Vectors.log(new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}, found);
    assertThat(found)
        .containsExactly(
            Double.NEGATIVE_INFINITY, Double.NaN, Double.NaN, Double.POSITIVE_INFINITY);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 9})
  void severalDotProductsAreTheSingleOnes(int count) {
    double[] u = random(101, -1, 1);
    double[][] v = new double[9][];
    for (int j = 0; j < v.length; j++) {
      v[j] = new SplittableRandom(j).doubles(u.length, -1, 1).toArray();
    }
    double[] found = new double[v.length];
    Arrays.fill(found, 7);
    Vectors.dots(u, v, count, found);
    for (int j = 0; j < v.length; j++) {
      // Sums of 101 products below 1 in another order.
      assertThat(found[j]).isCloseTo(j < count ? Vectors.dot(u, v[j]) : 7, within(1e-14));
    }
  }
}
