package shapelaw.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import shapelaw.shape.Dimension;

class ShapeCorrelationTest {

  private static final List<Observation> SIX_SIZES_BY_THREE =
      PaperStar.arm(PaperStar.exact(), Dimension.WIDTH);

  @Test
  void drawsOfOneSizeAreCorrelatedAndOthersAreNot() {
    var random = new SplittableRandom(1);
    double same = 0;
    double other = 0;
    double variance = 0;
    int draws = 20_000;
    for (int i = 0; i < draws; i++) {
      double[] z = ShapeCorrelation.draw(SIX_SIZES_BY_THREE, 0.6, random);
      same += z[0] * z[2] / draws;
      other += z[0] * z[3] / draws;
      variance += z[4] * z[4] / draws;
    }
    // Standard errors are about 1 / √20000 = 0.007.
    assertThat(same).isCloseTo(0.6, within(0.035));
    assertThat(other).isCloseTo(0, within(0.035));
    assertThat(variance).isCloseTo(1, within(0.05));
  }

  @Test
  void shrinkageForetellsTheResiduals() {
    double rho = 0.6;
    double noise = 1e-4; // So small that the law is linear within it.
    var exact = PaperStar.exact();
    FittedGroup truth = fit(List.copyOf(exact.values()));
    double squares = 0;
    int trials = 200;
    for (int seed = 0; seed < trials; seed++) {
      var arms = PaperStar.noisy(exact, noise, rho, new SplittableRandom(seed));
      squares += 2 * fit(List.copyOf(arms.values())).search().best().value() / trials;
    }
    double foretold = noise * noise * (54 - 19) * ShapeCorrelation.shrinkage(truth, rho);
    // 35 residuals · 200 trials, correlated: the mean square is known to about 3 %.
    assertThat(squares / foretold).isCloseTo(1, within(0.1));
  }

  private static FittedGroup fit(List<List<Observation>> arms) {
    return FittedGroup.fit(
            List.copyOf(PaperStar.TRUTH.keySet()),
            arms,
            StarFitOptions.DEFAULT.withStarts(4),
            new SplittableRandom(5))
        .orElseThrow();
  }
}
