package shapelaw.shape;

/// A shape with the attention heads that its width is split into: what decides how fast hardware
/// trains it.
///
/// @param shape of the model; has a width
/// @param heads attention heads of every block, ≥ 1; must divide the width
public record HeadedShape(Shape shape, int heads) {

  public HeadedShape {
    int width = shape.value(Dimension.WIDTH);
    if (heads < 1 || width % heads != 0) {
      throw new IllegalArgumentException(
          "heads must be at least 1 and divide the width (%d) but were %d."
              .formatted(width, heads));
    }
  }

  /// The shape of a Vision Transformer.
  public static HeadedShape of(VisionTransformer model) {
    return new HeadedShape(model.shape(), model.heads());
  }

  /// Embedding size.
  public int width() {
    return shape.value(Dimension.WIDTH);
  }

  /// Channels of one attention head: width / heads.
  public int headSize() {
    return width() / heads;
  }

  /// The sizes with the heads, for people.
  @Override
  public String toString() {
    return "%s, heads %d of %d".formatted(shape, heads, headSize());
  }
}
