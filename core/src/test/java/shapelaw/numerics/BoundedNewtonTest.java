package shapelaw.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class BoundedNewtonTest {

  /// (1 − x)² + 100 (y − x²)², least at (1, 1).
  private static final class Rosenbrock implements TwiceDifferentiable {
    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public double value(double[] p) {
      double valley = p[1] - p[0] * p[0];
      return (1 - p[0]) * (1 - p[0]) + 100 * valley * valley;
    }

    @Override
    public double value(double[] p, double[] gradient, double[][] hessian) {
      double valley = p[1] - p[0] * p[0];
      gradient[0] = -2 * (1 - p[0]) - 400 * p[0] * valley;
      gradient[1] = 200 * valley;
      hessian[0][0] = 2 - 400 * (valley - 2 * p[0] * p[0]);
      hessian[0][1] = hessian[1][0] = -400 * p[0];
      hessian[1][1] = 200;
      return value(p);
    }

    @Override
    public double resolution(double value) {
      return 1e-20;
    }
  }

  /// x⁴ − 2 x² + slope · x: two minima near −1 and 1; does not depend on its second variable.
  private record DoubleWell(double slope) implements TwiceDifferentiable {
    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public double value(double[] p) {
      double square = p[0] * p[0];
      return 10 + square * square - 2 * square + slope * p[0];
    }

    @Override
    public double value(double[] p, double[] gradient, double[][] hessian) {
      gradient[0] = 4 * p[0] * p[0] * p[0] - 4 * p[0] + slope;
      gradient[1] = 0;
      hessian[0][0] = 12 * p[0] * p[0] - 4;
      hessian[0][1] = hessian[1][0] = hessian[1][1] = 0;
      return value(p);
    }

    @Override
    public double resolution(double value) {
      return 1e-15;
    }
  }

  private static BoundedNewton within5(TwiceDifferentiable function) {
    return new BoundedNewton(function, new double[] {-5, -5}, new double[] {5, 5});
  }

  @Test
  void findsTheMinimumOfACurvedValley() {
    Minimum minimum = within5(new Rosenbrock()).minimise(new double[] {-1.2, 1});
    assertThat(minimum.converged()).isTrue();
    assertThat(minimum.point()[0]).isCloseTo(1, within(1e-8));
    assertThat(minimum.point()[1]).isCloseTo(1, within(1e-8));
  }

  @Test
  void stopsAtABoundThatTheMinimumLiesBehind() {
    var newton = new BoundedNewton(new Rosenbrock(), new double[] {-5, -5}, new double[] {0.5, 5});
    Minimum minimum = newton.minimise(new double[] {-1.2, 1});
    assertThat(minimum.converged()).isTrue();
    // With x held at 0.5 the best y is x².
    assertThat(minimum.point()[0]).isEqualTo(0.5);
    assertThat(minimum.point()[1]).isCloseTo(0.25, within(1e-8));
  }

  @Test
  void leavesAVariableAloneOnWhichNothingDepends() {
    Minimum minimum = within5(new DoubleWell(0.1)).minimise(new double[] {-0.4, 3});
    assertThat(minimum.converged()).isTrue();
    assertThat(minimum.point()[1]).isEqualTo(3);
  }

  @Test
  void doesNotTakeAMaximumForAMinimum() {
    Minimum minimum = within5(new DoubleWell(0)).minimise(new double[] {0, 0});
    assertThat(minimum.converged()).isFalse();
  }

  @Test
  void multiStartCountsTheStartsThatFoundTheLowerWell() {
    var function = new DoubleWell(0.5);
    List<double[]> starts =
        List.of(
            new double[] {-2, 0},
            new double[] {-0.5, 0},
            new double[] {0.9, 0},
            new double[] {2, 0});
    MultiStart found =
        MultiStart.minimise(function, within5(function)::minimise, starts).orElseThrow();
    assertThat(found.starts()).isEqualTo(4);
    assertThat(found.converged()).isEqualTo(4);
    assertThat(found.best().point()[0]).isNegative();
    assertThat(found.atOptimum()).isBetween(2, 3);
  }

  @Test
  void multiStartIsEmptyWhenNothingConverges() {
    var function = new DoubleWell(0);
    assertThat(
            MultiStart.minimise(
                function, within5(function)::minimise, List.of(new double[] {0, 0})))
        .isEmpty();
  }
}
