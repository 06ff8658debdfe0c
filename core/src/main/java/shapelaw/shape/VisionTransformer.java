package shapelaw.shape;

/// A Vision Transformer as numbers: a shape plus everything else that decides its parameters and
/// FLOPs.
///
/// @param shape width, depth and MLP size
/// @param heads attention heads of every block; must divide the width
/// @param patchSize side of a square patch in pixels; must divide the image size, up to a cropped
///   rest
/// @param imageSize side of the square image in pixels
/// @param channels colour channels of the image, 3 for RGB
/// @param pooling how tokens become pre-logits
/// @param classes outputs of the linear head; 0 for a backbone without one
public record VisionTransformer(
    Shape shape,
    int heads,
    int patchSize,
    int imageSize,
    int channels,
    Pooling pooling,
    int classes) {

  /// Keeps the number of tokens an `int` and attention imaginable.
  private static final int MOST_PATCHES_PER_SIDE = 1 << 12;

  public VisionTransformer {
    require(heads >= 1, "heads must be at least 1 but was " + heads + ".");
    require(patchSize >= 1, "patch size must be at least 1 but was " + patchSize + ".");
    require(
        imageSize >= patchSize,
        "image size must be at least the patch size ("
            + patchSize
            + ") but was "
            + imageSize
            + ".");
    require(
        imageSize / patchSize <= MOST_PATCHES_PER_SIDE,
        "image size must be at most %d patches of %d pixels but was %d."
            .formatted(MOST_PATCHES_PER_SIDE, patchSize, imageSize));
    require(channels >= 1, "channels must be at least 1 but was " + channels + ".");
    require(classes >= 0, "classes must not be negative but was " + classes + ".");
    int width = shape.value(Dimension.WIDTH);
    shape.value(Dimension.DEPTH);
    shape.value(Dimension.MLP_DIM);
    if (width % heads != 0) {
      int below = width / heads * heads;
      String maybe =
          below == 0
              ? "Maybe use " + heads + "."
              : "Maybe use " + below + " or " + (below + heads) + ".";
      throw new IllegalArgumentException(
          "width must be a multiple of heads (" + heads + ") but was " + width + ". " + maybe);
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /// Embedding size.
  public int width() {
    return shape.value(Dimension.WIDTH);
  }

  /// Encoder blocks.
  public int depth() {
    return shape.value(Dimension.DEPTH);
  }

  /// Hidden size of the MLP blocks.
  public int mlpDim() {
    return shape.value(Dimension.MLP_DIM);
  }

  /// Channels of one attention head: width / heads.
  public int headSize() {
    return width() / heads;
  }

  /// Patches along one side; pixels that fill no whole patch are cropped.
  public int patchesPerSide() {
    return imageSize / patchSize;
  }

  /// Encoder tokens of one image: patchesPerSide².
  public int tokens() {
    return patchesPerSide() * patchesPerSide();
  }

  /// The same model at another shape and number of heads.
  public VisionTransformer withShape(Shape newShape, int newHeads) {
    return new VisionTransformer(
        newShape, newHeads, patchSize, imageSize, channels, pooling, classes);
  }

  /// The same model with another number of outputs.
  public VisionTransformer withClasses(int newClasses) {
    return new VisionTransformer(shape, heads, patchSize, imageSize, channels, pooling, newClasses);
  }
}
