package shapelaw.torch.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// What another library made ([make_fixtures.py] says how): a model's file, images, and what the
/// library makes of them.
///
/// [make_fixtures.py]: ../../../../resources/shapelaw/torch/weights/make_fixtures.py
record Fixture(Path folder) {

  static final Path ROOT = Path.of("src/test/resources/shapelaw/torch/weights");

  static Fixture of(String name) {
    return new Fixture(ROOT.resolve(name));
  }

  Path model() {
    return folder.resolve("model.safetensors");
  }

  /// `images`, `features` or `logits`; belongs to the open scope.
  Tensor expected(String name) {
    return tensor(folder.resolve("expected.safetensors"), name);
  }

  /// A tensor of a file; belongs to the open scope.
  static Tensor tensor(Path path, String name) {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      TensorEntry entry = file.tensor(name);
      Tensor tensor =
          torch.empty(
              entry.shape().stream().mapToLong(Long::longValue).toArray(),
              new TensorOptions(torch.ScalarType.Float),
              new MemoryFormatOptional());
      new TensorNumbers(file).read(entry, 0, tensor);
      return tensor;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double largestDifference(Tensor a, Tensor b) {
    return a.sub(b).abs().max().item_double();
  }
}
