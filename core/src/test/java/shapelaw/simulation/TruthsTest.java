package shapelaw.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.LinkedHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shapelaw.cost.Compute;
import shapelaw.run.SimulatedTruth;
import shapelaw.shape.Dimension;

class TruthsTest {

  static Stream<SimulatedTruth> truths() {
    return SimulatedStudies.truths().stream().map(SimulatedStudies.Truth::law);
  }

  @ParameterizedTest
  @MethodSource("truths")
  void theStartShapeIsTheBestInTheMiddleOfTheGrid(SimulatedTruth truth) {
    TrueOptimum best = TrueOptimum.of(truth, Truths.COMPUTE);
    best.sizes()
        .forEach((dimension, size) ->
            assertThat(size)
                .as(dimension.name())
                .isCloseTo(PaperSweeps.START.value(dimension), withinPercentage(0.01)));
  }

  @ParameterizedTest
  @MethodSource("truths")
  void thereIsABestShapeAtEveryBudget(SimulatedTruth truth) {
    for (int multiple : SimulatedStudies.BUDGETS) {
      Compute t = PaperSweeps.LARGEST_OF_GRID.times(multiple);
      TrueOptimum best = TrueOptimum.of(truth, t);
      for (Dimension dimension : PaperSweeps.START.dimensions()) {
        for (double factor : new double[] {0.5, 0.99, 1.01, 2}) {
          var moved = new LinkedHashMap<>(best.sizes());
          moved.computeIfPresent(dimension, (d, size) -> size * factor);
          assertThat(TrueOptimum.loss(truth, moved, t)).isGreaterThan(best.loss());
        }
      }
    }
  }

  @Test
  void thePaperExponentsAreTheGrowthOfEquationThree() {
    SimulatedTruth truth = Truths.decomposable();
    TrueOptimum first = TrueOptimum.of(truth, Truths.COMPUTE);
    TrueOptimum later = TrueOptimum.of(truth, Truths.COMPUTE.times(100));
    double[] expected = {0.22, 0.45, 0.60};
    int k = 0;
    for (Dimension dimension : PaperSweeps.START.dimensions()) {
      double growth =
          Math.log(
              later.sizes().getOrDefault(dimension, Double.NaN)
                  / first.sizes().getOrDefault(dimension, Double.NaN));
      // a + b are given to three digits.
      assertThat(growth / Math.log(100)).isCloseTo(expected[k++], withinPercentage(0.5));
    }
  }
}
