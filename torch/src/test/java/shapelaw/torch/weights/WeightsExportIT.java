package shapelaw.torch.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shapelaw.run.Optimizer;
import shapelaw.run.Parametrization;
import shapelaw.run.Precision;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.shape.Pooling;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.Samples;
import shapelaw.torch.TensorScope;
import shapelaw.torch.model.Activation;
import shapelaw.torch.model.ParameterLayout;
import shapelaw.torch.model.Parameters;
import shapelaw.torch.model.VitModel;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Weights leave the process, are read by others, and come back as they were.
@ExtendWith(TensorScope.class)
class WeightsExportIT {

  /// Reads a file as the format's page says, with numpy alone; writes its tensors to another file
  /// in another order.
  private static final String PYTHON =
      """
      import json, struct, sys
      import numpy as np
      raw = open(sys.argv[1], "rb").read()
      n, = struct.unpack("<Q", raw[:8])
      header = json.loads(raw[8 : 8 + n])
      data = raw[8 + n :]
      metadata = header.pop("__metadata__")
      tensors = {}
      for name, entry in header.items():
          begin, end = entry["data_offsets"]
          tensors[name] = np.frombuffer(data[begin:end], "<f4").reshape(entry["shape"])
      out, at, body = {"__metadata__": {k: v for k, v in metadata.items() if k != "crc32c"}}, 0, b""
      for name in sorted(tensors, reverse=True):
          part = tensors[name].tobytes()
          out[name] = {"dtype": "F32", "shape": tensors[name].shape, "data_offsets": [at, at + len(part)]}
          at += len(part)
          body += part
      text = json.dumps(out, indent=1).encode()
      open(sys.argv[2], "wb").write(struct.pack("<Q", len(text)) + text + body)
      print(sum(t.size for t in tensors.values()), metadata["width"], metadata["pooling"])
      """;

  @TempDir private Path folder = Path.of("set by JUnit");
  private NoGradGuard guard;

  @BeforeEach
  void open() {
    guard = new NoGradGuard();
  }

  @AfterEach
  void close() {
    guard.close();
  }

  /// Every number random, as training leaves them.
  private static Parameters random(ParameterLayout layout) {
    var parameters = new Parameters(layout, new TensorOptions(ScalarType.Float));
    parameters.initialize(3);
    parameters.values().add_(noise(parameters.values().numel()));
    return parameters;
  }

