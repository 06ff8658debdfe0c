package shapelaw.torch.model;

import shapelaw.run.Parametrization;
import shapelaw.shape.VisionTransformer;

/// What a parametrization makes of a model of some width.
///
/// Maximal update parametrization (Yang et al. 2022, arXiv 2203.03466, table 8 for Adam; Adafactor
/// normalises its updates just like Adam), with r = baseWidth / width:
///
/// ```text
///                                            starting deviation    learning rate
/// patch embedding, embeddings, vectors       as at the base width  1
/// kernels of blocks and of MAP pooling       ∝ 1 / sqrt(fan-in)    r
/// kernel of the head                         0                     r
/// attention: logits q·k times                8 / head size
/// ```
///
/// The head's factor stands in its learning rate and not in front of its output; since it starts at
/// zero and updates do not depend on the size of gradients, the two are the same training, and the
/// weights are then those of a plain linear head. The size of the MLP is taken to grow with the
/// width: the base model has the model's proportions, so that one factor serves kernels whose
/// inputs are the MLP's, too.
///
/// Attention is scaled by 1 / head size instead of 1 / sqrt(head size), because queries and keys
/// correlate once they are trained. The constant 8 makes both the same at head size 64. It depends
/// on nothing but the head size, so it is right for models that have the same number of heads at
/// every width and for those that have heads of the same size.
///
/// Starting values of the base width differ from those of the standard parametrization for
/// embeddings alone: other widths start with the base's deviation.
///
/// @param kernelLearningRate learning rate of all kernels but the patch embedding's, as a share of
///   the recipe's
/// @param attentionScale factor of the attention's logits
/// @param embeddingWidth width that decides how far embeddings start from zero
public record WidthScaling(double kernelLearningRate, double attentionScale, int embeddingWidth) {

  /// Head size at which both attention scales are the same: the usual one, of ViT-S, B, L and more.
  private static final double USUAL_HEAD_SIZE = 64;

  /// The scaling of a model.
  public static WidthScaling of(Parametrization parametrization, VisionTransformer model) {
    return switch (parametrization) {
      case Parametrization.Standard() ->
          new WidthScaling(1, 1 / Math.sqrt(model.headSize()), model.width());
      case Parametrization.MaximalUpdate(int baseWidth) ->
          new WidthScaling(
              (double) baseWidth / model.width(),
              Math.sqrt(USUAL_HEAD_SIZE) / model.headSize(),
              baseWidth);
    };
  }
}
