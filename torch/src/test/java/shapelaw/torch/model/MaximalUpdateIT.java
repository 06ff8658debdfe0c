package shapelaw.torch.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import shapelaw.run.Optimizer;
import shapelaw.run.Parametrization;
import shapelaw.run.Precision;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.TorchRuntime;
import shapelaw.torch.optim.ParameterUpdate;

/// The coordinate check of Yang et al. (2022, appendix D.1): how far a few steps move activations,
/// at several widths.
class MaximalUpdateIT {

  private static final int[] WIDTHS = {32, 64, 128, 256};
  private static final int HEADS = 4;
  private static final int BATCH = 16;
  private static final int CLASSES = 10;
  private static final int STEPS = 4;
  private static final int SEEDS = 3;

  static Stream<Optimizer> optimizers() {
    return Stream.of(Optimizer.AdamW.USUAL, Optimizer.Adafactor.PAPER);
  }

  private static VisionTransformer model(int width) {
    return new VisionTransformer(
        Shape.vit(width, 2, 2 * width), HEADS, 4, 16, 3, Pooling.MAP, CLASSES);
  }

  /// How far activations are from where they started.
  ///
  /// @param stream root mean square change of what the last block gives
  /// @param logits root mean square change of the logits
  private record Change(double stream, double logits) {}

  private static Tensor random(long seed, long... shape) {
    long count = LongStream.of(shape).reduce(1, (a, b) -> a * b);
    return AbstractTensor.create(new Random(seed).doubles(count, -1, 1).toArray())
        .view(shape)
        .to(ScalarType.Float);
  }

  private static Change change(
      Parametrization parametrization, Optimizer optimizer, int width, long seed) {
    try (var _ = new PointerScope()) {
      var parameters =
          new Parameters(
              ParameterLayout.of(model(width), parametrization),
              new TensorOptions(ScalarType.Float));
      parameters.initialize(seed);
      var vit = new VitModel(parameters);
      var gradient = new LossGradient(vit, Precision.FLOAT32, DeviceType.CPU, false);
      ParameterUpdate update = ParameterUpdate.of(optimizer, parameters);
      Tensor images = random(seed, BATCH, 3, 16, 16);
      Tensor targets = random(seed + 1, BATCH, CLASSES).abs();
      Tensor streamBefore = stream(vit, images);
      Tensor logitsBefore = logits(vit, images);
      for (int step = 1; step <= STEPS; step++) {
        parameters.gradients().zero_();
        gradient.add(images, targets);
        update.apply(step, 0.01, 0);
      }
      return new Change(
          rootMeanSquare(stream(vit, images).sub(streamBefore)),
          rootMeanSquare(logits(vit, images).sub(logitsBefore)));
    }
  }

  private static Tensor stream(VitModel vit, Tensor images) {
    try (var _ = new NoGradGuard()) {
      Tensor x = vit.embed(images);
      for (int block = 0; block < vit.depth(); block++) {
        x = vit.block(block, x);
      }
      return x;
    }
  }

  private static Tensor logits(VitModel vit, Tensor images) {
    try (var _ = new NoGradGuard()) {
      return vit.logits(images);
    }
  }

  private static double rootMeanSquare(Tensor x) {
    return x.square().mean().sqrt().item_double();
  }

  /// Exponents of the width in the changes, from the smallest width to the largest one.
  private static Change exponents(Parametrization parametrization, Optimizer optimizer) {
    TorchRuntime.start(1);
    List<Change> changes = new ArrayList<>();
    for (int width : WIDTHS) {
      double stream = 0;
      double logits = 0;
      for (int seed = 0; seed < SEEDS; seed++) {
        Change change = change(parametrization, optimizer, width, seed);
        stream += change.stream() / SEEDS;
        logits += change.logits() / SEEDS;
      }
      changes.add(new Change(stream, logits));
    }
    return new Change(
        Math.log(changes.getLast().stream() / changes.getFirst().stream())
            / Math.log((double) WIDTHS[WIDTHS.length - 1] / WIDTHS[0]),
        Math.log(changes.getLast().logits() / changes.getFirst().logits())
            / Math.log((double) WIDTHS[WIDTHS.length - 1] / WIDTHS[0]));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aFewStepsMoveActivationsAlikeAtEveryWidth(Optimizer optimizer) {
    Change maximal = exponents(new Parametrization.MaximalUpdate(32), optimizer);
    Change standard = exponents(new Parametrization.Standard(), optimizer);

    // Exponents of the width; the theory says 0 and something above 0.
    assertThat(maximal.stream()).isCloseTo(0, within(0.1));
    assertThat(maximal.logits()).isCloseTo(0, within(0.1));
    assertThat(standard.stream()).isGreaterThan(0.4);
    assertThat(standard.logits()).isGreaterThan(0.2);
  }

  @ParameterizedTest
  @EnumSource
  void aModelForUsualAttentionGivesTheSameLogits(Pooling pooling) {
    var model = new VisionTransformer(Shape.vit(48, 2, 64), 4, 4, 16, 3, pooling, CLASSES);
    TorchRuntime.start(1);
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      var parameters =
          new Parameters(
              ParameterLayout.of(model, new Parametrization.MaximalUpdate(16)),
              new TensorOptions(ScalarType.Double));
      parameters.values().copy_(random(1, parameters.values().numel()));
      Tensor images = random(2, BATCH, 3, 16, 16).to(ScalarType.Double);
      Tensor logits = new VitModel(parameters).logits(images);
      var usual = new VitModel(parameters.forUsualAttention());

      assertThat(usual.logits(images).sub(logits).abs().max().item_double()).isLessThan(1e-10);
      var standard =
          new Parameters(ParameterLayout.of(model), new TensorOptions(ScalarType.Double));
      standard.values().copy_(parameters.values());
      assertThat(new VitModel(standard).logits(images).sub(logits).abs().max().item_double())
          .isGreaterThan(0.1);
      assertThat(standard.forUsualAttention()).isSameAs(standard);
    }
  }

  @Test
  void atTheBaseWidthOnlyTheAttentionsScaleDiffers() {
    // Heads of 64 channels, for which the scales are the same.
    var model = new VisionTransformer(Shape.vit(128, 2, 256), 2, 4, 16, 3, Pooling.MAP, CLASSES);
    TorchRuntime.start(1);
    try (var _ = new PointerScope()) {
      List<Tensor> trained = new ArrayList<>();
      for (Parametrization parametrization :
          List.of(new Parametrization.Standard(), new Parametrization.MaximalUpdate(128))) {
        var parameters =
            new Parameters(
                ParameterLayout.of(model, parametrization), new TensorOptions(ScalarType.Float));
        parameters.initialize(1);
        var gradient =
            new LossGradient(new VitModel(parameters), Precision.FLOAT32, DeviceType.CPU, false);
        ParameterUpdate update = ParameterUpdate.of(Optimizer.AdamW.USUAL, parameters);
        for (int step = 1; step <= STEPS; step++) {
          parameters.gradients().zero_();
          gradient.add(random(1, BATCH, 3, 16, 16), random(2, BATCH, CLASSES).abs());
          update.apply(step, 0.01, 0.01);
        }
        trained.add(parameters.values());
      }

      assertThat(trained.get(0).equal(trained.get(1))).isTrue();
    }
  }
}
