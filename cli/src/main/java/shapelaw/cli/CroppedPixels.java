package shapelaw.cli;

import java.util.Optional;
import shapelaw.shape.VisionTransformer;

/// What is told of images that patches do not fill: as in Big Vision, the rest is cut off.
final class CroppedPixels {

  private CroppedPixels() {}

  /// A sentence about the pixels that a model does not see; empty if it sees all.
  static Optional<String> remark(VisionTransformer model) {
    int rest = model.imageSize() % model.patchSize();
    return rest == 0
        ? Optional.empty()
        : Optional.of(
            "The image size (%d) is no multiple of the patch size (%d): the last %s of every row and column %s cut off."
                .formatted(
                    model.imageSize(),
                    model.patchSize(),
                    rest == 1 ? "pixel" : rest + " pixels",
                    rest == 1 ? "is" : "are"));
  }
}
