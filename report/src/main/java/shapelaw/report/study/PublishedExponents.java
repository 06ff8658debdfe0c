package shapelaw.report.study;

import java.util.Map;
import java.util.Optional;
import shapelaw.shape.Dimension;

/// Scaling exponents s_k that the paper reports for image classification (arXiv 2305.13035, Section
/// 4).
final class PublishedExponents {

  private static final Map<Dimension, Double> VALUES =
      Map.of(Dimension.WIDTH, 0.22, Dimension.DEPTH, 0.45, Dimension.MLP_DIM, 0.60);

  private PublishedExponents() {}

  /// The paper's exponent of a dimension, if it has one.
  static Optional<Double> of(Dimension dimension) {
    return Optional.ofNullable(VALUES.get(dimension));
  }
}
