package shapelaw.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import shapelaw.cost.Compute;
import shapelaw.law.SingleDimensionLaw;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;

final class ParetoTest {

  private static final SingleDimensionLaw LAW =
      new SingleDimensionLaw(2, 0.6, 0.02, 0.8, 1, 0.5, 0.1);

  private static Shape width(int width) {
    return new Shape(Map.of(Dimension.WIDTH, width));
  }

  private static List<Measurement> measured(GridSweep grid, double... gflops) {
    var measurements = new ArrayList<Measurement>();
    for (Shape shape : grid.shapes()) {
      for (double t : gflops) {
        measurements.add(
            new Measurement(
                shape, Compute.ofForwardGflops(t), LAW.loss(shape.value(Dimension.WIDTH), t)));
      }
    }
    return measurements;
  }

  private static double[] powersOfTwo(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToDouble(i -> 1 << i).toArray();
  }

  /// Neighbours w and w' of the law exchange places where their losses are equal: a closed form.
  @Test
  void findsWhereOneShapeTakesOverFromAnother() {
    var grid = new GridSweep(Map.of(Dimension.WIDTH, List.of(16, 32, 64, 128, 256)));
    var frontier = Pareto.frontier(grid, measured(grid, powersOfTwo(4, 20)));
    assertThat(frontier).extracting(s -> s.shape().value(Dimension.WIDTH)).isSorted();
    for (int i = 1; i < frontier.size(); i++) {
      double small = frontier.get(i - 1).shape().value(Dimension.WIDTH);
      double large = frontier.get(i).shape().value(Dimension.WIDTH);
      double capacity = LAW.alpha() * (Math.pow(small, -LAW.a()) - Math.pow(large, -LAW.a()));
      double price = LAW.beta() * (Math.pow(large, LAW.b()) - Math.pow(small, LAW.b()));
      double crossing = Math.pow(price / capacity, 1 / LAW.c());
      assertThat(frontier.get(i).from().forwardGflops())
          .isCloseTo(crossing, Percentage.withPercentage(6)); // chords of a convex curve
    }
  }

  @Test
  void startsAtTheLeastComputeOfAnInteriorShape() {
    var grid = new GridSweep(Map.of(Dimension.WIDTH, List.of(16, 32, 64, 128, 256)));
    ParetoStart start = Pareto.start(grid, measured(grid, powersOfTwo(4, 20))).orElseThrow();
    assertThat(start.interior()).isTrue();
    assertThat(start.compute()).isEqualTo(start.range().from());
    assertThat(start.frontier()).contains(start.range());
  }

  @Test
  void namesTheEdgeWhenTheBestShapesLieOnIt() {
    var grid = new GridSweep(Map.of(Dimension.WIDTH, List.of(16, 18, 20)));
    ParetoStart start = Pareto.start(grid, measured(grid, powersOfTwo(16, 20))).orElseThrow();
    assertThat(start.interior()).isFalse();
    assertThat(start.edges()).containsExactly(new GridSweep.Edge(Dimension.WIDTH, true, 22));
  }

  @Test
  void aLuckyPointDoesNotBeatARange() {
    var grid = new GridSweep(Map.of(Dimension.WIDTH, List.of(1, 2, 3, 4, 5)));
    var measurements = new ArrayList<Measurement>();
    for (double t : powersOfTwo(0, 10)) {
      measurements.add(new Measurement(width(3), Compute.ofForwardGflops(t), 0.5));
    }
    measurements.add(new Measurement(width(2), Compute.ofForwardGflops(8), 0.4999));
    ParetoStart start = Pareto.start(grid, measurements).orElseThrow();
    assertThat(start.shape()).isEqualTo(width(3));
  }

  @Test
  void nothingMeasuredGivesNoStart() {
    assertThat(Pareto.start(new GridSweep(Map.of(Dimension.WIDTH, List.of(1, 2, 3))), List.of()))
        .isEmpty();
  }
}
