package shapelaw.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorsTest {

  private static double[] random(int n, double low, double high) {
    return new SplittableRandom(n).doubles(n, low, high).toArray();
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
