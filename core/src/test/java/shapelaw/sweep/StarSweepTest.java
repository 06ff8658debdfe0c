package shapelaw.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;

final class StarSweepTest {

  /// The paper's star.
  static StarSweep paper() {
    var arms = new LinkedHashMap<Dimension, List<Integer>>();
    arms.put(Dimension.WIDTH, List.of(608, 768, 928, 1088, 1328, 1648));
    arms.put(Dimension.DEPTH, List.of(8, 10, 12, 16, 20, 24));
    arms.put(Dimension.MLP_DIM, List.of(1088, 1360, 1728, 2160, 2592, 3072));
    return new StarSweep(Shape.vit(1968, 40, 6144), arms);
  }

  @Test
  void variesOneDimensionAndHoldsTheOthersAtTheCentre() {
    assertThat(paper().arm(Dimension.DEPTH))
        .hasSize(6)
        .allMatch(s -> s.value(Dimension.WIDTH) == 1968 && s.value(Dimension.MLP_DIM) == 6144)
        .extracting(s -> s.value(Dimension.DEPTH))
        .containsExactly(8, 10, 12, 16, 20, 24);
  }

  @Test
  void bruteForceCrossesEveryValueWithTheCentres() {
    assertThat(paper().bruteForce()).hasSize(7 * 7 * 7).contains(paper().centre());
  }

  @Test
  void refusesAValueAtTheCentre() {
    assertThatThrownBy(
            () -> new StarSweep(Shape.vit(96, 6, 192), Map.of(Dimension.WIDTH, List.of(48, 96))))
        .hasMessageContaining("below the centre's (96)");
  }
}
