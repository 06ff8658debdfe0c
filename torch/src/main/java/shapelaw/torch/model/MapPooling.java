package shapelaw.torch.model;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import shapelaw.torch.model.Layers.LayerNorm;
import shapelaw.torch.model.Layers.Linear;
import shapelaw.torch.model.Layers.Mlp;

/// Multi-head attention pooling (Lee et al. 2019; Zhai et al. 2022): one learned probe attends to
/// all tokens, then x + MLP(LayerNorm(x)).
///
/// Because the probe is the same for every image, the products are taken in the order that costs
/// least. With q_h the probe's query of head h, K_h and V_h the key and value kernels:
///
/// ```text
/// q_h · (K_h x_n + k_h)       = (K_hᵀ q_h) · x_n + const     // a constant does not change the softmax over n
/// Σ_n a_hn (V_h x_n + v_h)    = V_h (Σ_n a_hn x_n) + v_h     // the weights sum to 1
/// ```
///
/// The projections then act on one vector a head instead of on every token; the function is the
/// same up to rounding. The key bias has no effect in either form; here its gradient is exactly
/// zero.
///
/// @param probe (1, 1, width)
/// @param keyValueKernel (2 · width, width)
/// @param keyValueBias (2 · width)
record MapPooling(
    Tensor probe,
    Linear query,
    Tensor keyValueKernel,
    Tensor keyValueBias,
    Linear projection,
    LayerNorm norm,
    Mlp mlp,
    int heads,
    double attentionScale) {

  static MapPooling of(Parameters parameters, String name, Activation activation) {
    return new MapPooling(
        parameters.leaf(name + ".latent"),
        Linear.of(parameters, name + ".q"),
        parameters.leaf(name + ".kv.weight"),
        parameters.leaf(name + ".kv.bias"),
        Linear.of(parameters, name + ".proj"),
        LayerNorm.of(parameters, name + ".norm"),
        Mlp.of(parameters, name + ".mlp", activation),
        parameters.layout().model().heads(),
        parameters.layout().scaling().attentionScale());
  }

  /// Pools the tokens of each image.
  ///
  /// @param x (batch · tokens, width)
  /// @return (batch, width)
  Tensor apply(Tensor x, long tokens) {
    long width = x.size(1);
    long headSize = width / heads;
    Tensor kernels = keyValueKernel.view(2, heads, headSize, width);
    Tensor queries = query.apply(probe.view(1, width)).view(heads, 1, headSize);
    Tensor scaled = queries.mul(new Scalar(attentionScale));
    Tensor directions = torch.bmm(scaled, kernels.select(0, 0)).view(heads, width); // K_hᵀ q_h
    Tensor logits = torch.linear(x, directions).view(-1, tokens, heads);
    Tensor weights = Layers.inTypeOf(x, logits).softmax(1); // (batch, tokens, heads)
    Tensor means =
        torch.bmm(weights.transpose(1, 2), x.view(-1, tokens, width)); // (batch, heads, width)
    Tensor values =
        torch
            .bmm(means.transpose(0, 1), kernels.select(0, 1).transpose(1, 2))
            .transpose(0, 1) // (batch, heads, head size)
            .reshape(-1, width)
            .add(keyValueBias.narrow(0, width, width));
    Tensor attended = Layers.inTypeOf(x, projection.apply(values));
    return Layers.residual(mlp.apply(norm.apply(attended)), attended);
  }
}
