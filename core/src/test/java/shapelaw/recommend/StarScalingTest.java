package shapelaw.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import shapelaw.cost.Compute;

final class StarScalingTest {

  private static final Map<String, Double> START =
      Map.of("width", 608.0, "depth", 10.0, "mlp_dim", 928.0);

  private static Map<String, Double> scaled(double tau, Map<String, Double> exponents) {
    var rule = new StarScaling(START, new Compute(1e12), exponents);
    return rule.scaled(tau, rule.equalWeights());
  }

  @Test
  void leavesTheStartShapeWhereComputeIsUnchanged() {
    assertThat(scaled(1, Map.of("width", 0.5, "depth", 0.5, "mlp_dim", 0.5))).isEqualTo(START);
  }

  @Test
  void growsEachDimensionByItsOwnExponentOverD() {
    var sizes = scaled(1000, Map.of("width", 0.22, "depth", 0.45, "mlp_dim", 0.60));
    assertThat(sizes.get("width")).isCloseTo(608 * Math.pow(10, 0.22), within(1e-9));
    assertThat(sizes.get("depth")).isCloseTo(10 * Math.pow(10, 0.45), within(1e-9));
    assertThat(sizes.get("mlp_dim")).isCloseTo(928 * Math.pow(10, 0.60), within(1e-9));
  }

  @Test
  void keepsADimensionThatTheStarDidNotSweep() {
    var sizes = scaled(16, Map.of("width", 0.5));
    assertThat(sizes.get("width")).isCloseTo(4 * 608, within(1e-9));
    assertThat(sizes.get("depth")).isEqualTo(10);
  }
}