  private static Tensor noise(long count) {
    float[] numbers = new float[(int) count];
    var random = new SplittableRandom(5);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (0.1 * random.nextGaussian());
    }
    return AbstractTensor.create(numbers);
  }

  private static Tensor images(VisionTransformer model) {
    long size = model.imageSize();
    return noise(4 * 3 * size * size)
        .view(4, 3, size, size)
        .clamp_(new ScalarOptional(new Scalar(-1.0)), new ScalarOptional(new Scalar(1.0)));
  }

  private static Tensor logits(Path path, Tensor images) throws IOException {
    try (WeightsFile file = WeightsFile.open(path, KnownFacts.NONE)) {
      return LoadedWeights.of(file).logits(images);
    }
  }

  @ParameterizedTest
  @EnumSource
  void logitsAreTheSameBitForBitAfterAWayThroughAFile(Pooling pooling) throws IOException {
    Parameters parameters = random(ParameterLayout.of(Samples.model(pooling)));
    Tensor images = images(Samples.model(pooling));
    Tensor logits = new VitModel(parameters, Activation.GELU_TANH).logits(images);
    for (WeightNames names : new WeightNames[] {WeightNames.SHAPELAW, WeightNames.TIMM}) {
      Path path = folder.resolve(names + ".safetensors");
      WeightsExport.write(path, names, parameters, Activation.GELU_TANH);

      assertThat(logits(path, images).equal(logits)).as("%s", names).isTrue();
    }
  }

  @Test
  void pythonReadsThemWithNumpyAndGivesThemBack() throws Exception {
    assumeTrue(pythonHasNumpy(), "no python3 with numpy on this machine");
    Parameters parameters = random(ParameterLayout.of(Samples.model(Pooling.MAP)));
    Tensor images = images(Samples.model(Pooling.MAP));
    Path ours = folder.resolve("ours.safetensors");
    Path theirs = folder.resolve("theirs.safetensors");
    WeightsExport.write(ours, WeightNames.SHAPELAW, parameters, Activation.GELU);

    String printed = python("-c", PYTHON, ours.toString(), theirs.toString());

    assertThat(printed.strip()).isEqualTo(parameters.count() + " 32 map");
    assertThat(logits(theirs, images).equal(new VitModel(parameters).logits(images))).isTrue();
  }

  private static boolean pythonHasNumpy() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "-c", "import numpy").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String python(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  /// A second reader that shares nothing with the first: a tree of JSON and a buffer of bytes.
  @Test
  void theBytesAreWhatTheFormatsPageSays() throws IOException {
    Parameters parameters = random(ParameterLayout.of(Samples.model(Pooling.MAP)));
    Path path = folder.resolve("w.safetensors");
    WeightsExport.write(path, WeightNames.SHAPELAW, parameters, Activation.GELU);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong();
    JsonNode header =
        JsonMapper.shared().readTree(new String(bytes.array(), 8, length, StandardCharsets.UTF_8));

    assertThat(header.propertyNames()).contains("__metadata__").containsAll(parameters.names());
    for (String name : parameters.names()) {
      Tensor leaf = parameters.leaf(name);
      int begin = 8 + length + header.get(name).get("data_offsets").get(0).intValue();
      var memory = new FloatPointer(leaf.data_ptr());
      for (int i = 0; i < leaf.numel(); i++) {
        assertThat(bytes.getFloat(begin + 4 * i)).isEqualTo(memory.get(i));
      }
    }
  }

  @Test
  void metadataSayWhatTheModelIs() throws IOException {
    RunSpec run = run(new Parametrization.Standard());
    Path path = folder.resolve("w.safetensors");
    WeightsExport.write(path, run, random(ParameterLayout.of(run.model())));
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.metadata())
          .containsEntry("format", "pt")
          .containsEntry("width", "32")
          .containsEntry("depth", "2")
          .containsEntry("mlp_dim", "64")
          .containsEntry("heads", "2")
          .containsEntry("patch_size", "4")
          .containsEntry("image_size", "16")
          .containsEntry("channels", "3")
          .containsEntry("pooling", "map")
          .containsEntry("classes", "8")
          .containsEntry("run", run.id().hex())
          .containsEntry("steps", "20")
          .containsEntry("activation", "gelu");
    }
  }

  /// Others scale attention by 1/sqrt(head size): what was trained with another scale has it in its
  /// queries afterwards.
  @Test
  void weightsOfMaximalUpdateComputeTheSameWithTheUsualScale() throws IOException {
    RunSpec run = run(new Parametrization.MaximalUpdate(16));
    Parameters parameters = random(ParameterLayout.of(run.model(), run.recipe().parametrization()));
    Tensor images = images(run.model());
    Path path = folder.resolve("w.safetensors");
    WeightsExport.write(path, run, parameters);
    Tensor plain = new VitModel(withoutScale(parameters, run)).logits(images);
    Tensor expected = new VitModel(parameters).logits(images);

    assertThat(Fixture.largestDifference(logits(path, images), expected)).isLessThan(1e-5);
    assertThat(Fixture.largestDifference(plain, expected)).isGreaterThan(1e-4);
  }

  private static Parameters withoutScale(Parameters parameters, RunSpec run) {
    Parameters plain =
        Parameters.frozen(ParameterLayout.of(run.model()), new TensorOptions(ScalarType.Float));
    plain.values().copy_(parameters.values());
    return plain;
  }

  private static RunSpec run(Parametrization parametrization) {
    var recipe =
        new Recipe(
            8,
            Optimizer.AdamW.USUAL,
            1e-3,
            1e-4,
            new Schedule.ReciprocalSquareRoot(5, 6),
            1.0,
            0,
            Precision.FLOAT32,
            parametrization);
    return Samples.trunk(recipe, 20).longest();
  }

  @Test
  void frozenParametersHaveNoGradients() {
    Parameters frozen =
        Parameters.frozen(
            ParameterLayout.of(Samples.model(Pooling.MAP)), new TensorOptions(ScalarType.Float));

    assertThat(frozen.leaf("norm.weight").requires_grad()).isFalse();
    assertThat(frozen.leaf("norm.weight").grad().defined()).isFalse();
    assertThatThrownBy(frozen::gradients)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("must be trainable but were frozen");
  }
}
