package shapelaw.torch.model;

import java.util.List;
import java.util.stream.IntStream;
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
            .mapToObj(i -> Block.of(parameters, "blocks." + i, model.heads(), activation))
            .toList();
    norm = LayerNorm.of(parameters, "norm");
    mapPooling =
        model.pooling() == Pooling.MAP
            ? MapPooling.of(parameters, "attn_pool", model.heads(), activation)
            : null;
    head = model.classes() > 0 ? Linear.of(parameters, "head") : null;
  }

  /// Pre-logits: what few-shot evaluation and the head see.
  ///
  /// @param images (batch, channels, size, size)
  /// @return (batch, width)
  public Tensor features(Tensor images) {
    long tokens = model.tokens();
    long width = model.width();
    Tensor x =
        patchEmbedding
            .apply(patches(images))
            .view(-1, tokens, width)
            .add_(positions)
            .view(-1, width);
    for (Block block : blocks) {
      x = block.apply(x, tokens);
    }
    Tensor encoded = norm.apply(x);
    return mapPooling == null
        ? encoded.view(-1, tokens, width).mean(1)
        : mapPooling.apply(encoded, tokens);
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
    if (head == null) {
      throw new IllegalStateException("classes must be at least 1 for logits but was 0.");
    }
    return head.apply(features(images));
  }

  /// Sigmoid cross-entropy, summed over classes, mean over images.
  ///
  /// @param images (batch, channels, size, size)
  /// @param labels (batch), int64
  /// @return a scalar
  public Tensor loss(Tensor images, Tensor labels) {
    Tensor logits = logits(images);
    Tensor targets =
        torch
            .zeros_like(logits)
            .scatter_(1, labels.unsqueeze(1), new Scalar(1.0)); // one-hot: (batch, classes)
    return torch
        .binary_cross_entropy_with_logits(
            logits, targets, new TensorOptional(), new TensorOptional(), Reduction.Sum.value)
        .div(new Scalar((double) logits.size(0)));
  }
}
