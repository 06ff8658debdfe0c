package shapelaw.report.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import shapelaw.law.joint.Measurements;

final class MeasuredShapeTest {
  private static final double[] COMPUTE = {4, 1, 16, 4};
  private static final double[] WIDTH = {8, 8, 8, 32};

  /// Power laws of compute, which straight lines in logarithms follow exactly.
  private static final Measurements DATA =
      Measurements.of(
          List.of("width"),
          Map.of("width", WIDTH, Measurements.COMPUTE, COMPUTE),
          new double[] {1.0 / 2, 1, 1.0 / 4, 3});

  @Test
  void aShapeHasItsMeasurementsInTheOrderOfTheirCompute() {
    List<MeasuredShape> shapes = MeasuredShape.all(DATA);
    assertThat(shapes).hasSize(2);
    assertThat(shapes.getFirst().size("width")).isEqualTo(8);
    assertThat(shapes.getFirst().curve())
        .extracting(MeasuredShape.At::compute)
        .containsExactly(1.0, 4.0, 16.0);
  }

  @Test
  void betweenMeasurementsAPowerLawIsFollowedAndOutsideNothingIsSaid() {
    MeasuredShape shape = MeasuredShape.all(DATA).getFirst();
    for (double compute : new double[] {1, 2, 4, 9, 16}) {
      assertThat(shape.lossAt(compute).orElseThrow())
          .isCloseTo(1 / Math.sqrt(compute), Percentage.withPercentage(1e-9));
    }
    assertThat(shape.lossAt(0.9)).isEmpty();
    assertThat(shape.lossAt(17)).isEmpty();
    assertThat(shape.nearest(7).orElseThrow().compute()).isEqualTo(4);
    assertThat(shape.nearest(9).orElseThrow().compute()).isEqualTo(16);
  }
}
