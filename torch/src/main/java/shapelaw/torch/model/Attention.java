package shapelaw.torch.model;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.Float32Backend;
import org.bytedeco.pytorch.global.torch.Float32Op;
import org.bytedeco.pytorch.global.torch.Float32Precision;
import org.bytedeco.pytorch.global.torch.ScalarType;
import shapelaw.run.Precision;

/// Multi-head self-attention within each image.
///
/// Where libtorch's products are oneDNN's and tokens are few, the weights of all heads and images
/// are made at once by batched products. libtorch's fused kernel, whose memory does not grow with
/// the square of the tokens, would spend most of its time on calls of oneDNN for small products;
/// with MKL it is faster than products at once.
///
/// @param heads number of heads
/// @param scale of the products of queries and keys
/// @param mostTokensAtOnce largest number of tokens whose weights are made at once
record Attention(int heads, double scale, long mostTokensAtOnce) {

  /// Heads of 64 have weights as large as half of what a block keeps otherwise at about this many
  /// tokens; beyond it the fused kernel's products are large enough.
  private static final long MOST_TOKENS_OF_ONEDNN = 512;

  /// Attention of a model in the form that suits this process.
  static Attention of(ParameterLayout layout) {
    return new Attention(
        layout.model().heads(),
        layout.scaling().attentionScale(),
        productsByOneDnn() ? MOST_TOKENS_OF_ONEDNN : 0);
  }

  /// libtorch hands float32 products to oneDNN with this permission alone.
  private static boolean productsByOneDnn() {
    // By value: constants that come from native code are other objects than those of the enum.
    Float32Precision permitted =
        torch.globalContext().float32Precision(Float32Backend.MKLDNN, Float32Op.MATMUL);
    return permitted.value == Float32Precision.BF16.value;
  }

  /// Attends.
  ///
  /// The CPU computes in float32 even under autocast: libtorch's bfloat16 kernel for attention is
  /// slower there than all other layers together.
  ///
  /// @param fused queries, keys and values: (batch · tokens, 3 · width)
  /// @return (batch · tokens, width)
  Tensor apply(Tensor fused, long tokens) {
    if (fused.is_cpu() && fused.scalar_type().value == ScalarType.BFloat16.value) {
      try (var _ = PrecisionScope.open(Precision.FLOAT32, DeviceType.CPU)) {
        return attend(fused.to(ScalarType.Float), tokens).to(ScalarType.BFloat16);
      }
    }
    return attend(fused, tokens);
  }

  private Tensor attend(Tensor fused, long tokens) {
    long width = fused.size(1) / 3;
    Tensor split =
        fused
            .view(-1, tokens, 3, heads, width / heads)
            .permute(2, 0, 3, 1, 4); // (3, batch, heads, tokens, head size)
    boolean atOnce = tokens <= mostTokensAtOnce && fused.is_cpu();
    return (atOnce ? atOnce(split) : inBlocks(split)).transpose(1, 2).reshape(-1, width);
  }

  private Tensor inBlocks(Tensor split) {
    TensorVector parts = split.unbind(0);
    return torch.scaled_dot_product_attention(
        parts.get(0),
        parts.get(1),
        parts.get(2),
        new TensorOptional(),
        0,
        false,
        new DoubleOptional(scale),
        false);
  }

  private Tensor atOnce(Tensor split) {
    long[] shape = split.sizes().vec().get();
    TensorVector parts = split.reshape(3, -1, shape[3], shape[4]).unbind(0);
    Tensor weights =
        torch
            .bmm(parts.get(0).mul(new Scalar(scale)), parts.get(1).transpose(1, 2))
            .softmax(-1); // (batch · heads, tokens, tokens)
    return torch
        .bmm(weights, parts.get(2))
        .view(shape[1], shape[2], shape[3], shape[4]); // (batch, heads, tokens, head size)
  }
}
