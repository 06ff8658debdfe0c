package shapelaw.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import shapelaw.law.joint.Measurements;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;

class SweepPatternTest {

  private static final List<Integer> DURATIONS = List.of(100, 200, 400);

  private static Measurements measured(List<Shape> shapes) {
    var columns = new LinkedHashMap<String, double[]>();
    List<Dimension> dimensions = shapes.getFirst().dimensions();
    int rows = shapes.size() * DURATIONS.size();
    dimensions.forEach(d -> columns.put(d.name(), new double[rows]));
    double[] compute = new double[rows];
    double[] losses = new double[rows];
    for (int i = 0; i < rows; i++) {
      int row = i;
      Shape shape = shapes.get(i / DURATIONS.size());
      columns.forEach((name, values) -> values[row] = shape.value(new Dimension(name)));
      compute[i] = DURATIONS.get(i % DURATIONS.size());
      losses[i] = 1 + 1.0 / (1 + i);
    }
    columns.put(Measurements.COMPUTE, compute);
    return Measurements.of(dimensions.stream().map(Dimension::name).toList(), columns, losses);
  }

  private static List<Shape> paperStar() {
    return new StarSweep(
            Shape.vit(1968, 40, 6144),
            arms(
                List.of(608, 768, 928, 1088, 1328, 1648),
                List.of(8, 10, 12, 16, 20, 24),
                List.of(1088, 1360, 1728, 2160, 2592, 3072)))
        .arms().entrySet().stream()
            .flatMap(arm ->
                arm.getValue().stream().map(v -> Shape.vit(1968, 40, 6144).with(arm.getKey(), v)))
            .toList();
  }

  private static GridSweep paperGrid() {
    return new GridSweep(
        arms(List.of(416, 512, 608, 768), List.of(6, 8, 10, 12), List.of(768, 928, 1088, 1360)));
  }

  private static Map<Dimension, List<Integer>> arms(
      List<Integer> width, List<Integer> depth, List<Integer> mlpDim) {
    var arms = new LinkedHashMap<Dimension, List<Integer>>();
    arms.put(Dimension.WIDTH, width);
    arms.put(Dimension.DEPTH, depth);
    arms.put(Dimension.MLP_DIM, mlpDim);
    return arms;
  }

  @Test
  void thePapersStarAndGridAreRecognisedThoughTheCentreIsNotMeasured() {
    var shapes = new ArrayList<>(paperStar());
    shapes.addAll(paperGrid().shapes());
    SweepPattern pattern = SweepPattern.of(measured(shapes));
    assertThat(pattern.centre()).contains(Shape.vit(1968, 40, 6144));
    assertThat(pattern.evidence().arms().values()).allMatch(arm -> arm.size() == 18);
    assertThat(pattern.evidence().centre()).isEmpty();
    assertThat(pattern.grid()).contains(paperGrid());
    assertThat(pattern.evidence().grid()).hasSize(64 * 3);
  }

  @Test
  void aMeasuredCentreIsNoPartOfAnArm() {
    var shapes = new ArrayList<>(paperStar());
    shapes.add(Shape.vit(1968, 40, 6144));
    SweepPattern pattern = SweepPattern.of(measured(shapes));
    assertThat(pattern.evidence().centre()).hasSize(3);
    assertThat(pattern.evidence().arms().values()).allMatch(arm -> arm.size() == 18);
    assertThat(pattern.grid()).isEmpty();
  }

  @Test
  void scatteredShapesAreNeitherStarNorGrid() {
    List<Shape> shapes =
        List.of(
            Shape.vit(10, 3, 50), Shape.vit(12, 4, 60), Shape.vit(14, 6, 70), Shape.vit(16, 8, 90));
    SweepPattern pattern = SweepPattern.of(measured(shapes));
    assertThat(pattern.centre()).isEmpty();
    assertThat(pattern.grid()).isEmpty();
    assertThat(pattern.evidence().all().rows()).isEqualTo(12);
  }
}
