package shapelaw.torch.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import shapelaw.cost.CostModel;
import shapelaw.shape.NamedShapes;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.TorchRuntime;
import shapelaw.torch.model.Activation;

/// The paper's model under the names of Hugging Face's SigLIP, 428 million random weights in
/// bfloat16 (0.86 GB on disk, removed afterwards).
class So400mIT {

  private static final VisionTransformer MODEL = NamedShapes.parse("So400m/14");
  private static final Path FILE = Path.of("target/so400m/model.safetensors");
  private static final int CHUNK_NUMBERS = 1 << 18;

  /// Chunks whose tensors begin at another place of it do not look alike, and it costs no time.
  private static final short[] NOISE = noise();

  private static short[] noise() {
    var random = new SplittableRandom(1);
    var numbers = new short[CHUNK_NUMBERS];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (short) (Float.floatToRawIntBits((float) (0.02 * random.nextGaussian())) >>> 16);
    }
    return numbers;
  }

  @BeforeAll
  static void write() throws IOException {
    Files.createDirectories(FILE.getParent());
    List<SafetensorsWriter.Content> contents =
        WeightNames.HUGGING_FACE_SIGLIP.tensors(MODEL).stream()
            .map(tensor ->
                new SafetensorsWriter.Content(
                    tensor.name(), NumberType.BF16, tensor.shape(), out -> body(tensor, out)))
            .toList();
    SafetensorsWriter.write(FILE, contents, Map.of("format", "pt"));
  }

  /// Noise that begins at a place of the tensor's own.
  private static void body(NamedTensor tensor, WritableByteChannel out) throws IOException {
    long numbers = tensor.parts().stream().mapToLong(NamedTensor.Part::numbers).sum();
    ByteBuffer chunk = ByteBuffer.allocate(2 * CHUNK_NUMBERS).order(ByteOrder.LITTLE_ENDIAN);
    for (long at = 0; at < numbers; at += CHUNK_NUMBERS) {
      chunk.clear();
      for (int i = 0; i < Math.min(CHUNK_NUMBERS, numbers - at); i++) {
        chunk.putShort(NOISE[(i + start(tensor.name())) % CHUNK_NUMBERS]);
      }
      out.write(chunk.flip());
    }
  }

  private static int start(String name) {
    return Math.floorMod(name.hashCode(), CHUNK_NUMBERS);
  }

  /// Number `index` of a tensor, as a float.
  private static float number(String name, long index) {
    int place = (int) ((index % CHUNK_NUMBERS + start(name)) % CHUNK_NUMBERS);
    return Float.intBitsToFloat(NOISE[place] << 16);
  }

  @AfterAll
  static void delete() throws IOException {
    Files.deleteIfExists(FILE);
  }

  @Test
  void loadsAndRuns() throws IOException {
    TorchRuntime.start(Math.min(2, Runtime.getRuntime().availableProcessors()));
    try (WeightsFile file = WeightsFile.open(FILE, KnownFacts.NONE);
        var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      assertThat(file.architecture().model()).isEqualTo(MODEL);
      assertThat(file.architecture().activation()).isEqualTo(Activation.GELU_TANH);
      assertThat(file.architecture().findings()).contains("heads: 16, as So400m has");
      LoadedWeights loaded = LoadedWeights.of(file);
      assertThat(loaded.parameters().count()).isEqualTo(CostModel.parameters(MODEL));
      everyPartIsInItsPlace(loaded);

      Tensor image =
          torch.zeros(new long[] {1, 3, 224, 224}, new TensorOptions(torch.ScalarType.Float));
      Tensor features = loaded.features(image);
      Tensor others = loaded.features(image.add(new Scalar(0.5)));

      assertThat(features.isfinite().all().item_bool()).isTrue();
      assertThat(features.size(1)).isEqualTo(1152);
      assertThat(Fixture.largestDifference(features, others)).isGreaterThan(1e-4);
    }
  }

  private static void everyPartIsInItsPlace(LoadedWeights loaded) {
    var random = new SplittableRandom(2);
    for (NamedTensor tensor : WeightNames.HUGGING_FACE_SIGLIP.tensors(MODEL)) {
      long first = 0;
      for (NamedTensor.Part part : tensor.parts()) {
        long index = random.nextLong(part.numbers());
        var memory = new FloatPointer(loaded.parameters().leaf(part.parameter()).data_ptr());
        assertThat(memory.get(part.from() + index))
            .as(tensor.name())
            .isCloseTo(number(tensor.name(), first + index), within(0f));
        first += part.numbers();
      }
    }
  }
}
