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
final class ModelMetadata {

  static final String HEADS = "heads";
  static final String IMAGE_SIZE = "image_size";
  static final String PATCH_SIZE = "patch_size";
  static final String CHANNELS = "channels";
  static final String ACTIVATION = "activation";

  /// How weights and learning rates depended on the width in training ([#STANDARD], or the name of
  /// another rule with its constants).
  static final String PARAMETRIZATION = "parametrization";

  /// [shapelaw.run.Parametrization.Standard].
  static final String STANDARD = "standard";

  private ModelMetadata() {}

  static Map<String, String> of(WeightNames names, VisionTransformer model, Activation activation) {
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
