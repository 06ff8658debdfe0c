package shapelaw.law.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CurveErrorTest {

  private static final double STEP = 1e-5;

  private static CurveError error(CurveForm form, double huber) {
    double[] x = {0.05, 0.1, 0.3, 0.5, 0.8, 1};
    double[] loss = {2.1, 1.9, 1.4, 1.05, 1.1, 1};
    double[] weight = {0.05, 0.1, 0.15, 0.2, 0.2, 0.3};
    var error = new CurveError(form, x, loss, weight, huber, TypicalValues.of(form, 2.1));
    error.setPriorWeight(0.01);
    error.setExact(true);
    return error;
  }

  private static double[] near(CurveForm form) {
    double[] point = TypicalValues.of(form, 2.1).typicalStart(form);
    for (int i = 0; i < point.length; i++) {
      point[i] += 0.1 * (i - 1);
    }
    return point;
  }

  @ParameterizedTest
  @EnumSource(CurveForm.class)
  void derivativesAgreeWithFiniteDifferences(CurveForm form) {
    for (double huber : new double[] {Double.POSITIVE_INFINITY, 0.05}) {
      CurveError error = error(form, huber);
      double[] point = near(form);
      int n = point.length;
      double[] gradient = new double[n];
      double[][] hessian = new double[n][n];
      assertThat(error.value(point, gradient, hessian))
          .isCloseTo(error.value(point), within(1e-15));
      for (int i = 0; i < n; i++) {
        double[] above = gradientAt(error, point, i, STEP);
        double[] below = gradientAt(error, point, i, -STEP);
        assertThat(gradient[i])
            .isCloseTo(
                (valueAt(error, point, i, STEP) - valueAt(error, point, i, -STEP)) / (2 * STEP),
                within(1e-8));
        for (int j = 0; j < n; j++) {
          assertThat(hessian[i][j]).isCloseTo((above[j] - below[j]) / (2 * STEP), within(1e-7));
        }
      }
    }
  }

  private static double valueAt(CurveError error, double[] point, int i, double step) {
    double[] moved = point.clone();
    moved[i] += step;
    return error.value(moved);
  }

  private static double[] gradientAt(CurveError error, double[] point, int i, double step) {
    double[] moved = point.clone();
    moved[i] += step;
    double[] gradient = new double[point.length];
    error.value(moved, gradient, new double[point.length][point.length]);
    return gradient;
  }

  @ParameterizedTest
  @EnumSource(CurveForm.class)
  void startsGoThroughTheLastPoint(CurveForm form) {
    double[] start = TypicalValues.of(form, 2.1).typicalStart(form);
    assertThat(error(form, 1).law(start).loss(1)).isCloseTo(1, within(1e-12));
  }
}
