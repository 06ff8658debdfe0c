package shapelaw.torch.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import shapelaw.run.Parametrization;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

class WidthScalingTest {

  private static VisionTransformer model(int width, int heads) {
    return new VisionTransformer(Shape.vit(width, 2, 4 * width), heads, 4, 16, 3, Pooling.MAP, 5);
  }

  @Test
  void theStandardParametrizationScalesNothing() {
    assertThat(WidthScaling.of(new Parametrization.Standard(), model(192, 3)))
        .isEqualTo(new WidthScaling(1, 0.125, 192));
  }

  @Test
  void learningRatesFallWithTheWidthAndEmbeddingsStartAsAtTheBase() {
    assertThat(WidthScaling.of(new Parametrization.MaximalUpdate(64), model(256, 4)))
        .isEqualTo(new WidthScaling(0.25, 0.125, 64));
  }

  @Test
  void attentionIsScaledByTheHeadSizeAndAsUsualAtSixtyFour() {
    var maximal = new Parametrization.MaximalUpdate(64);

    assertThat(WidthScaling.of(maximal, model(256, 4)).attentionScale())
        .isEqualTo(WidthScaling.of(new Parametrization.Standard(), model(256, 4)).attentionScale());
    assertThat(WidthScaling.of(maximal, model(256, 2)).attentionScale()).isEqualTo(8.0 / 128);
    assertThat(WidthScaling.of(maximal, model(256, 8)).attentionScale()).isEqualTo(8.0 / 32);
  }

  @Test
  void allKernelsButThePatchEmbeddingsAreScaled() {
    ParameterLayout layout = ParameterLayout.of(model(64, 1));

    for (ParameterGroup group : layout.groups()) {
      boolean scaled =
          group.offset() >= layout.hiddenStart()
              && group.offset() + group.size() <= layout.kernelEnd();
      boolean kernel = group.role() == ParameterGroup.Role.KERNEL;
      assertThat(scaled)
          .as(group.name())
          .isEqualTo(kernel && !group.name().equals("patch_embed.proj.weight"));
    }
  }
}
