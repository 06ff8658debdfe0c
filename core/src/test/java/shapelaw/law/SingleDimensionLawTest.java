package shapelaw.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.univariate.BrentOptimizer;
import org.hipparchus.optim.univariate.SearchInterval;
import org.hipparchus.optim.univariate.UnivariateObjectiveFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SingleDimensionLawTest {

  private static final double T = 5e10;

  static Stream<SingleDimensionLaw> laws() {
    return PaperStar.TRUTH.values().stream();
  }

  @ParameterizedTest
  @MethodSource("laws")
  void closedFormOptimumIsTheNumericMinimum(SingleDimensionLaw law) {
    double logOptimum =
        new BrentOptimizer(1e-9, 1e-12)
            .optimize(
                new MaxEval(500),
                new UnivariateObjectiveFunction(logX -> law.loss(Math.exp(logX), T)),
                GoalType.MINIMIZE,
                new SearchInterval(0, 15))
            .getPoint();
    // A minimum can be located to about the square root of the precision.
    assertThat(law.optimum(T)).isCloseTo(Math.exp(logOptimum), Percentage.withPercentage(1e-4));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void fallsUpToTheOptimumAndRisesBehindIt(SingleDimensionLaw law) {
    double optimum = law.optimum(T);
    for (double factor = 1.1; factor < 1000; factor *= 1.1) {
      assertThat(law.loss(optimum * factor * 1.1, T)).isGreaterThan(law.loss(optimum * factor, T));
      assertThat(law.loss(optimum / factor / 1.1, T)).isGreaterThan(law.loss(optimum / factor, T));
    }
  }

  @ParameterizedTest
  @MethodSource("laws")
  void optimumGrowsWithComputeByTheExponent(SingleDimensionLaw law) {
    double growth = Math.log(law.optimum(100 * T) / law.optimum(T)) / Math.log(100);
    assertThat(growth).isCloseTo(law.exponent(), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void frontierHasTheFormOfEquation5(SingleDimensionLaw law) {
    // At the optimum β x^b t^(−c) = (a / b) α x^(−a), hence F = α (1 + a / b) and G = ξ.
    double f = law.alpha() * (1 + law.a() / law.b());
    double expected =
        f * Math.pow(law.optimum(T), -law.a()) + law.xi() * Math.pow(T, -law.c()) + law.epsilon();
    assertThat(law.frontierLoss(T)).isCloseTo(expected, within(1e-12));
  }
}
