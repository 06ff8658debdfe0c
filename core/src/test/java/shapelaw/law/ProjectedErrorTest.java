package shapelaw.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ProjectedErrorTest {

  private static final double STEP = 1e-4;

  private static ProjectedError shared(double noise) {
    return new ProjectedError(
        List.copyOf(PaperStar.noisy(noise, new SplittableRandom(5)).values()), true);
  }

  @Test
  void gradientAgreesWithFiniteDifferences() {
    ProjectedError error = shared(0.01);
    var random = new SplittableRandom(1);
    for (int trial = 0; trial < 50; trial++) {
      double[] point = randomPoint(error.dimension(), random);
      double[] gradient = gradient(error, point);
      for (int i = 0; i < point.length; i++) {
        double difference =
            (error.value(moved(point, i, STEP)) - error.value(moved(point, i, -STEP))) / (2 * STEP);
        // Central differences err by step² times third derivatives, which are of the size of the
        // gradients.
        assertThat(gradient[i]).isCloseTo(difference, within(1e-6 + 1e-5 * Math.abs(difference)));
      }
    }
  }

  @Test
  void hessianAgreesWithFiniteDifferencesOfTheGradient() {
    ProjectedError error = shared(0.01);
    var random = new SplittableRandom(2);
    int compared = 0;
    for (int trial = 0; trial < 50; trial++) {
      double[] point = randomPoint(error.dimension(), random);
      double[][] hessian = new double[point.length][point.length];
      error.value(point, new double[point.length], hessian);
      for (int j = 0; j < point.length; j++) {
        double[] ahead = moved(point, j, STEP);
        double[] behind = moved(point, j, -STEP);
        if (positiveTerms(error, ahead) != positiveTerms(error, behind)) {
          continue; // The Hessian jumps where a coefficient reaches zero; no difference across that
          // is defined.
        }
        double[] forward = gradient(error, ahead);
        double[] backward = gradient(error, behind);
        for (int i = 0; i < point.length; i++) {
          double difference = (forward[i] - backward[i]) / (2 * STEP);
          assertThat(hessian[i][j])
              .isCloseTo(difference, within(2e-6 + 1e-4 * Math.abs(difference)));
          assertThat(hessian[i][j]).isEqualTo(hessian[j][i]);
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(1000);
  }

  @Test
  void isZeroAtTheTruth() {
    ProjectedError error = shared(0);
    double[] truth = new double[error.dimension()];
    int k = 0;
    for (SingleDimensionLaw law : PaperStar.TRUTH.values()) {
      truth[2 * k] = Math.log(law.a());
      truth[2 * k + 1] = Math.log(law.b());
      truth[truth.length - 1] = Math.log(law.c());
      k++;
    }
    // 54 residuals of rounding size.
    assertThat(error.value(truth)).isLessThan(54 * 1e-27);
  }

  @Test
  void equalsTheLawsOwnRelativeError() {
    List<Observation> arm =
        PaperStar.noisy(0.02, new SplittableRandom(3)).values().iterator().next();
    var error = new ProjectedError(List.of(arm), true);
    double[] point = {0.2, -0.3, -0.5};
    SingleDimensionLaw law = error.laws(point).getFirst();
    double squares =
        arm.stream()
            .mapToDouble(o -> law.loss(o.x(), o.compute()) / o.loss() - 1)
            .map(r -> r * r)
            .sum();
    assertThat(error.value(point)).isCloseTo(squares / 2, within(1e-14));
    assertThat(law.a()).isEqualTo(Math.exp(0.2));
  }

  @Test
  void tangentOfAnInteriorLawHasOneDirectionAParameter() {
    ProjectedError error = shared(0);
    double[] truth = {0.6, 0.1, -0.2, -0.4, -0.3, -0.9, -0.4};
    long positive = positiveTerms(error, truth);
    // Two exponents for each of three arms and c, whose rows may be zero, beside the positive
    // coefficients.
    assertThat(error.tangent(truth)).hasNumberOfRows((int) positive + 7);
  }

  private static long positiveTerms(ProjectedError error, double[] point) {
    return error.laws(point).stream()
        .flatMapToDouble(l -> DoubleStream.of(l.alpha(), l.beta(), l.xi(), l.epsilon()))
        .filter(coefficient -> coefficient > 0)
        .count();
  }

  private static double[] gradient(ProjectedError error, double[] point) {
    double[] gradient = new double[point.length];
    error.value(point, gradient, new double[point.length][point.length]);
    return gradient;
  }

  private static double[] moved(double[] point, int i, double by) {
    double[] moved = point.clone();
    moved[i] += by;
    return moved;
  }

  private static double[] randomPoint(int n, SplittableRandom random) {
    double[] point = new double[n];
    for (int i = 0; i < n; i++) {
      point[i] = Math.log(0.2) + random.nextDouble() * Math.log(10);
    }
    return point;
  }
}
