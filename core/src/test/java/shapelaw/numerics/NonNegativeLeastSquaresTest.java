package shapelaw.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.QRDecomposition;
import org.junit.jupiter.api.Test;

class NonNegativeLeastSquaresTest {

  @Test
  void agreesWithTheBestOfAllSubsetsOfColumns() {
    var random = new SplittableRandom(1);
    for (int problem = 0; problem < 300; problem++) {
      int columns = 1 + problem % 5;
      int rows = columns + problem % 7;
      double[][] a = gaussian(columns, rows, random);
      double[] b = gaussian(1, rows, random)[0];
      var solver = new NonNegativeLeastSquares(rows, columns);
      solver.solve(a, b);
      // Both are least squares by QR of well-conditioned random matrices: 1e-9 leaves room for the
      // worst of 300.
      assertThat(squares(solver.residual())).isCloseTo(bestOfSubsets(a, b), within(1e-9));
    }
  }

  @Test
  void satisfiesTheKarushKuhnTuckerConditionsFromWarmStarts() {
    var random = new SplittableRandom(2);
    var solver = new NonNegativeLeastSquares(12, 4);
    for (int problem = 0; problem < 300; problem++) {
      double[][] a = gaussian(4, 12, random);
      double[] b = gaussian(1, 12, random)[0];
      solver.solve(a, b);
      for (int j = 0; j < 4; j++) {
        double slope = Vectors.dot(a[j], solver.residual());
        assertThat(solver.coefficient(j)).isNotNegative();
        assertThat(slope).isLessThan(1e-9);
        assertThat(solver.coefficient(j) * slope).isCloseTo(0, within(1e-9));
      }
    }
  }

  @Test
  void warmStartChangesNothing() {
    var random = new SplittableRandom(3);
    var warm = new NonNegativeLeastSquares(9, 4);
    for (int problem = 0; problem < 100; problem++) {
      double[][] a = gaussian(4, 9, random);
      double[] b = gaussian(1, 9, random)[0];
      var cold = new NonNegativeLeastSquares(9, 4);
      warm.solve(a, b);
      cold.solve(a, b);
      for (int j = 0; j < 4; j++) {
        assertThat(warm.coefficient(j)).isCloseTo(cold.coefficient(j), within(1e-10));
      }
    }
  }

  @Test
  void leavesOutOneOfTwoEqualColumns() {
    double[][] a = {{1, 1, 1}, {1, 1, 1}, {0, 1, 2}};
    var solver = new NonNegativeLeastSquares(3, 3);
    solver.solve(a, new double[] {1, 2, 3});
    assertThat(solver.coefficient(0) + solver.coefficient(1)).isCloseTo(1, within(1e-12));
    assertThat(solver.coefficient(2)).isCloseTo(1, within(1e-12));
    assertThat(solver.positiveCount()).isEqualTo(2);
  }

  @Test
  void isZeroWhenEveryColumnPointsAway() {
    var solver = new NonNegativeLeastSquares(2, 2);
    solver.solve(new double[][] {{-1, 0}, {0, -1}}, new double[] {1, 1});
    assertThat(solver.positiveCount()).isZero();
    assertThat(solver.residual()).containsExactly(1, 1);
  }

  @Test
  void holdsABarredColumnAtZero() {
    double[][] a = {{1, 0, 0}, {0, 1, 0}};
    double[] b = {2, 3, 0};
    var solver = new NonNegativeLeastSquares(3, 2);
    solver.solve(a, b);
    solver.bar(0, true);
    solver.solve(a, b);
    assertThat(solver.coefficient(0)).isZero();
    assertThat(solver.coefficient(1)).isCloseTo(3, within(1e-15));
    solver.bar(0, false);
    solver.solve(a, b);
    assertThat(solver.coefficient(0)).isCloseTo(2, within(1e-15));
  }

  private static double bestOfSubsets(double[][] a, double[] b) {
    double best = squares(b);
    for (int subset = 1; subset < 1 << a.length; subset++) {
      List<double[]> chosen = new ArrayList<>();
      for (int j = 0; j < a.length; j++) {
        if ((subset >> j & 1) == 1) {
          chosen.add(a[j]);
        }
      }
      var matrix = MatrixUtils.createRealMatrix(chosen.toArray(double[][]::new)).transpose();
      var solution = new QRDecomposition(matrix).getSolver().solve(new ArrayRealVector(b));
      if (solution.getMinValue() >= 0) {
        var residual = matrix.operate(solution).subtract(new ArrayRealVector(b));
        best = Math.min(best, residual.dotProduct(residual));
      }
    }
    return best;
  }

  private static double[][] gaussian(int columns, int rows, RandomGenerator random) {
    double[][] values = new double[columns][rows];
    for (double[] column : values) {
      for (int i = 0; i < rows; i++) {
        column[i] = random.nextGaussian();
      }
    }
    return values;
  }

  private static double squares(double[] v) {
    return Vectors.dot(v, v);
  }
}
