package shapelaw.torch.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A file of weights that has been understood: which model they belong to, under whose names they
/// are, and that every one of them is there in the shape that the model needs.
public final class WeightsFile implements AutoCloseable {

  /// What a tensor may be called that is no weight: numbers that a program can make again.
  private static final List<String> NO_WEIGHTS = List.of("vision_model.embeddings.position_ids");

  private final SafetensorsFile file;
  private final WeightNames names;
  private final Architecture architecture;
  private final Map<NamedTensor, TensorEntry> tensors;

  private WeightsFile(SafetensorsFile file, KnownFacts known) {
    this.file = file;
    SchemeReading reading = SchemeReading.of(file);
    this.names = reading.names();
    this.architecture = ArchitectureReading.of(reading, file, known);
    this.tensors = matched(reading);
  }

  /// Opens a file and finds out what is in it, from its header alone.
  ///
  /// @param known what the user says about it
  /// @throws WeightsException if it cannot be used; the message says why
  public static WeightsFile open(Path path, KnownFacts known) throws IOException {
    SafetensorsFile file = SafetensorsFile.open(path);
    try {
      return new WeightsFile(file, known);
    } catch (WeightsException e) {
      file.close();
      throw new WeightsException("%s: %s".formatted(path, e.getMessage()), e);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /// Every tensor of the model with the entry that holds it.
  private Map<NamedTensor, TensorEntry> matched(SchemeReading reading) {
    var matched = new LinkedHashMap<NamedTensor, TensorEntry>();
    var left = new TreeSet<>(reading.tensors().keySet());
    left.removeAll(NO_WEIGHTS);
    if (names != WeightNames.SHAPELAW
        && names != WeightNames.TIMM
        && architecture.model().classes() == 0) {
      left.removeIf(name -> name.startsWith("classifier."));
    }
    for (NamedTensor tensor : names.tensors(architecture.model())) {
      TensorEntry entry = reading.tensors().get(tensor.name());
      if (entry == null) {
        throw new WeightsException(
            "a model of %s must have '%s' of shape %s but the file has none."
                .formatted(architecture.model().shape(), tensor.name(), tensor.shape()));
      }
      requireFit(tensor, entry);
      left.remove(tensor.name());
      matched.put(tensor, entry);
    }
    if (!left.isEmpty()) {
      throw new WeightsException(
          "a model of %s must have no other weights than ours but has %d more, which would change what it computes: %s."
              .formatted(
                  architecture.model().shape(),
                  left.size(),
                  left.stream().limit(4).collect(Collectors.joining(", "))));
    }
    return matched;
  }

  private static void requireFit(NamedTensor tensor, TensorEntry entry) {
    if (!entry.shape().equals(tensor.shape())) {
      throw new WeightsException(
          "'%s' must be of shape %s but was %s."
              .formatted(entry.name(), tensor.shape(), entry.shape()));
    }
    if (!entry.type().isWeight()) {
      throw new WeightsException(
          "'%s' must be F64, F32, F16 or BF16 but was %s.".formatted(entry.name(), entry.type()));
    }
  }

  /// The model and how it was found.
  public Architecture architecture() {
    return architecture;
  }

  /// Whose names its tensors have.
  public WeightNames names() {
    return names;
  }

  /// The file itself.
  public SafetensorsFile file() {
    return file;
  }

  /// Every tensor of the model with the entry that holds it.
  Map<NamedTensor, TensorEntry> tensors() {
    return tensors;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
