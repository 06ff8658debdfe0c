package shapelaw.torch.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.Fixture;
import shapelaw.torch.TensorScope;

/// Compares the model with timm's on the same weights (`vit_timm.py`).
@ExtendWith(TensorScope.class)
class VitFixtureIT {

  private static final VisionTransformer MODEL =
      new VisionTransformer(Shape.vit(8, 2, 12), 2, 2, 4, 3, Pooling.MAP, 3);

  private static final Fixture FIXTURE = Fixture.beside(VitFixtureIT.class, "vit_timm.txt");

  private static final double TOLERANCE = 1e-5;

  private static Parameters parameters(ScalarType type) {
    var parameters = new Parameters(ParameterLayout.of(MODEL), new TensorOptions(type));
    try (var _ = new NoGradGuard()) {
      for (String name : parameters.names()) {
        Tensor leaf = parameters.leaf(name);
        leaf.copy_(AbstractTensor.create(FIXTURE.numbers(name)).view(leaf.sizes()));
      }
    }
    return parameters;
  }

  private static Tensor tensor(ScalarType type, String name, long... shape) {
    return AbstractTensor.create(FIXTURE.numbers(name)).view(shape).to(type);
  }

  private static void assertAgrees(String name, Tensor actual) {
    Tensor numbers = actual.detach().to(ScalarType.Double).contiguous();
    double[] expected = FIXTURE.numbers(name);
    assertThat(numbers.numel()).isEqualTo(expected.length);
    var values = new double[expected.length];
    new DoublePointer(numbers.data_ptr()).get(values);
    for (int i = 0; i < expected.length; i++) {
      assertThat(values[i]).as("%s at %d", name, i).isCloseTo(expected[i], within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"Float", "Double"})
  void attentionPoolingAgreesWithTimmsAndTorchs(ScalarType type) {
    MapPooling pooling = MapPooling.of(parameters(type), "attn_pool", Activation.GELU);

    // Three images of five tokens.
    assertAgrees("map.pooled", pooling.apply(tensor(type, "map.tokens", -1, 8), 5));
  }

  @ParameterizedTest
  @EnumSource(names = {"Float", "Double"})
  void featuresLogitsLossAndGradientsAgreeWithTimms(ScalarType type) {
    Parameters parameters = parameters(type);
    var vit = new VitModel(parameters);
    Tensor images = tensor(type, "images", -1, 3, 4, 4);
    Tensor labels = tensor(ScalarType.Long, "labels", -1);

    assertAgrees("features", vit.features(images));
    assertAgrees("logits", vit.logits(images));
    Tensor loss = LabelLoss.of(vit, images, labels);
    assertAgrees("loss", loss);
    loss.backward();
    for (String name : parameters.names()) {
      assertAgrees("gradient." + name, parameters.leaf(name).grad());
    }
  }
}
