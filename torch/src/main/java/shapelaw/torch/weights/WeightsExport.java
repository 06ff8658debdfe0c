package shapelaw.torch.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import shapelaw.run.RunSpec;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.model.Activation;
import shapelaw.torch.model.Parameters;

/// Writes weights to files, under the names of one's choice.
public final class WeightsExport {

  /// Metadata that a run adds.
  private static final List<String> OF_THE_RUN = List.of("run", "steps");

  private WeightsExport() {}

  /// Writes the weights of a trained run under our own names, as those of a plain Vision
  /// Transformer whatever their parametrization: if attention was not scaled by 1/sqrt(head size),
  /// the query's kernels and biases take what it differs by.
  ///
  /// @param parameters those at the end of the run, trained with the exact GELU
  /// @throws IOException if the file cannot be written; it is then as it was
  public static void write(Path file, RunSpec run, Parameters parameters) throws IOException {
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("run", run.id().hex());
    metadata.put("steps", String.valueOf(run.steps()));
    try (var _ = new PointerScope()) {
      Parameters usual = parameters.forUsualAttention();
      var numbers = new NumbersInMemory(usual.views(usual.values()));
      var architecture = new Architecture(run.model(), Activation.GELU, List.of());
      write(file, WeightNames.SHAPELAW, architecture, numbers, metadata);
    }
  }

  /// Writes the parameters of a model under the names of one's choice.
  ///
  /// @return what there is to say about it, in sentences
  /// @throws WeightsException if these names cannot express the model
  /// @throws IOException if the file cannot be written; it is then as it was
  public static List<String> write(
      Path file, WeightNames names, Parameters parameters, Activation activation)
      throws IOException {
    try (var _ = new PointerScope()) {
      Parameters usual = parameters.forUsualAttention();
      var numbers = new NumbersInMemory(usual.views(usual.values()));
      var architecture = new Architecture(parameters.layout().model(), activation, List.of());
      return write(file, names, architecture, numbers, Map.of());
    }
  }

  /// Writes the weights of a file under other names; numbers stay as they are.
  ///
  /// @return what there is to say about it, in sentences
  /// @throws WeightsException if these names cannot express the model, or the file is damaged
  /// @throws IOException if a file cannot be read or written
  public static List<String> convert(WeightsFile from, WeightNames names, Path to)
      throws IOException {
    from.file().requireIntact();
    var metadata = new LinkedHashMap<String, String>();
    for (String key : OF_THE_RUN) {
      String value = from.file().metadata().get(key);
      if (value != null) {
        metadata.put(key, value);
      }
    }
    return write(to, names, from.architecture(), new NumbersInFile(from), metadata);
  }

  private static List<String> write(
      Path file,
      WeightNames names,
      Architecture architecture,
      ParameterNumbers numbers,
      Map<String, String> more)
      throws IOException {
    VisionTransformer model = names.expressible(architecture.model());
    List<SafetensorsWriter.Content> contents =
        names.tensors(model).stream().map(tensor -> content(tensor, numbers)).toList();
    Map<String, String> metadata = ModelMetadata.of(names, model, architecture.activation());
    metadata.putAll(more);
    SafetensorsWriter.write(file, contents, metadata);
    return remarks(names, architecture, model);
  }

  private static SafetensorsWriter.Content content(NamedTensor tensor, ParameterNumbers numbers) {
    List<NumberType> types = tensor.parts().stream().map(numbers::type).distinct().toList();
    if (types.size() != 1) {
      throw new WeightsException(
          "the tensors that become '%s' must be of one type but were of %s."
              .formatted(tensor.name(), types));
    }
    return new SafetensorsWriter.Content(
        tensor.name(),
        types.getFirst(),
        tensor.shape(),
        out -> {
          for (NamedTensor.Part part : tensor.parts()) {
            numbers.write(part, out);
          }
        });
  }

  private static List<String> remarks(
      WeightNames names, Architecture architecture, VisionTransformer written) {
    var remarks = new ArrayList<String>();
    if (written.classes() < architecture.model().classes()) {
      remarks.add(
          "the head of %d classes is left out: Hugging Face's classifier acts on the mean of the tokens, not on the MAP head"
              .formatted(architecture.model().classes()));
    }
    String activation = ModelMetadata.text(architecture.activation());
    switch (names) {
      case SHAPELAW -> {}
      case TIMM -> remarks.add(LoadingCode.timm(written, architecture.activation()));
      case HUGGING_FACE_SIGLIP ->
          remarks.add(LoadingCode.siglip(written, architecture.activation()));
      case HUGGING_FACE_VIT ->
          remarks.add(
              "Hugging Face's ViTModel puts a class token before the patches, which this model does not have: it cannot be loaded there as it is; activation "
                  + activation);
    }
    return remarks;
  }
}
