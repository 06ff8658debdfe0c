package shapelaw.torch.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import shapelaw.cost.CostModel;
import shapelaw.run.Precision;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.TensorScope;

@ExtendWith(TensorScope.class)
class LossGradientIT {

  private static final int BATCH = 6;

  private static VisionTransformer model(Pooling pooling) {
    return new VisionTransformer(Shape.vit(64, 3, 96), 4, 4, 16, 3, pooling, 5);
  }

  /// Every one of them random, so that no gradient is zero for want of a head.
  private static Parameters randomParameters(VisionTransformer model) {
    var parameters = new Parameters(ParameterLayout.of(model), new TensorOptions(ScalarType.Float));
    parameters.initialize(1);
    try (var _ = new NoGradGuard()) {
      parameters.values().add_(random(2, 0.1, parameters.values().numel()));
    }
    return parameters;
  }

  private static Tensor random(long seed, double scale, long... shape) {
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    double[] numbers = new Random(seed).doubles(count, -scale, scale).toArray();
    return AbstractTensor.create(numbers).view(shape).to(ScalarType.Float);
  }

  private static Tensor images() {
    return random(3, 1, BATCH, 3, 16, 16);
  }

  /// Shares of two classes, as mixup makes them.
  private static Tensor targets() {
    return random(4, 1, BATCH, 5).abs();
  }

  /// Adds gradients and gives a copy of them.
  private static Tensor gradients(Parameters parameters, Precision precision, boolean recomputes) {
    parameters.gradients().zero_();
    var gradient =
        new LossGradient(new VitModel(parameters), precision, DeviceType.CPU, recomputes);
    gradient.add(images(), targets());
    return parameters.gradients().clone();
  }

  @ParameterizedTest
  @CsvSource({"MAP,FLOAT32", "GAP,FLOAT32", "MAP,BFLOAT16", "GAP,BFLOAT16"})
  void recomputationGivesTheSameNumbers(Pooling pooling, Precision precision) {
    Parameters parameters = randomParameters(model(pooling));
    var vit = new VitModel(parameters);
    Tensor kept = new LossGradient(vit, precision, DeviceType.CPU, false).add(images(), targets());
    Tensor keptGradients = parameters.gradients().clone();
    parameters.gradients().zero_();
    Tensor loss = new LossGradient(vit, precision, DeviceType.CPU, true).add(images(), targets());

    assertThat(loss.item_double()).isEqualTo(kept.item_double());
    assertThat(parameters.gradients().equal(keptGradients)).isTrue();
    assertThat(keptGradients.count_nonzero().item_long())
        .isGreaterThan(CostModel.parameters(parameters.layout().model()) * 9 / 10);
  }

  @ParameterizedTest
  @EnumSource
  void bfloat16GradientsPointWhereThoseOfFloat32Do(Pooling pooling) {
    Parameters parameters = randomParameters(model(pooling));
    Tensor exact = gradients(parameters, Precision.FLOAT32, false);
    Tensor lower = gradients(parameters, Precision.BFLOAT16, false);

    double difference = lower.sub(exact).norm().item_double() / exact.norm().item_double();

    // One rounding to 8 bits errs by up to 2^-9; tens of layers of them.
    assertThat(difference).isBetween(1e-4, 0.03);
    assertThat(lower.scalar_type().intern()).isEqualTo(ScalarType.Float);
  }

  @Test
  void featuresLogitsAndLossStayInFloat32() {
    var vit = new VitModel(randomParameters(model(Pooling.MAP)));
    Tensor exact = vit.logits(images());
    try (var _ = PrecisionScope.open(Precision.BFLOAT16, DeviceType.CPU)) {
      Tensor logits = vit.logits(images());
      assertThat(vit.features(images()).scalar_type().intern()).isEqualTo(ScalarType.Float);
      assertThat(logits.scalar_type().intern()).isEqualTo(ScalarType.Float);
      assertThat(logits.equal(exact)).isFalse();
      assertThat(VitModel.crossEntropy(logits, targets()).item_double())
          .isCloseTo(VitModel.crossEntropy(exact, targets()).item_double(), within(0.02));
    }
  }

  @Test
  void thePrecisionEndsWithItsScope() {
    var vit = new VitModel(randomParameters(model(Pooling.MAP)));
    Tensor before = vit.logits(images());

    assertThatThrownBy(
            () -> {
              try (var _ = PrecisionScope.open(Precision.BFLOAT16, DeviceType.CPU)) {
                throw new IllegalStateException("in between");
              }
            })
        .hasMessage("in between");

    assertThat(torch.is_autocast_enabled(DeviceType.CPU)).isFalse();
    assertThat(vit.logits(images()).equal(before)).isTrue();
  }
}
