package shapelaw.torch.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import shapelaw.cost.CostModel;
import shapelaw.shape.NamedShapes;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.TensorScope;

@ExtendWith(TensorScope.class)
class VitModelIT {

  private static final int BATCH = 3;
  private static final int[] LABELS = {4, 0, 2};

  /// Two blocks, two heads; 11 pixels are two patches of 5 and one pixel that is cropped.
  private static VisionTransformer model(Pooling pooling) {
    return new VisionTransformer(Shape.vit(12, 2, 20), 2, 5, 11, 3, pooling, 5);
  }

  /// Parameters in double precision, every one of them random, zero-init head and biases included.
  private static Parameters randomParameters(VisionTransformer model) {
    var parameters =
        new Parameters(ParameterLayout.of(model), new TensorOptions(ScalarType.Double));
    parameters.initialize(1);
    var random = new Random(2);
    double[] noise = random.doubles(parameters.values().numel(), -0.3, 0.3).toArray();
    parameters.values().add_(AbstractTensor.create(noise));
    return parameters;
  }

  private static double[] randomImages(VisionTransformer model) {
    int size = model.imageSize();
    return new Random(3).doubles((long) BATCH * model.channels() * size * size, -1, 1).toArray();
  }

  private static Tensor imageTensor(VisionTransformer model, double[] images) {
    return AbstractTensor.create(
        images, BATCH, model.channels(), model.imageSize(), model.imageSize());
  }

  private static Tensor labelTensor() {
    return AbstractTensor.create(4L, 0L, 2L);
  }

  private static double[] doubles(Tensor tensor) {
    Tensor contiguous = tensor.detach().contiguous();
    double[] values = new double[(int) contiguous.numel()];
    new DoublePointer(contiguous.data_ptr()).get(values);
    return values;
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithTextbookLoops(Pooling pooling) {
    VisionTransformer shape = model(pooling);
    Parameters parameters = randomParameters(shape);
    var vit = new VitModel(parameters);
    double[] images = randomImages(shape);
    var reference = new ReferenceVit(shape, name -> doubles(parameters.leaf(name)));

    double[] features = doubles(vit.features(imageTensor(shape, images)));
    double loss = LabelLoss.of(vit, imageTensor(shape, images), labelTensor()).item_double();

    double expectedLoss = 0;
    for (int i = 0; i < BATCH; i++) {
      int floats = images.length / BATCH;
      double[] image = Arrays.copyOfRange(images, i * floats, (i + 1) * floats);
      double[] expected = reference.features(image);
      for (int c = 0; c < expected.length; c++) {
        assertThat(features[i * expected.length + c]).isCloseTo(expected[c], within(1e-10));
      }
      expectedLoss += reference.loss(image, LABELS[i]) / BATCH;
    }
    assertThat(loss).isCloseTo(expectedLoss, within(1e-10));
  }

  @ParameterizedTest
  @EnumSource
  void gradientsAgreeWithFiniteDifferences(Pooling pooling) {
    VisionTransformer shape = model(pooling);
    Parameters parameters = randomParameters(shape);
    var vit = new VitModel(parameters);
    Tensor images = imageTensor(shape, randomImages(shape));
    Tensor labels = labelTensor();
    LabelLoss.of(vit, images, labels).backward();
    double[] gradients = doubles(parameters.gradients());
    var values = new DoublePointer(parameters.values().data_ptr());
    var random = new Random(5);

    for (ParameterGroup group : parameters.layout().groups()) {
      for (int sample = 0; sample < 6; sample++) {
        long at = group.offset() + random.nextLong(group.size());
        double numeric = centralDifference(vit, images, labels, values, at);
        // Central differences of step 1e-5 err by about 1e-10 in double precision.
        assertThat(gradients[(int) at]).as(group.name()).isCloseTo(numeric, within(1e-7));
      }
    }
  }

  private static double centralDifference(
      VitModel vit, Tensor images, Tensor labels, DoublePointer values, long at) {
    double step = 1e-5;
    double start = values.get(at);
    values.put(at, start + step);
    double above = LabelLoss.of(vit, images, labels).item_double();
    values.put(at, start - step);
    double below = LabelLoss.of(vit, images, labels).item_double();
    values.put(at, start);
    return (above - below) / (2 * step);
  }

  @Test
  void startsByGivingEveryClassItsShare() {
    VisionTransformer shape = model(Pooling.MAP);
    var parameters =
        new Parameters(ParameterLayout.of(shape), new TensorOptions(ScalarType.Double));
    parameters.initialize(1);

    Tensor images = imageTensor(shape, randomImages(shape));
    double loss = LabelLoss.of(new VitModel(parameters), images, labelTensor()).item_double();

    // Logits of -ln(5) for each of 5 classes: probability 1/6 of each being the one.
    double expected = -Math.log(1.0 / 6) - 4 * Math.log(5.0 / 6);
    assertThat(loss).isCloseTo(expected, within(1e-12));
  }

  @Test
  void theSeedAloneDecidesTheStart() {
    var layout = ParameterLayout.of(model(Pooling.MAP));
    var a = new Parameters(layout, new TensorOptions(ScalarType.Float));
    var b = new Parameters(layout, new TensorOptions(ScalarType.Float));
    a.initialize(1);
    b.initialize(1);
    assertThat(a.values().equal(b.values())).isTrue();
    b.initialize(2);
    assertThat(a.values().equal(b.values())).isFalse();
  }

  @Test
  void startsWithTheSpreadThatTheInitializersName() {
    var shape = new VisionTransformer(Shape.vit(128, 2, 256), 4, 8, 64, 3, Pooling.MAP, 10);
    var parameters =
        new Parameters(ParameterLayout.of(shape), new TensorOptions(ScalarType.Double));
    parameters.initialize(9);

    // Standard deviations; each is estimated from at least 8,000 numbers, so to within 1.6 % at two
    // sigma.
    assertThat(deviation(parameters.leaf("pos_embed")))
        .isCloseTo(1 / Math.sqrt(128), within(0.002));
    assertThat(deviation(parameters.leaf("patch_embed.proj.weight")))
        .isCloseTo(1 / Math.sqrt(192), within(0.002));
    assertThat(deviation(parameters.leaf("blocks.1.attn.qkv.weight")))
        .isCloseTo(Math.sqrt(2.0 / 256), within(0.002));
    assertThat(deviation(parameters.leaf("blocks.1.mlp.fc1.weight")))
        .isCloseTo(Math.sqrt(2.0 / 384), within(0.002));
  }

  private static double deviation(Tensor tensor) {
    return tensor.std().item_double();
  }

  static Stream<VisionTransformer> namedModels() {
    return NamedShapes.all().values().stream().map(named -> named.at(14, 224).withClasses(1000));
  }

  @ParameterizedTest
  @MethodSource("namedModels")
  void libtorchCountsAsManyParametersAsTheCostModel(VisionTransformer named) {
    // On the meta device tensors have shapes but no memory, so the 4 billion parameters of e fit,
    // too.
    var meta =
        new TensorOptions(ScalarType.Float).device(new DeviceOptional(new Device(DeviceType.Meta)));
    var parameters = new Parameters(ParameterLayout.of(named), meta);

    assertThat(parameters.count()).isEqualTo(CostModel.parameters(named));
  }
}
