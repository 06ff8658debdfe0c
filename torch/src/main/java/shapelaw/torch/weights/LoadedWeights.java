package shapelaw.torch.weights;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.evaluation.FeatureExtractor;
import shapelaw.torch.model.Activation;
import shapelaw.torch.model.ParameterLayout;
import shapelaw.torch.model.Parameters;
import shapelaw.torch.model.VitModel;

/// A model for inference, its weights read straight from a file into their place.
///
/// Native memory: belongs to the `PointerScope` that is open while it is read.
public final class LoadedWeights implements FeatureExtractor {

  private static final String POSITIONS = "pos_embed";

  private final Parameters parameters;
  private final Activation activation;
  private final VitModel vit;
  private final List<String> remarks = new ArrayList<>();

  private LoadedWeights(WeightsFile weights, VisionTransformer model, PositionResampling resampling)
      throws IOException {
    this.parameters =
        Parameters.frozen(ParameterLayout.of(model), new TensorOptions(ScalarType.Float));
    this.activation = weights.architecture().activation();
    fill(weights, resampling);
    this.vit = new VitModel(parameters, activation);
  }

  /// Reads the model at its own resolution.
  ///
  /// @throws WeightsException if the file is damaged
  public static LoadedWeights of(WeightsFile weights) throws IOException {
    return of(weights, weights.architecture().model().imageSize(), PositionResampling.BILINEAR);
  }

  /// Reads the model for images of another size; its position embeddings are resampled if that
  /// changes the number of tokens.
  ///
  /// @param imageSize side in pixels
  /// @throws WeightsException if the file is damaged
  /// @throws IllegalArgumentException if the images are smaller than a patch
  public static LoadedWeights of(WeightsFile weights, int imageSize, PositionResampling resampling)
      throws IOException {
    weights.file().requireIntact();
    VisionTransformer m = weights.architecture().model();
    var model =
        new VisionTransformer(
            m.shape(), m.heads(), m.patchSize(), imageSize, m.channels(), m.pooling(), m.classes());
    return new LoadedWeights(weights, model, resampling);
  }

  private void fill(WeightsFile weights, PositionResampling resampling) throws IOException {
    Map<String, ParameterLayout.Slot> slots = new HashMap<>();
    parameters.layout().slots().forEach(slot -> slots.put(slot.name(), slot));
    var numbers = new TensorNumbers(weights.file());
    for (Map.Entry<NamedTensor, TensorEntry> tensor : weights.tensors().entrySet()) {
      long first = 0;
      for (NamedTensor.Part part : tensor.getKey().parts()) {
        ParameterLayout.Slot slot = slots.get(part.parameter());
        if (slot == null) {
          throw new IllegalStateException("no parameter " + part.parameter());
        }
        try (var _ = new PointerScope()) {
          if (resized(part, slot)) {
            positions(weights, numbers, tensor.getValue(), resampling);
          } else {
            Tensor place =
                parameters.values().narrow(0, slot.offset() + part.from(), part.numbers());
            numbers.read(tensor.getValue(), first, place);
          }
        }
        first += part.numbers();
      }
    }
  }

  private static boolean resized(NamedTensor.Part part, ParameterLayout.Slot slot) {
    return part.parameter().equals(POSITIONS) && part.numbers() != slot.size();
  }

  private void positions(
      WeightsFile weights, TensorNumbers numbers, TensorEntry entry, PositionResampling resampling)
      throws IOException {
    VisionTransformer from = weights.architecture().model();
    int side = parameters.layout().model().patchesPerSide();
    Tensor learned =
        torch.empty(
            new long[] {1, from.tokens(), from.width()},
            new TensorOptions(ScalarType.Float),
            new MemoryFormatOptional());
    numbers.read(entry, 0, learned);
    parameters.leaf(POSITIONS).copy_(resampling.resample(learned, side));
    remarks.add(
        "position embeddings resampled from %d x %d to %d x %d tokens (%s)"
            .formatted(
                from.patchesPerSide(),
                from.patchesPerSide(),
                side,
                side,
                resampling.name().toLowerCase(Locale.ROOT)));
  }

  /// The model at the resolution that it was read for.
  public VisionTransformer model() {
    return parameters.layout().model();
  }

  /// The weights.
  public Parameters parameters() {
    return parameters;
  }

  /// The activation that the weights were trained with.
  public Activation activation() {
    return activation;
  }

  /// What was changed on the way, in sentences.
  public List<String> remarks() {
    return List.copyOf(remarks);
  }

  @Override
  public Tensor features(Tensor images) {
    return vit.features(images);
  }

  /// Logits of the classes.
  ///
  /// @param images (batch, channels, size, size)
  /// @return (batch, classes)
  /// @throws IllegalStateException if the model has no head
  public Tensor logits(Tensor images) {
    return vit.logits(images);
  }
}
