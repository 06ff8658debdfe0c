package shapelaw.torch.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.run.Optimizer;
import shapelaw.run.Parametrization;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.TensorScope;
import shapelaw.torch.model.ParameterGroup;
import shapelaw.torch.model.ParameterLayout;
import shapelaw.torch.model.Parameters;

/// Compares updates with their formulas in plain double arithmetic, number by number.
@ExtendWith(TensorScope.class)
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

  private Parameters parameters;
  private double[] expected;

  @BeforeEach
  void randomParameters() {
    parameters = new Parameters(ParameterLayout.of(MODEL), new TensorOptions(ScalarType.Float));
    parameters.initialize(3);
    expected = doubles(parameters.values());
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
  void sgdFollowsItsFormula() {
    ParameterUpdate update = ParameterUpdate.of(Optimizer.Sgd.USUAL, parameters);
    double[] m = new double[expected.length];

    for (long t = 1; t <= STEPS; t++) {
      double[] g = setGradients(t);
      update.apply(t, LEARNING_RATE, WEIGHT_DECAY);
      for (int i = 0; i < g.length; i++) {
        m[i] = 0.9 * m[i] + g[i];
        expected[i] = decayed(i) - LEARNING_RATE * m[i];
      }
      assertValuesAsExpected();
    }
  }

  @Test
  void stateIsAllThatAnUpdateRemembers() {
    for (Optimizer optimizer :
        List.of(Optimizer.AdamW.USUAL, Optimizer.Adafactor.PAPER, Optimizer.Sgd.USUAL)) {
      ParameterUpdate update = ParameterUpdate.of(optimizer, parameters);
      setGradients(1);
      update.apply(1, LEARNING_RATE, WEIGHT_DECAY);
      List<Tensor> state = update.state().stream().map(Tensor::clone).toList();
      Tensor values = parameters.values().clone();
      setGradients(2);
      update.apply(2, LEARNING_RATE, WEIGHT_DECAY);
      Tensor undisturbed = parameters.values().clone();

      parameters.values().copy_(values);
      ParameterUpdate resumed = ParameterUpdate.of(optimizer, parameters);
      for (int i = 0; i < state.size(); i++) {
        resumed.state().get(i).copy_(state.get(i));
      }
      setGradients(2);
      resumed.apply(2, LEARNING_RATE, WEIGHT_DECAY);

      assertThat(parameters.values().equal(undisturbed)).as("%s", optimizer).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void maximalUpdatesMoveKernelsOfGrowingInputsLess(boolean adafactor) {
    Optimizer optimizer = adafactor ? Optimizer.Adafactor.PAPER : Optimizer.AdamW.USUAL;
    Tensor standard = change(optimizer, new Parametrization.Standard());
    Tensor maximal = change(optimizer, new Parametrization.MaximalUpdate(18)); // a quarter of 72

    ParameterLayout layout = parameters.layout();
    double[] expectedChange = doubles(standard);
    for (int i = (int) layout.hiddenStart(); i < layout.kernelEnd(); i++) {
      expectedChange[i] /= 4;
    }
    double[] change = doubles(maximal);
    for (int i = 0; i < change.length; i++) {
      assertThat(change[i]).isCloseTo(expectedChange[i], within(1e-6));
    }
  }

  /// What two steps without decay change.
  private Tensor change(Optimizer optimizer, Parametrization parametrization) {
    parameters =
        new Parameters(
            ParameterLayout.of(MODEL, parametrization), new TensorOptions(ScalarType.Float));
    ParameterUpdate update = ParameterUpdate.of(optimizer, parameters);
    for (long t = 1; t <= 2; t++) {
      setGradients(t);
      update.apply(t, LEARNING_RATE, 0);
    }
    return parameters.values();
  }

  @Test
  void sgdHasNoRuleForMaximalUpdates() {
    var layout = ParameterLayout.of(MODEL, new Parametrization.MaximalUpdate(18));
    var maximal = new Parameters(layout, new TensorOptions(ScalarType.Float));

    assertThatThrownBy(() -> ParameterUpdate.of(Optimizer.Sgd.USUAL, maximal))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be AdamW or Adafactor but was SGD");
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
