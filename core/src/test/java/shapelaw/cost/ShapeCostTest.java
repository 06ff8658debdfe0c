package shapelaw.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.shape.NamedShapes;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

final class ShapeCostTest {

  private static double size(VisionTransformer model, String name) {
    return model.shape().value(new Dimension(name));
  }

  @Test
  void agreesWithTheCountOfEveryNamedModelExactly() {
    NamedShapes.all()
        .values()
        .forEach(named -> {
          VisionTransformer model = named.at(14, 224);
          ShapeCost cost = ShapeCost.of(model, new HeadRule.FixedCount(named.heads()));
          assertThat(cost.parameters(size -> size(model, size)))
              .isEqualTo(CostModel.parameters(model));
          assertThat(cost.forwardFlops(size -> size(model, size)))
              .isEqualTo(CostModel.forwardFlops(model));
        });
  }

  @ParameterizedTest
  @EnumSource
  void agreesAtEveryShapeNotOnlyTheTemplates(Pooling pooling) {
    var template = new VisionTransformer(Shape.vit(64, 2, 96), 4, 8, 64, 3, pooling, 1000);
    var heads = new HeadRule.FixedSize(16);
    ShapeCost cost = ShapeCost.of(template, heads);
    RandomGenerator random = new SplittableRandom(7);
    for (int i = 0; i < 50; i++) {
      int width = 16 * random.nextInt(1, 100);
      Shape shape = Shape.vit(width, random.nextInt(1, 60), random.nextInt(1, 5000));
      VisionTransformer model = template.withShape(shape, heads.heads(width));
      assertThat(cost.parameters(size -> size(model, size))).isEqualTo(CostModel.parameters(model));
      assertThat(cost.forwardFlops(size -> size(model, size)))
          .isEqualTo(CostModel.forwardFlops(model));
    }
  }

  /// Written out by hand from the architecture, as a check that is independent of the component
  /// list: B/16 at 224 pixels with average pooling has 85,798,656 parameters in other libraries
  /// with a class token; without the token (768) and its position (768) there are 1,536 fewer.
  @Test
  void countsTheParametersOfBaseSixteen() {
    ShapeCost cost = ShapeCost.of(NamedShapes.parse("B/16"), new HeadRule.FixedCount(12));
    assertThat(cost.parameters(Map.of("width", 768.0, "depth", 12.0, "mlp_dim", 3072.0)::get))
        .isEqualTo(85_798_656 - 1536);
  }

  @Test
  void liesBetweenItsNeighboursAtFractions() {
    ShapeCost cost = ShapeCost.of(NamedShapes.parse("B/16"), new HeadRule.FixedSize(64));
    double low = cost.forwardFlops(Map.of("width", 64.0, "depth", 3.0, "mlp_dim", 128.0)::get);
    double high = cost.forwardFlops(Map.of("width", 64.0, "depth", 4.0, "mlp_dim", 128.0)::get);
    assertThat(cost.forwardFlops(Map.of("width", 64.0, "depth", 3.5, "mlp_dim", 128.0)::get))
        .isCloseTo((low + high) / 2, Percentage.withPercentage(1e-9));
  }

  @Test
  void elasticitiesAreLogarithmicDerivatives() {
    Posynomial flops =
        ShapeCost.of(NamedShapes.parse("B/16"), new HeadRule.FixedCount(12))
            .forwardFlops()
            .formula();
    double step = 1e-5;
    for (String name : List.of("width", "depth", "mlp_dim")) {
      double up = flops.value(size -> at(size) * (size.equals(name) ? Math.exp(step) : 1));
      double down = flops.value(size -> at(size) * (size.equals(name) ? Math.exp(-step) : 1));
      assertThat(flops.elasticity(name, ShapeCostTest::at))
          .isCloseTo(Math.log(up / down) / (2 * step), within(1e-7)); // error of order step²
    }
  }

  private static double at(String size) {
    return switch (size) {
      case "width" -> 400;
      case "depth" -> 7;
      default -> 900;
    };
  }

  @Test
  void memoryIsStatesAndActivations() {
    VisionTransformer model = NamedShapes.parse("B/16");
    ShapeCost cost = ShapeCost.of(model, new HeadRule.FixedCount(12));
    var memory = new TrainingMemory(8, TrainingMemory.ADAMW_BYTES_PER_PARAMETER, 4);
    double perImage = 196 * (768 + 768 + 12 * (8 * 768 + 2 * 3072.0));
    assertThat(memory.bytes(cost).value(size -> size(model, size)))
        .isCloseTo(
            16.0 * CostModel.parameters(model) + 8 * 4 * perImage, Percentage.withPercentage(1e-9));
  }

  @Test
  void anUnknownCostSaysWhy() {
    var cost =
        new ShapeCost(
            List.of("depth"),
            new ShapeCost.Unknown("no examples were given."),
            new ShapeCost.Known(Posynomial.size("depth"), 0),
            new ShapeCost.Unknown("no tokens."));
    assertThat(cost.parameters(size -> 3)).isEqualTo(3);
    assertThatThrownBy(() -> cost.forwardFlops(size -> 3)).hasMessage("no examples were given.");
  }
}
