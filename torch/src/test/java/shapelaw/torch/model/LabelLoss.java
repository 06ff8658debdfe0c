package shapelaw.torch.model;

import org.bytedeco.pytorch.Tensor;

/// The loss of images that have one label each.
final class LabelLoss {

  private LabelLoss() {}

  /// Sigmoid cross-entropy, summed over classes, mean over images.
  ///
  /// @param images (batch, channels, size, size)
  /// @param labels (batch), int64
  /// @return a scalar
  static Tensor of(VitModel vit, Tensor images, Tensor labels) {
    return VitModel.crossEntropy(vit.logits(images), vit.oneHot(labels));
  }
}
