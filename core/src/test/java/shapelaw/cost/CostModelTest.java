package shapelaw.cost;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shapelaw.shape.NamedShapes;
import shapelaw.shape.VisionTransformer;

final class CostModelTest {

  /// Table 1 of "Getting ViT in Shape" prints parameters in whole millions and FLOPs in whole
  /// GFLOPs.
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "So400m/14@224, 428,  221",
    "L/16@384,      303,  383",
    "So400m/14@384, 428,  672",
    "g/14@518,     1011, 3208",
    "So400m/14@518, 428, 1374",
    "G/14@518,     1882, 5668",
  })
  void agreesWithTableOne(String name, double millions, double gflops) {
    VisionTransformer model = NamedShapes.parse(name);
    assertThat(CostModel.parameters(model) / 1e6)
        .isCloseTo(millions, Percentage.withPercentage(0.5));
    assertThat(CostModel.forwardFlops(model) / 1e9)
        .isCloseTo(gflops, Percentage.withPercentage(1.5));
  }
}
