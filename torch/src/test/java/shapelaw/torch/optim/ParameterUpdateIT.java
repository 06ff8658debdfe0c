package shapelaw.torch.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shapelaw.run.Optimizer;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.TorchRuntime;
import shapelaw.torch.model.ParameterGroup;
import shapelaw.torch.model.ParameterLayout;
import shapelaw.torch.model.Parameters;

/// Compares updates with their formulas in plain double arithmetic, number by number.
class ParameterUpdateIT {

  private static final int STEPS = 4;
  private static final double LEARNING_RATE = 0.01;
  private static final double WEIGHT_DECAY = 0.002;

  /// float32 rounding, a few operations deep, on values of order 1.
  private static final double TOLERANCE = 1e-5;

  /// Head size 36: attention kernels are factored within each head, MLP kernels and positions as a
  /// whole.
  private static final VisionTransformer MODEL =
      new VisionTransformer(Shape.vit(72, 2, 40), 2, 4, 24, 3, Pooling.MAP, 9);

  private PointerScope scope;
  private Parameters parameters;
  private double[] expected;

  @BeforeEach
  void randomParameters() {
    TorchRuntime.start(1);
    scope = new PointerScope();
    parameters = new Parameters(ParameterLayout.of(MODEL), new TensorOptions(ScalarType.Float));
    parameters.initialize(3);
    expected = doubles(parameters.values());
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  private static double[] doubles(Tensor tensor) {
    float[] floats = new float[(int) tensor.numel()];
    new FloatPointer(tensor.data_ptr()).get(floats);
    return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
  }

  /// Gradients of a step; they differ much in size, as real ones do.
  private static float[] gradients(long step, int count) {
    var random = new Random(step);
    var gradients = new float[count];
    for (int i = 0; i < count; i++) {
      gradients[i] = (float) (random.nextGaussian() * Math.exp(random.nextGaussian()));
    }
    return gradients;
  }

  private double[] setGradients(long step) {
    float[] gradients = gradients(step, expected.length);
    parameters.gradients().copy_(AbstractTensor.create(gradients));
    return IntStream.range(0, gradients.length).mapToDouble(i -> gradients[i]).toArray();
  }

  private double decayed(int i) {
    return i < parameters.layout().kernelEnd() ? expected[i] * (1 - WEIGHT_DECAY) : expected[i];
  }

  private void assertValuesAsExpected() {
    double[] actual = doubles(parameters.values());
    for (ParameterGroup group : parameters.layout().groups()) {
      for (long i = group.offset(); i < group.offset() + group.size(); i++) {
        assertThat(actual[(int) i])
            .as("%s at %d", group.name(), i - group.offset())
            .isCloseTo(expected[(int) i], within(TOLERANCE));
      }
    }
  }

  @Test
  void adamWFollowsItsFormula() {
    Optimizer.AdamW constants = Optimizer.AdamW.USUAL;
    ParameterUpdate update = ParameterUpdate.of(constants, parameters);
    double[] m = new double[expected.length];
    double[] v = new double[expected.length];

    for (long t = 1; t <= STEPS; t++) {
      double[] g = setGradients(t);
      update.apply(t, LEARNING_RATE, WEIGHT_DECAY);
      for (int i = 0; i < g.length; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
        double meanHat = m[i] / (1 - Math.pow(0.9, t));
        double squareHat = v[i] / (1 - Math.pow(0.999, t));
        expected[i] = decayed(i) - LEARNING_RATE * meanHat / (Math.sqrt(squareHat) + 1e-8);
      }
      assertValuesAsExpected();
    }
  }

  @Test
  void adafactorFollowsItsFormula() {
    ParameterUpdate update = ParameterUpdate.of(Optimizer.Adafactor.PAPER, parameters);
    var reference = new ReferenceAdafactor(parameters.layout(), expected.length);

    for (long t = 1; t <= STEPS; t++) {
      double[] direction = reference.direction(t, setGradients(t));
      update.apply(t, LEARNING_RATE, WEIGHT_DECAY);
      for (int i = 0; i < expected.length; i++) {
        expected[i] = decayed(i) - LEARNING_RATE * direction[i];
      }
      assertValuesAsExpected();
    }
  }

  @Test
  void adafactorFactorsWhatBigVisionFactors() {
    List<String> factored =
        parameters.layout().groups().stream()
            .filter(group -> FactoredSecondMoment.factors(group, 32))
            .map(ParameterGroup::name)
            .toList();

    assertThat(factored)
        .containsExactly(
            "blocks.*.attn.qkv.weight",
            "blocks.*.attn.proj.weight",
            "blocks.*.mlp.fc1.weight",
            "blocks.*.mlp.fc2.weight",
            "attn_pool.q.weight",
            "attn_pool.kv.weight",
            "attn_pool.proj.weight",
            "attn_pool.mlp.fc1.weight",
            "attn_pool.mlp.fc2.weight",
            "pos_embed");
  }

  @Test
  void clippingScalesLongGradientsToTheNormAndLeavesShortOnes() {
    double[] g = setGradients(1);
    double norm = Math.sqrt(Arrays.stream(g).map(x -> x * x).sum());

    GradientClipping.clip(parameters.gradients(), norm * 2);
    assertThat(doubles(parameters.gradients())).isEqualTo(g);

    GradientClipping.clip(parameters.gradients(), 0);
    assertThat(doubles(parameters.gradients())).isEqualTo(g);

    GradientClipping.clip(parameters.gradients(), 0.5);
    double[] clipped = doubles(parameters.gradients());
    for (int i = 0; i < g.length; i++) {
      assertThat(clipped[i]).isCloseTo(g[i] * 0.5 / norm, within(1e-6));
    }
  }

  @Test
  void clippingZeroGradientsLeavesZeros() {
    GradientClipping.clip(parameters.gradients(), 1);

    assertThat(doubles(parameters.gradients())).containsOnly(0.0);
  }
}
