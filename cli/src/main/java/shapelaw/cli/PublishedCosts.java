package shapelaw.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import shapelaw.shape.NamedShapes;
import shapelaw.shape.VisionTransformer;

/// Costs of named models as "Getting ViT in Shape" publishes them (Table 1).
final class PublishedCosts {

  private static final List<Published> TABLE =
      List.of(
          published("So400m/14@224", 428, 221),
          published("L/16@384", 303, 383),
          published("So400m/14@384", 428, 672),
          published("g/14@518", 1011, 3208),
          published("So400m/14@518", 428, 1374),
          published("G/14@518", 1882, 5668));

  private PublishedCosts() {}

  /// A row of the table.
  ///
  /// @param model at its resolution
  /// @param megaParameters millions of parameters
  /// @param gigaFlops of one forward pass, in 1e9
  private record Published(VisionTransformer model, double megaParameters, double gigaFlops) {
    boolean isOf(VisionTransformer other) {
      return model.shape().equals(other.shape()) && model.patchSize() == other.patchSize();
    }
  }

  private static Published published(String name, double megaParameters, double gigaFlops) {
    return new Published(NamedShapes.parse(name), megaParameters, gigaFlops);
  }

  /// One model's costs over another's, as published.
  ///
  /// @param imageSize resolution at which both are published, in pixels
  /// @param parameters ratio of parameters
  /// @param flops ratio of forward FLOPs
  record Ratio(int imageSize, double parameters, double flops) {}

  /// The published costs of `model` over those of `base`, at their own resolution if the paper has
  /// both there, else at any that it has both at; empty if there is none.
  static Optional<Ratio> ratio(VisionTransformer model, VisionTransformer base) {
    return TABLE.stream()
        .filter(row -> row.isOf(model))
        .flatMap(row ->
            TABLE.stream()
                .filter(other -> other.isOf(base))
                .filter(other -> other.model().imageSize() == row.model().imageSize())
                .map(other ->
                    new Ratio(
                        row.model().imageSize(),
                        row.megaParameters() / other.megaParameters(),
                        row.gigaFlops() / other.gigaFlops())))
        .min(Comparator.comparingInt(ratio -> Math.abs(ratio.imageSize() - model.imageSize())));
  }
}
