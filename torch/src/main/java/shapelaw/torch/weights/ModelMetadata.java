package shapelaw.torch.weights;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.model.Activation;

/// What our files say about the model that their weights belong to.
///
/// ```text
/// format pt · names shapelaw · width 64 · depth 2 · mlp_dim 128 · heads 4 · patch_size 4 ·
/// image_size 32 · channels 3 · pooling map · classes 100 · activation gelu · crc32c 1a2b3c4d
/// ```
///
/// `format: pt` is what transformers asks of every file: kernels are (outputs, inputs).
public final class ModelMetadata {

  static final String HEADS = "heads";
  static final String IMAGE_SIZE = "image_size";
  static final String PATCH_SIZE = "patch_size";
  static final String CHANNELS = "channels";
  static final String ACTIVATION = "activation";

  /// What a file is besides weights.
  public static final String KIND = "kind";

  /// [#KIND] of a training that can be gone on with.
  public static final String CHECKPOINT = "checkpoint";

  /// Before the names of tensors of a checkpoint that are not those of the model as it is, but of
  /// the trunk where the branch left it.
  public static final String BRANCH_POINT = "branch_point.";

  /// Before the names of tensors of a checkpoint that are the optimiser's.
  static final String OPTIMIZER = "optimizer.";

  private ModelMetadata() {}

  /// The texts about a model; a table of its own for each caller, to be added to.
  public static Map<String, String> of(
      WeightNames names, VisionTransformer model, Activation activation) {
    var texts = new LinkedHashMap<String, String>();
    texts.put("format", "pt");
    texts.put("names", names.text());
    texts.put("width", String.valueOf(model.width()));
    texts.put("depth", String.valueOf(model.depth()));
    texts.put("mlp_dim", String.valueOf(model.mlpDim()));
    texts.put(HEADS, String.valueOf(model.heads()));
    texts.put(PATCH_SIZE, String.valueOf(model.patchSize()));
    texts.put(IMAGE_SIZE, String.valueOf(model.imageSize()));
    texts.put(CHANNELS, String.valueOf(model.channels()));
    texts.put("pooling", model.pooling().name().toLowerCase(Locale.ROOT));
    texts.put("classes", String.valueOf(model.classes()));
    texts.put(ACTIVATION, text(activation));
    return texts;
  }

  /// How users and files write an activation.
  static String text(Activation activation) {
    return activation.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
