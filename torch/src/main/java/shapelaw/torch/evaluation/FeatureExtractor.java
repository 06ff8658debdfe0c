package shapelaw.torch.evaluation;

import org.bytedeco.pytorch.Tensor;

/// A frozen model up to its pre-logits.
@FunctionalInterface
public interface FeatureExtractor {

  /// Computes features without gradients and without dropout.
  ///
  /// @param images (batch, channels, size, size), float32 in [−1, 1]; belongs to the caller's
  ///   pointer scope
  /// @return (batch, width), any floating type and device; taken over by the caller's pointer scope
  Tensor features(Tensor images);
}
