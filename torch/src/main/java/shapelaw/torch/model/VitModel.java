package shapelaw.torch.model;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.Reduction;
import org.jspecify.annotations.Nullable;
import shapelaw.shape.Pooling;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.model.Layers.Block;
import shapelaw.torch.model.Layers.LayerNorm;
import shapelaw.torch.model.Layers.Linear;

/// Forward pass of the Vision Transformer: patch embedding, learned position embeddings,
/// pre-LayerNorm blocks, final LayerNorm, MAP or average pooling, linear head. It follows
/// big_vision's `vit.py`, by the paper's authors: biases everywhere, LayerNorm epsilon 1e-6, no
/// dropout; the [Activation] alone is a choice.
///
/// Native memory: temporaries belong to the innermost open `PointerScope`, so open one around each
/// call.
public final class VitModel {

  private final VisionTransformer model;
  private final Linear patchEmbedding;
  private final Tensor positions;
  private final List<Block> blocks;
  private final LayerNorm norm;
  private final @Nullable MapPooling mapPooling;
  private final @Nullable Linear head;

  /// Binds the forward pass to parameters, with the exact GELU. What it holds on to belongs to the
  /// scope that is open now.
  public VitModel(Parameters parameters) {
    this(parameters, Activation.GELU);
  }

  /// Binds the forward pass to parameters that were trained with this activation. What it holds on
  /// to belongs to the scope that is open now.
  public VitModel(Parameters parameters, Activation activation) {
    model = parameters.layout().model();
    patchEmbedding = Linear.of(parameters, "patch_embed.proj");
    positions = parameters.leaf("pos_embed");
    blocks =
        IntStream.range(0, model.depth())
            .mapToObj(i -> Block.of(parameters, "blocks." + i, activation))
            .toList();
    norm = LayerNorm.of(parameters, "norm");
    mapPooling =
        model.pooling() == Pooling.MAP ? MapPooling.of(parameters, "attn_pool", activation) : null;
    head = model.classes() > 0 ? Linear.of(parameters, "head") : null;
  }

  /// Pre-logits: what few-shot evaluation and the head see. What a block computes on the way is
  /// freed at its end, unless a backward pass needs it.
  ///
  /// @param images (batch, channels, size, size)
  /// @return (batch, width)
  public Tensor features(Tensor images) {
    Tensor x = embed(images);
    for (int block = 0; block < blocks.size(); block++) {
      var output = new Tensor(); // belongs to the caller's scope, unlike what is assigned to it
      try (var _ = new PointerScope()) {
        output.put(block(block, x));
      }
      x = output;
    }
    return pool(x);
  }

  /// What the first block sees.
  ///
  /// @return (batch · tokens, width)
  Tensor embed(Tensor images) {
    Tensor embedded = patchEmbedding.apply(patches(images)).view(-1, model.tokens(), model.width());
    return Layers.residual(embedded, positions).view(-1, model.width());
  }

  /// How many blocks there are.
  int depth() {
    return blocks.size();
  }

  /// Passes tokens through one block.
  ///
  /// @param x (batch · tokens, width)
  Tensor block(int index, Tensor x) {
    return blocks.get(index).apply(x, model.tokens());
  }

  /// Pre-logits from what the last block gives.
  ///
  /// @param x (batch · tokens, width)
  /// @return (batch, width)
  Tensor pool(Tensor x) {
    Tensor encoded = norm.apply(x);
    return mapPooling == null
        ? encoded.view(-1, model.tokens(), model.width()).mean(1)
        : mapPooling.apply(encoded, model.tokens());
  }

  /// Cuts images into patches; pixels that fill no whole patch are left out.
  ///
  /// @return (batch · tokens, channels · patch · patch)
  private Tensor patches(Tensor images) {
    long side = model.patchesPerSide();
    long patch = model.patchSize();
    long channels = model.channels();
    return images
        .narrow(2, 0, side * patch)
        .narrow(3, 0, side * patch)
        .reshape(-1, channels, side, patch, side, patch)
        .permute(0, 2, 4, 1, 3, 5)
        .reshape(-1, channels * patch * patch);
  }

  /// Logits of the classes.
  ///
  /// @param images (batch, channels, size, size)
  /// @return (batch, classes)
  /// @throws IllegalStateException if the model has no head
  public Tensor logits(Tensor images) {
    return classify(features(images));
  }

  /// Logits from pre-logits.
  ///
  /// @param features (batch, width)
  /// @return (batch, classes)
  /// @throws IllegalStateException if the model has no head
  Tensor classify(Tensor features) {
    if (head == null) {
      throw new IllegalStateException("classes must be at least 1 for logits but was 0.");
    }
    return Layers.inTypeOf(features, head.apply(features));
  }

  /// Targets of single labels.
  ///
  /// @param labels (batch), int64
  /// @return (batch, classes), one where the label is, else zero, in the type of the parameters
  public Tensor oneHot(Tensor labels) {
    return torch
        .zeros(new long[] {labels.size(0), model.classes()}, positions.options())
        .scatter_(1, labels.unsqueeze(1), new Scalar(1.0));
  }

  /// Sigmoid cross-entropy, summed over classes, mean over images.
  ///
  /// @param logits (batch, classes)
  /// @param targets (batch, classes) in [0, 1]
  /// @return a scalar
  public static Tensor crossEntropy(Tensor logits, Tensor targets) {
    return torch
        .binary_cross_entropy_with_logits(
            logits, targets, new TensorOptional(), new TensorOptional(), Reduction.Sum.value)
        .div(new Scalar((double) logits.size(0)));
  }
}
