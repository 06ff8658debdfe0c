package shapelaw.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;

final class GridSweepTest {

  /// The paper's grid.
  static GridSweep paper() {
    var axes = new LinkedHashMap<Dimension, List<Integer>>();
    axes.put(Dimension.WIDTH, List.of(416, 512, 608, 768));
    axes.put(Dimension.DEPTH, List.of(6, 8, 10, 12));
    axes.put(Dimension.MLP_DIM, List.of(768, 928, 1088, 1360));
    return new GridSweep(axes);
  }

  @Test
  void isTheFullCrossProduct() {
    assertThat(paper().shapes()).hasSize(64).doesNotHaveDuplicates();
    assertThat(paper().shapes().getFirst()).isEqualTo(Shape.vit(416, 6, 768));
    assertThat(paper().shapes().getLast()).isEqualTo(Shape.vit(768, 12, 1360));
  }

  @Test
  void thePapersChoiceIsInterior() {
    assertThat(paper().isInterior(Shape.vit(608, 10, 928))).isTrue();
    assertThat(paper().isInterior(Shape.vit(608, 12, 928))).isFalse();
  }

  @Test
  void extendsAnEdgeByOneStepOfTheSameRatio() {
    var edges = paper().edges(Shape.vit(416, 12, 928));
    assertThat(edges)
        .containsExactly(
            new GridSweep.Edge(Dimension.WIDTH, false, 352),
            new GridSweep.Edge(Dimension.DEPTH, true, 14));
    assertThat(paper().extension(edges.getLast()))
        .hasSize(16)
        .allMatch(shape -> shape.value(Dimension.DEPTH) == 14);
  }

  @Test
  void theNextValueKeepsTheValuesCommonDivisorWhereItCan() {
    var grid =
        new GridSweep(
            Map.of(Dimension.WIDTH, List.of(48, 64, 96), Dimension.MLP_DIM, List.of(16, 32, 64)));
    var smallest = new Shape(Map.of(Dimension.WIDTH, 48, Dimension.MLP_DIM, 16));
    assertThat(grid.edges(smallest))
        .containsExactlyInAnyOrder(
            new GridSweep.Edge(Dimension.WIDTH, false, 32),
            new GridSweep.Edge(Dimension.MLP_DIM, false, 8));
    var largest = new Shape(Map.of(Dimension.WIDTH, 96, Dimension.MLP_DIM, 64));
    assertThat(grid.edges(largest))
        .containsExactlyInAnyOrder(
            new GridSweep.Edge(Dimension.WIDTH, true, 144),
            new GridSweep.Edge(Dimension.MLP_DIM, true, 128));
  }

  @Test
  void aDepthOfOneIsNoEdgeThatCouldBeExtended() {
    var grid = new GridSweep(Map.of(Dimension.DEPTH, List.of(1, 2, 3)));
    assertThat(grid.isInterior(new Shape(Map.of(Dimension.DEPTH, 1)))).isTrue();
  }

  @Test
  void refusesAValueGivenTwice() {
    assertThatThrownBy(() -> new GridSweep(Map.of(Dimension.WIDTH, List.of(64, 96, 64))))
        .hasMessageContaining("64 came twice");
  }
}
