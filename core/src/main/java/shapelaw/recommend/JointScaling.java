package shapelaw.recommend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;

/// The paper's joint scaling: from a start shape, a compute τ times larger asks for
///
/// ```text
/// x_k = x_k^(0) · τ^(w_k s_k),   Σ w_k = 1
/// ```
///
/// with w_k = 1/D by default.
///
/// @param weights w_k of every dimension that is scaled; they sum to one
public record JointScaling(Map<Dimension, Double> weights) {

  private static final double SUM_TOLERANCE = 1e-9;

  public JointScaling {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
    if (Math.abs(sum - 1) > SUM_TOLERANCE || weights.values().stream().anyMatch(w -> !(w >= 0))) {
      throw new IllegalArgumentException(
          "weights must be 0 or more and sum to 1 but were " + weights + ".");
    }
  }

  /// The paper's choice: the same weight 1/D for each of the D dimensions.
  public static JointScaling equal(Iterable<Dimension> dimensions) {
    var weights = new LinkedHashMap<Dimension, Double>();
    dimensions.forEach(dimension -> weights.put(dimension, 1.0));
    weights.replaceAll((dimension, one) -> one / weights.size());
    return new JointScaling(weights);
  }

  /// The scaled sizes, not rounded. Dimensions without a weight stay as they are.
  ///
  /// @param start x^(0)
  /// @param tau t / t^(0), > 0
  /// @param exponent s_k of a dimension
  public Map<Dimension, Double> sizes(
      Shape start, double tau, ToDoubleFunction<Dimension> exponent) {
    var sizes = new LinkedHashMap<Dimension, Double>();
    for (Dimension dimension : start.dimensions()) {
      double weight = weights.getOrDefault(dimension, 0.0);
      double growth = weight == 0 ? 1 : Math.pow(tau, weight * exponent.applyAsDouble(dimension));
      sizes.put(dimension, start.value(dimension) * growth);
    }
    return sizes;
  }
}
