package shapelaw.torch.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import shapelaw.run.Optimizer;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.Fixture;
import shapelaw.torch.TorchRuntime;
import shapelaw.torch.model.ParameterLayout;
import shapelaw.torch.model.Parameters;

/// Compares optimiser steps with those of optax and PyTorch (`optimizers_optax.py`, which has the
/// same constants).
class OptimizerFixtureIT {

  private static final VisionTransformer MODEL =
      new VisionTransformer(Shape.vit(8, 1, 12), 2, 2, 4, 3, Pooling.GAP, 3);

  private static final Fixture FIXTURE =
      Fixture.beside(OptimizerFixtureIT.class, "optimizers_optax.txt");

  private static final double LEARNING_RATE = 0.01;
  private static final double WEIGHT_DECAY = 0.02;
  private static final double CLIP_NORM = 1;
  private static final double[] SCHEDULE = {1, 0.5, 0.25};

  static Stream<Arguments> optimizers() {
    return Stream.of(
        Arguments.of("adafactor", new Optimizer.Adafactor(0.9, 0.999, 0.8, 1e-30, 4)),
        Arguments.of("adamw", Optimizer.AdamW.USUAL),
        Arguments.of("sgd", Optimizer.Sgd.USUAL));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("optimizers")
  void clippedAndDecayedStepsAgreeWithAnotherImplementation(String name, Optimizer optimizer) {
    TorchRuntime.start(1);
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      var parameters =
          new Parameters(ParameterLayout.of(MODEL), new TensorOptions(ScalarType.Float));
      Fixture start = FIXTURE.under("start.");
      assertThat(start.tensors().keySet()).containsExactlyInAnyOrderElementsOf(parameters.names());
      start.tensors().forEach((key, values) -> fill(parameters.leaf(key), values));
      ParameterUpdate update = ParameterUpdate.of(optimizer, parameters);
      for (int step = 1; step <= SCHEDULE.length; step++) {
        FIXTURE
            .under("gradient.%d.".formatted(step))
            .tensors()
            .forEach((key, values) -> fill(parameters.leaf(key).grad(), values));
        GradientClipping.clip(parameters.gradients(), CLIP_NORM);
        double schedule = SCHEDULE[step - 1];
        update.apply(step, LEARNING_RATE * schedule, WEIGHT_DECAY * schedule);
        if (step != 2) {
          assertAgrees(parameters, FIXTURE.under("%s.%d.".formatted(name, step)));
        }
      }
    }
  }

  private static void fill(Tensor tensor, double[] values) {
    tensor.copy_(AbstractTensor.create(values).view(tensor.sizes()));
  }

  private static void assertAgrees(Parameters parameters, Fixture expected) {
    assertThat(expected.tensors()).hasSize(parameters.names().size());
    expected
        .tensors()
        .forEach((key, values) -> {
          var actual = new float[values.length];
          new FloatPointer(parameters.leaf(key).data_ptr()).get(actual);
          for (int i = 0; i < values.length; i++) {
            assertThat((double) actual[i])
                .as("%s at %d", key, i)
                .isCloseTo(values[i], within(1e-5));
          }
        });
  }
}
