package shapelaw.cost;

import java.util.List;
import shapelaw.shape.VisionTransformer;

/// Parameters and forward FLOPs of a Vision Transformer, counted component by component from its
/// architecture (pre-LayerNorm blocks, biases everywhere, learned position embeddings).
///
/// Matrix products dominate and are counted exactly, one multiply-add being 2 FLOPs. Element-wise
/// work (LayerNorm, softmax, GELU, residual sums) is counted at a fixed number of FLOPs an element,
/// as XLA's cost analysis does; it is about 1 % of the total.
public final class CostModel {

  /// FLOPs in one multiply-add.
  public static final int FLOPS_PER_MULTIPLY_ADD = 2;

  private static final int LAYER_NORM_FLOPS = 7;
  private static final int SOFTMAX_FLOPS = 4;
  private static final int GELU_FLOPS = 9;

  private CostModel() {}

  /// One part of the model and what it costs.
  ///
  /// @param name what it is, for people
  /// @param parameters trainable numbers
  /// @param forwardFlops FLOPs of one forward pass of one image
  public record Component(String name, long parameters, double forwardFlops) {}

  /// The whole model in parts, in the order in which an image passes them.
  public static List<Component> breakdown(VisionTransformer model) {
    double n = model.tokens();
    long w = model.width();
    long patch = (long) model.patchSize() * model.patchSize() * model.channels();
    var embedding =
        new Component(
            "patch and position embedding",
            patch * w + w + model.tokens() * w,
            matrix(n, patch, w) + 2 * n * w);
    var attention =
        new Component(
            "attention blocks",
            model.depth() * (4 * (w * w + w) + 2 * w),
            model.depth()
                * (4 * (matrix(n, w, w) + n * w)
                    + attentionFlops(n, n, w, model.heads())
                    + (LAYER_NORM_FLOPS + 1) * n * w));
    var mlp =
        new Component(
            "MLP blocks",
            model.depth() * (mlpParameters(w, model.mlpDim()) + 2 * w),
            model.depth() * (mlpFlops(n, w, model.mlpDim()) + (LAYER_NORM_FLOPS + 1) * n * w));
    var norm = new Component("final LayerNorm", 2 * w, LAYER_NORM_FLOPS * n * w);
    var head =
        new Component(
            "linear head",
            model.classes() * (w + 1),
            matrix(1, w, model.classes()) + model.classes());
    return List.of(embedding, attention, mlp, norm, pooling(model, n, w), head);
  }

  private static Component pooling(VisionTransformer model, double n, long w) {
    return switch (model.pooling()) {
      case GAP -> new Component("average pooling", 0, n * w);
      case MAP ->
          new Component(
              "MAP pooling",
              w + 4 * (w * w + w) + 2 * w + mlpParameters(w, model.mlpDim()),
              2 * (matrix(n, w, w) + n * w) // keys and values of every token
                  + 2 * (matrix(1, w, w) + w) // query of the probe, output projection
                  + attentionFlops(1, n, w, model.heads())
                  + mlpFlops(1, w, model.mlpDim())
                  + (LAYER_NORM_FLOPS + 1) * w);
    };
  }

  private static double matrix(double rows, double inner, double columns) {
    return FLOPS_PER_MULTIPLY_ADD * rows * inner * columns;
  }

  /// QKᵀ, softmax and the weighted sum of values, over all heads.
  private static double attentionFlops(double queries, double keys, double width, int heads) {
    return 2 * matrix(queries, width, keys) + SOFTMAX_FLOPS * heads * queries * keys;
  }

  private static long mlpParameters(long width, long mlpDim) {
    return 2 * width * mlpDim + mlpDim + width;
  }

  private static double mlpFlops(double rows, double width, double mlpDim) {
    return 2 * matrix(rows, width, mlpDim) + rows * (mlpDim * (1 + GELU_FLOPS) + width);
  }

  /// Trainable parameters of the whole model.
  public static long parameters(VisionTransformer model) {
    return breakdown(model).stream().mapToLong(Component::parameters).sum();
  }

  /// FLOPs of one forward pass of one image.
  public static double forwardFlops(VisionTransformer model) {
    return breakdown(model).stream().mapToDouble(Component::forwardFlops).sum();
  }
}
