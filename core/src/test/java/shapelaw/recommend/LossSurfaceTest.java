package shapelaw.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import shapelaw.law.joint.JointLaw;

final class LossSurfaceTest {

  private static final double[] POINT = {Math.log(90), Math.log(5), Math.log(300)};

  /// Serving half of the total, so that both parts matter.
  private static final Spending SHARED =
      new Spending.Shared(4e15, 2e15 / Laws.VIT_COST.forwardFlops(sizes(POINT)::get));

  static Stream<Arguments> surfaces() {
    return Stream.of(Laws.structural(), Laws.decomposable(), Laws.product(), Laws.gemstones())
        .flatMap(law ->
            Stream.of(new Spending.Fixed(1e15), SHARED, new Spending.Endless())
                .map(spending -> Arguments.of(law, spending)));
  }

  private static Map<String, Double> sizes(double[] u) {
    var sizes = new LinkedHashMap<String, Double>();
    for (int k = 0; k < u.length; k++) {
      sizes.put(Laws.VIT.get(k), Math.exp(u[k]));
    }
    return sizes;
  }

  private static LossSurface surface(JointLaw law, Spending spending) {
    return new LossSurface(law, Laws.VIT_COST, Laws.VIT, spending);
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void isTheLawAtTheShapesOwnTraining(JointLaw law, Spending spending) {
    PricedShape shape = PricedShape.of(sizes(POINT), Laws.VIT_COST, spending);
    assertThat(surface(law, spending).value(POINT))
        .isCloseTo(law.loss(shape::variable), Percentage.withPercentage(1e-9));
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void derivativesAreThoseOfFiniteDifferences(JointLaw law, Spending spending) {
    LossSurface surface = surface(law, spending);
    double[] gradient = new double[3];
    double[][] hessian = new double[3][3];
    double value = surface.value(POINT, gradient, hessian);
    assertThat(value).isCloseTo(surface.value(POINT), Percentage.withPercentage(1e-12));
    double step = 1e-5; // central differences: error of order step², and 1e-16 / step of rounding
    for (int k = 0; k < 3; k++) {
      double[] up = POINT.clone();
      double[] down = POINT.clone();
      up[k] += step;
      down[k] -= step;
      double[] gradientUp = new double[3];
      double[] gradientDown = new double[3];
      double atUp = surface.value(up, gradientUp, new double[3][3]);
      double atDown = surface.value(down, gradientDown, new double[3][3]);
      assertThat(gradient[k]).isCloseTo((atUp - atDown) / (2 * step), within(1e-8 * value));
      for (int l = 0; l < 3; l++) {
        assertThat(hessian[k][l])
            .isCloseTo((gradientUp[l] - gradientDown[l]) / (2 * step), within(1e-8 * value));
      }
    }
  }

  @Test
  void onlyAPowerOfTheParametersMayHaveSeveralValleys() {
    var t = new Spending.Fixed(1e15);
    assertThat(List.of(Laws.structural(), Laws.decomposable(), Laws.product()))
        .allMatch(law -> surface(law, t).isConvex() && surface(law, SHARED).isConvex());
    assertThat(surface(Laws.gemstones(), t).isConvex()).isFalse();
  }

  @Test
  void aShapeThatServingLeavesNothingForHasNoLoss() {
    double[] huge = {Math.log(1e4), Math.log(100), Math.log(1e4)};
    assertThat(surface(Laws.structural(), SHARED).value(huge)).isInfinite();
  }
}
