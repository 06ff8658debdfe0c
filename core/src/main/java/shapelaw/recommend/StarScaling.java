package shapelaw.recommend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import shapelaw.cost.Compute;
import shapelaw.law.StarFit;
import shapelaw.shape.Dimension;
import shapelaw.sweep.ParetoStart;

/// The paper's joint scaling. From a start shape, a compute τ times that at which it becomes
/// optimal asks for
///
/// ```text
/// x_k = x_k^(0) · τ^(w_k s_k),   Σ w_k = 1
/// ```
///
/// with w_k = 1/D, or the user's weights. [Recommender] explains it step by step.
///
/// @param start x^(0) by dimension
/// @param compute t^(0)
/// @param exponents s_k by dimension that the star swept; 0 for one that the data leave open
public record StarScaling(
    Map<String, Double> start, Compute compute, Map<String, Double> exponents) {

  public StarScaling {
    start = Collections.unmodifiableMap(new LinkedHashMap<>(start));
    exponents = Collections.unmodifiableMap(new LinkedHashMap<>(exponents));
  }

  /// From a study's fits; a dimension whose exponent the data leave open is not scaled.
  public static StarScaling of(StarFit fit, ParetoStart paretoStart) {
    var start = new LinkedHashMap<String, Double>();
    var exponents = new LinkedHashMap<String, Double>();
    for (Dimension dimension : paretoStart.shape().dimensions()) {
      start.put(dimension.name(), (double) paretoStart.shape().value(dimension));
      if (fit.dimensions().containsKey(dimension)) {
        boolean open = !fit.law(dimension).hasOptimum();
        exponents.put(dimension.name(), open ? 0 : fit.exponent(dimension).estimate());
      }
    }
    return new StarScaling(start, paretoStart.compute(), exponents);
  }

  /// The paper's weights w_k = 1/D over the dimensions that the star swept.
  public Map<String, Double> equalWeights() {
    var weights = new LinkedHashMap<String, Double>();
    exponents.keySet().forEach(dimension -> weights.put(dimension, 1.0 / exponents.size()));
    return weights;
  }

  /// x_k = x_k^(0) · τ^(w_k s_k).
  ///
  /// @param weights w_k; they sum to one
  Map<String, Double> scaled(double tau, Map<String, Double> weights) {
    var sizes = new LinkedHashMap<String, Double>();
    start.forEach((dimension, size) ->
        sizes.put(
            dimension,
            size
                * Math.pow(
                    tau,
                    weights.getOrDefault(dimension, 0.0)
                        * exponents.getOrDefault(dimension, 0.0))));
    return sizes;
  }
}
