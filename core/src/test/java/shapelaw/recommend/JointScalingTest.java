package shapelaw.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;

final class JointScalingTest {

  private static final List<Dimension> VIT =
      List.of(Dimension.WIDTH, Dimension.DEPTH, Dimension.MLP_DIM);

  @Test
  void leavesTheStartShapeWhereComputeIsUnchanged() {
    var sizes = JointScaling.equal(VIT).sizes(Shape.vit(608, 10, 928), 1, k -> 0.5);
    assertThat(sizes)
        .isEqualTo(Map.of(Dimension.WIDTH, 608.0, Dimension.DEPTH, 10.0, Dimension.MLP_DIM, 928.0));
  }

  @Test
  void growsEachDimensionByItsOwnExponentOverD() {
    var exponents = Map.of(Dimension.WIDTH, 0.22, Dimension.DEPTH, 0.45, Dimension.MLP_DIM, 0.60);
    var sizes =
        JointScaling.equal(VIT)
            .sizes(Shape.vit(608, 10, 928), 1000, k -> exponents.getOrDefault(k, 0.0));
    assertThat(sizes.get(Dimension.WIDTH)).isCloseTo(608 * Math.pow(10, 0.22), within(1e-9));
    assertThat(sizes.get(Dimension.DEPTH)).isCloseTo(10 * Math.pow(10, 0.45), within(1e-9));
    assertThat(sizes.get(Dimension.MLP_DIM)).isCloseTo(928 * Math.pow(10, 0.60), within(1e-9));
  }

  @Test
  void keepsADimensionWithoutWeight() {
    var sizes =
        JointScaling.equal(List.of(Dimension.WIDTH)).sizes(Shape.vit(64, 4, 128), 16, k -> 0.5);
    assertThat(sizes.get(Dimension.WIDTH)).isCloseTo(256, within(1e-9));
    assertThat(sizes.get(Dimension.DEPTH)).isEqualTo(4.0);
  }

  @Test
  void refusesWeightsThatDoNotSumToOne() {
    assertThatThrownBy(() -> new JointScaling(Map.of(Dimension.WIDTH, 0.4)))
        .hasMessageContaining("sum to 1");
  }
}
