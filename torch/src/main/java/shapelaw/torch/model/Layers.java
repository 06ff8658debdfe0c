package shapelaw.torch.model;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import shapelaw.run.Precision;

/// The layers of a Vision Transformer, each bound to its parameters. Tokens of all images lie in
/// one matrix (batch · tokens, width), so that every linear map is one matrix product.
final class Layers {

  /// Flax's default.
  private static final double LAYER_NORM_EPSILON = 1e-6;

  private Layers() {}

  /// The branch's output y + x, in the type of x: under autocast linear maps give bfloat16, but
  /// what is passed from layer to layer stays in float32.
  static Tensor residual(Tensor y, Tensor x) {
    // In place: no backward formula needs the output of a linear map.
    return inTypeOf(x, y).add_(x);
  }

  /// The tensor y in the type of x; y itself where they are of one type.
  static Tensor inTypeOf(Tensor x, Tensor y) {
    // By value: constants that come from native code are other objects than those of the enum.
    ScalarType type = x.scalar_type();
    return y.scalar_type().value == type.value ? y : y.to(type);
  }

  /// y = x · kernelᵀ + bias.
  record Linear(Tensor kernel, TensorOptional bias) {

    static Linear of(Parameters parameters, String name) {
      return new Linear(
          parameters.leaf(name + ".weight"), new TensorOptional(parameters.leaf(name + ".bias")));
    }

    Tensor apply(Tensor x) {
      return torch.linear(x, kernel, bias);
    }
  }

  /// LayerNorm over the last axis.
  record LayerNorm(long width, TensorOptional scale, TensorOptional bias) {

    static LayerNorm of(Parameters parameters, String name) {
      Tensor scale = parameters.leaf(name + ".weight");
      return new LayerNorm(
          scale.numel(),
          new TensorOptional(scale),
          new TensorOptional(parameters.leaf(name + ".bias")));
    }

    Tensor apply(Tensor x) {
      return torch.layer_norm(x, new long[] {width}, scale, bias, LAYER_NORM_EPSILON, true);
    }
  }

  /// Two linear maps with a GELU between them.
  record Mlp(Linear in, Linear out, Activation activation) {

    static Mlp of(Parameters parameters, String name, Activation activation) {
      return new Mlp(
          Linear.of(parameters, name + ".fc1"), Linear.of(parameters, name + ".fc2"), activation);
    }

    Tensor apply(Tensor x) {
      return out.apply(torch.gelu(in.apply(x), activation.approximation()));
    }
  }

  /// One encoder block: x + attention(LayerNorm(x)), then x + MLP(LayerNorm(x)).
  record Block(
      LayerNorm norm1,
      Linear qkv,
      Linear projection,
      LayerNorm norm2,
      Mlp mlp,
      int heads,
      TensorOptional noMask,
      DoubleOptional attentionScale) {

    static Block of(Parameters parameters, String name, Activation activation) {
      return new Block(
          LayerNorm.of(parameters, name + ".norm1"),
          Linear.of(parameters, name + ".attn.qkv"),
          Linear.of(parameters, name + ".attn.proj"),
          LayerNorm.of(parameters, name + ".norm2"),
          Mlp.of(parameters, name + ".mlp", activation),
          parameters.layout().model().heads(),
          new TensorOptional(),
          new DoubleOptional(parameters.layout().scaling().attentionScale()));
    }

    /// Passes tokens through the block.
    ///
    /// @param x (batch · tokens, width)
    Tensor apply(Tensor x, long tokens) {
      Tensor attended = residual(projection.apply(attention(qkv.apply(norm1.apply(x)), tokens)), x);
      return residual(mlp.apply(norm2.apply(attended)), attended);
    }

    /// Multi-head attention within each image.
    ///
    /// The CPU computes it in float32 even under autocast: libtorch's bfloat16 kernel for it is
    /// slower there than all other layers together.
    ///
    /// @param fused (batch · tokens, 3 · width)
    /// @return (batch · tokens, width)
    private Tensor attention(Tensor fused, long tokens) {
      if (fused.is_cpu() && fused.scalar_type().value == ScalarType.BFloat16.value) {
        try (var _ = PrecisionScope.open(Precision.FLOAT32, DeviceType.CPU)) {
          return attend(fused.to(ScalarType.Float), tokens);
        }
      }
      return attend(fused, tokens);
    }

    private Tensor attend(Tensor fused, long tokens) {
      long width = fused.size(1) / 3;
      TensorVector qkv =
          fused
              .view(-1, tokens, 3, heads, width / heads)
              .permute(2, 0, 3, 1, 4) // (3, batch, heads, tokens, head size)
              .unbind(0);
      return torch
          .scaled_dot_product_attention(
              qkv.get(0), qkv.get(1), qkv.get(2), noMask, 0, false, attentionScale, false)
          .transpose(1, 2)
          .reshape(-1, width);
    }
  }
}
