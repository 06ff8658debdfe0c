package shapelaw.law.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static shapelaw.law.joint.LawForm.Factor.falling;
import static shapelaw.law.joint.LawForm.Factor.rising;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shapelaw.law.joint.LawForm.Exponent;
import shapelaw.law.joint.LawForm.Term;
import shapelaw.numerics.TwiceDifferentiable;

/// Analytic derivatives against central differences, whose own error is about the cube root of
/// 1e-16 squared.
class ErrorDerivativesTest {

  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-6;

  /// Exponents shared between terms and named in another order than the form's, and one used twice
  /// in a term.
  private static LawForm shared() {
    return new LawForm(
        "shared",
        "A x1^-a x2^-b + B x2^(b-c) n^-c + C x1^a n^-(2b) + E",
        "none",
        List.of(Exponent.of("c"), Exponent.of("a"), Exponent.of("b")),
        List.of(
            Term.of("A", falling("x1", "a"), falling("x2", "b")),
            Term.of("B", rising("x2", "b"), falling("x2", "c"), falling("examples", "c")),
            Term.of("C", rising("x1", "a"), falling("examples", "b"), falling("examples", "b")),
            Term.of("E")));
  }

  static Stream<LawForm> forms() {
    var forms = new ArrayList<>(SimulatedTable.forms(SimulatedTable.dimensions(3)));
    forms.add(shared());
    return forms.stream();
  }

  private static Measurements data(LawForm form, double noise) {
    Measurements design = SimulatedTable.design(3, 20, 3, new SplittableRandom(5));
    JointLaw truth = SimulatedTable.truth(form, design);
    return SimulatedTable.measured(truth, design, noise, new SplittableRandom(6));
  }

  private static double[] weights(int rows) {
    double[] weights = new double[rows];
    Arrays.setAll(weights, i -> 0.5 + i % 3);
    return weights;
  }

  @ParameterizedTest
  @MethodSource("forms")
  void projectedRelativeErrorMatchesFiniteDifferences(LawForm form) {
    Measurements data = data(form, 0.05);
    var error = new ProjectedRelativeError(new Design(form, data));
    error.setData(data.losses(), weights(data.rows()));
    var generator = new SplittableRandom(7);
    for (int trial = 0; trial < 5; trial++) {
      double[] point = new double[error.dimension()];
      Arrays.setAll(point, k -> Math.log(0.1 + 0.8 * generator.nextDouble()));
      assertDerivatives(error, point);
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void huberErrorMatchesFiniteDifferences(LawForm form) {
    Measurements data = data(form, 0.05);
    var design = new Design(form, data);
    var error = new HuberLogError(design);
    error.setData(data.losses(), weights(data.rows()));
    // Residuals of five percent lie on both sides.
    error.setDelta(0.04);
    JointLaw truth = SimulatedTable.truth(form, data);
    double[] scaled = design.scaledCoefficients(truth);
    double[] exponents = truth.exponents();
    var generator = new SplittableRandom(8);
    for (int trial = 0; trial < 5; trial++) {
      double[] point = new double[error.dimension()];
      for (int j = 0; j < scaled.length; j++) {
        point[j] = scaled[j] * design.lossScale() * (0.9 + 0.2 * generator.nextDouble());
      }
      for (int k = 0; k < exponents.length; k++) {
        point[scaled.length + k] = Math.log(exponents[k]) + 0.1 * generator.nextGaussian();
      }
      assertGradient(error, point);
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void huberHessianMatchesFiniteDifferencesAwayFromTheKinks(LawForm form) {
    Measurements data = data(form, 0.05);
    var design = new Design(form, data);
    JointLaw truth = SimulatedTable.truth(form, data);
    double[] point = new double[design.terms() + design.exponents()];
    double[] scaled = design.scaledCoefficients(truth);
    for (int j = 0; j < scaled.length; j++) {
      point[j] = scaled[j] * design.lossScale();
    }
    for (int k = 0; k < design.exponents(); k++) {
      point[scaled.length + k] = Math.log(truth.exponents()[k]);
    }
    var error = new HuberLogError(design);
    error.setData(data.losses(), weights(data.rows()));
    // All residuals inside, then all outside except those exactly at the law, of which there are
    // none.
    for (double delta : new double[] {10, 1e-9}) {
      error.setDelta(delta);
      assertDerivatives(error, point);
    }
  }

  private static void assertGradient(TwiceDifferentiable function, double[] point) {
    int n = function.dimension();
    double[] gradient = new double[n];
    double value = function.value(point, gradient, new double[n][n]);
    assertThat(value).isEqualTo(function.value(point));
    double scale = Math.max(norm(gradient), value);
    for (int k = 0; k < n; k++) {
      double difference =
          (function.value(moved(point, k, STEP)) - function.value(moved(point, k, -STEP)))
              / (2 * STEP);
      assertThat(gradient[k]).as("gradient " + k).isCloseTo(difference, within(TOLERANCE * scale));
    }
  }

  private static void assertDerivatives(TwiceDifferentiable function, double[] point) {
    assertGradient(function, point);
    int n = function.dimension();
    double[][] hessian = new double[n][n];
    function.value(point, new double[n], hessian);
    double scale = 0;
    for (double[] row : hessian) {
      scale = Math.max(scale, norm(row));
    }
    for (int k = 0; k < n; k++) {
      double[] above = new double[n];
      double[] below = new double[n];
      function.value(moved(point, k, STEP), above, new double[n][n]);
      function.value(moved(point, k, -STEP), below, new double[n][n]);
      for (int l = 0; l < n; l++) {
        assertThat(hessian[l][k])
            .as("Hessian " + l + ", " + k)
            .isCloseTo((above[l] - below[l]) / (2 * STEP), within(TOLERANCE * scale));
      }
    }
  }

  private static double[] moved(double[] point, int k, double by) {
    double[] moved = point.clone();
    moved[k] += by;
    return moved;
  }

  private static double norm(double[] v) {
    return Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
  }
}
