package shapelaw.runs.imports;

import java.util.ArrayList;
import java.util.List;
import shapelaw.cost.CostModel;
import shapelaw.shape.Dimension;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

/// Where a run's training compute comes from.
public sealed interface ComputeSource {

  /// A column holds the whole run's compute.
  record Total(String column, ComputeUnit unit) implements ComputeSource {}

  /// A column holds the compute of one example; the run's is that times its examples.
  record PerExample(String column, ComputeUnit unit) implements ComputeSource {}

  /// No column has it, and it is estimated as 6·N·D training FLOPs (2·N·D forward) from N
  /// parameters and D tokens: Kaplan et al. 2020, arXiv 2001.08361, without the attention's part.
  record SixNd() implements ComputeSource {

    /// Forward GFLOPs of the estimate.
    double forwardGflops(double parameters, double tokens) {
      return ComputeUnit.TRAINING_FLOPS.toForwardGflops(TRAINING_FLOPS_PER * parameters * tokens);
    }

    /// Training FLOPs for each parameter and token.
    static final double TRAINING_FLOPS_PER = 6;
  }

  /// The models are Vision Transformers of dimensions `width`, `depth` and `mlp_dim`, whose forward
  /// FLOPs are counted exactly; the run's are these times its examples.
  ///
  /// @param patchSize side of a square patch in pixels
  /// @param imageSize side of the square image in pixels
  /// @param pooling how tokens become pre-logits
  record VisionTransformerCount(int patchSize, int imageSize, Pooling pooling)
      implements ComputeSource {

    /// Usual size of a head. How many heads there are changes the FLOPs by about 0.1 %, through the
    /// softmax alone.
    private static final int USUAL_HEAD_SIZE = 64;

    private static final int COLOUR_CHANNELS = 3;

    /// Refuses sizes that no model has.
    public VisionTransformerCount {
      if (patchSize < 1 || imageSize < patchSize) {
        throw new IllegalArgumentException(
            "patch and pixels must be at least 1 pixel, and an image at least one patch, but were %d and %d."
                .formatted(patchSize, imageSize));
      }
    }

    /// The model of `shape`, without a classification head.
    public VisionTransformer model(Shape shape) {
      int width = shape.value(Dimension.WIDTH);
      int heads = Math.max(1, width / USUAL_HEAD_SIZE);
      while (width % heads != 0) {
        heads--;
      }
      return new VisionTransformer(shape, heads, patchSize, imageSize, COLOUR_CHANNELS, pooling, 0);
    }

    double forwardGflops(Shape shape, double examples) {
      return ComputeUnit.FORWARD_FLOPS.toForwardGflops(
          CostModel.forwardFlops(model(shape)) * examples);
    }
  }

  /// The columns that are read for it.
  default List<String> columns() {
    var columns = new ArrayList<String>();
    switch (this) {
      case Total total -> columns.add(total.column());
      case PerExample each -> columns.add(each.column());
      case SixNd _, VisionTransformerCount _ -> {}
    }
    return columns;
  }

  /// True if a run's examples are needed to know its compute.
  default boolean needsExamples() {
    return !(this instanceof Total);
  }

  /// For people: where it comes from and what it counts.
  default String explanation() {
    return switch (this) {
      case Total(String column, ComputeUnit unit) -> "column %s, %s".formatted(column, unit);
      case PerExample(String column, ComputeUnit unit) ->
          "column %s times examples, %s".formatted(column, unit);
      case SixNd() -> "estimated as 6·N·D training FLOPs, a third of which is forward";
      case VisionTransformerCount(int patch, int pixels, Pooling pooling) ->
          "counted for Vision Transformers with patch %d at %d px and %s pooling, times examples"
              .formatted(patch, pixels, pooling);
    };
  }
}
