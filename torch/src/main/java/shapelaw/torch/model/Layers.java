package shapelaw.torch.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

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
      Attention attention,
      Linear projection,
      LayerNorm norm2,
      Mlp mlp) {

    static Block of(Parameters parameters, String name, Activation activation) {
      return new Block(
          LayerNorm.of(parameters, name + ".norm1"),
          Linear.of(parameters, name + ".attn.qkv"),
          Attention.of(parameters.layout()),
          Linear.of(parameters, name + ".attn.proj"),
          LayerNorm.of(parameters, name + ".norm2"),
          Mlp.of(parameters, name + ".mlp", activation));
    }

    /// Passes tokens through the block.
    ///
    /// @param x (batch · tokens, width)
    Tensor apply(Tensor x, long tokens) {
      Tensor attended =
          residual(projection.apply(attention.apply(qkv.apply(norm1.apply(x)), tokens)), x);
      return residual(mlp.apply(norm2.apply(attended)), attended);
    }
  }
}
