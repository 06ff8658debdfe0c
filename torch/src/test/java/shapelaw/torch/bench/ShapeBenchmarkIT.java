package shapelaw.torch.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import shapelaw.cost.ShapeSpeed;
import shapelaw.run.DeviceChoice;
import shapelaw.run.Optimizer;
import shapelaw.run.Recipe;
import shapelaw.run.Schedule;
import shapelaw.shape.HeadedShape;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

final class ShapeBenchmarkIT {

  private static ShapeBenchmark.Settings settings(int batch, int rounds, double seconds) {
    var recipe =
        new Recipe(
            batch, Optimizer.AdamW.USUAL, 1e-3, 1e-4, new Schedule.ReciprocalSquareRoot(1, 1), 1.0);
    return new ShapeBenchmark.Settings(recipe, 1, DeviceChoice.CPU, false, rounds, seconds);
  }

  private static VisionTransformer model(int width, int depth) {
    return new VisionTransformer(
        Shape.vit(width, depth, 2 * width), width / 16, 4, 16, 3, Pooling.GAP, 10);
  }

  @Test
  void aModelOfManyTimesTheWorkIsSlowerAndEveryTurnIsTold() {
    List<VisionTransformer> models = List.of(model(32, 1), model(128, 6));
    var turns = new ArrayList<Integer>();
    List<ShapeSpeed> speeds = ShapeBenchmark.measure(models, settings(8, 3, 0.3), turns::add);
    assertThat(turns).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(speeds)
        .extracting(ShapeSpeed::shape)
        .containsExactly(HeadedShape.of(models.get(0)), HeadedShape.of(models.get(1)));
    // 90 times the FLOPs; the small one's time is mostly the calls'.
    assertThat(speeds.get(0).imagesPerSecond()).isGreaterThan(2 * speeds.get(1).imagesPerSecond());
    assertThat(speeds.get(1).latencySeconds().orElseThrow())
        .isGreaterThan(speeds.get(0).latencySeconds().orElseThrow());
    assertThat(speeds).allSatisfy(s -> assertThat(s.spread().orElseThrow()).isBetween(0.0, 5.0));
  }

  @Test
  void whatSlowsAWholeRoundDownIsTakenOut() {
    double[][] throughput = {{100, 50, 100}, {10, 5, 10}, {40, 20, 40}};
    assertThat(ShapeBenchmark.slowness(throughput))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(1, 2, 1);
  }

  @Test
  void theBatchIsAPowerOfTwoThatFits() {
    assertThat(ShapeBenchmark.fittingBatch(model(32, 1), 16, settings(16, 1, 1))).isEqualTo(16);
    assertThat(ShapeBenchmark.fittingBatch(model(32, 1), 12, settings(12, 1, 1))).isEqualTo(8);
    // One image of this one takes a step of seconds.
    var large = new VisionTransformer(Shape.vit(1024, 8, 4096), 16, 8, 224, 3, Pooling.GAP, 10);
    assertThat(ShapeBenchmark.fittingBatch(large, 64, settings(64, 1, 1))).isEqualTo(1);
  }

  @Test
  void settingsThatMeasureNothingAreRefused() {
    assertThatThrownBy(() -> settings(8, 0, 1)).hasMessageContaining("rounds must be at least 1");
    assertThatThrownBy(() -> settings(8, 1, 0)).hasMessageContaining("seconds above 0");
  }
}
