package shapelaw.law.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CurveLawTest {

  private static final double[] SIZES = {0.02, 0.3, 1, 4, 70, 3e3};

  static Stream<CurveLaw> laws() {
    return Stream.of(
        new PowerLaw(0.7, 0.3),
        new OffsetPowerLaw(0.6, 0.4, 0.2),
        new SaturatingPowerLaw(0.8, 0.5, 0.15),
        new SigmoidalLaw(0.4, 0.6, 0.2, 0.75, 1.7),
        new SigmoidalLaw(0.4, 0.6, 0.2, 3.75, 0.3),
        new BrokenPowerLaw(0.15, 0.8, 0.1, 0.7, 2, 0.4));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void derivativesAgreeWithFiniteDifferences(CurveLaw law) {
    double[] values = law.values();
    double step = 1e-5;
    for (double x : SIZES) {
      double[] gradient = new double[values.length];
      double[][] hessian = new double[values.length][values.length];
      assertThat(law.logLoss(x, gradient, hessian)).isCloseTo(Math.log(law.loss(x)), within(1e-12));
      for (int i = 0; i < values.length; i++) {
        double[] above = new double[values.length];
        double[] below = new double[values.length];
        double[][] unused = new double[values.length][values.length];
        double valueAbove = moved(law, i, step).logLoss(x, above, unused);
        double valueBelow = moved(law, i, -step).logLoss(x, below, unused);
        // A central difference errs by step² and by rounding / step, both about 1e-10.
        assertThat(gradient[i])
            .as("%s by %s at %s", law, law.form().parameters().get(i), x)
            .isCloseTo((valueAbove - valueBelow) / (2 * step), within(1e-8));
        for (int j = 0; j <= i; j++) {
          assertThat(hessian[i][j])
              .as("%s by %d and %d at %s", law, i, j, x)
              .isCloseTo((above[j] - below[j]) / (2 * step), within(1e-8));
        }
      }
    }
  }

  private static CurveLaw moved(CurveLaw law, int parameter, double logarithm) {
    double[] values = law.values();
    values[parameter] *= Math.exp(logarithm);
    return law.form().law(values);
  }

  @ParameterizedTest
  @MethodSource("laws")
  void theLossFallsToItsLimit(CurveLaw law) {
    double[] losses = DoubleStream.of(SIZES).map(law::loss).toArray();
    for (int i = 1; i < losses.length; i++) {
      assertThat(losses[i]).isLessThan(losses[i - 1]);
    }
    // The slowest of them, x^(−0.3), has fallen by a factor 1e-30 at 1e100.
    assertThat(law.loss(1e100)).isCloseTo(law.limitLoss(), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void aLossIsReachedWhereTheLawTakesIt(CurveLaw law) {
    for (double x : SIZES) {
      assertThat(law.reaches(law.loss(x))).isCloseTo(x, within(1e-8 * x));
    }
    assertThat(law.reaches(law.limitLoss())).isInfinite();
    assertThat(law.reaches(law.limitLoss() / 2)).isInfinite();
  }

  @Test
  void aSigmoidIsBelowItsStartFromTheBeginning() {
    var law = new SigmoidalLaw(0.4, 0.6, 0.2, 0.75, 1.7);
    assertThat(law.initialLoss()).isEqualTo(0.95);
    assertThat(law.reaches(0.96)).isZero();
    assertThat(law.loss(1e-9)).isCloseTo(0.95, within(1e-3));
  }

  @Test
  void aSigmoidSolvesTheEquationOfThePaper() {
    var law = new SigmoidalLaw(0.4, 0.6, 0.2, 0.75, 1.7);
    for (double x : SIZES) {
      double loss = law.loss(x);
      double left = (loss - 0.2) / Math.pow(0.95 - loss, 1.7);
      assertThat(left / (0.4 * Math.pow(x, -0.6))).isCloseTo(1, within(1e-9));
    }
  }

  @ParameterizedTest
  @MethodSource("laws")
  void theLocalExponentIsTheSlopeInLogarithms(CurveLaw law) {
    double step = 1e-5;
    for (double x : SIZES) {
      double slope =
          Math.log(law.loss(x * Math.exp(step)) / law.loss(x * Math.exp(-step))) / (2 * step);
      assertThat(law.localExponent(x)).isCloseTo(-slope, within(1e-8));
    }
  }

  @ParameterizedTest
  @MethodSource("laws")
  void otherUnitsDescribeTheSameCurve(CurveLaw law) {
    CurveLaw rescaled = law.rescaled(1e9, 100);
    for (double x : SIZES) {
      assertThat(rescaled.loss(1e9 * x)).isCloseTo(100 * law.loss(x), within(1e-9));
    }
  }

  @Test
  void aParameterMustBePositive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OffsetPowerLaw(1, -0.5, 0.1))
        .withMessage("c must be positive and finite but was -0.5.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CurveForm.POWER.law(1, 2, 3))
        .withMessage("M1 must have 2 parameters but got 3.");
  }
}
