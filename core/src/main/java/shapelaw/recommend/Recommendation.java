package shapelaw.recommend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.law.Interval;
import shapelaw.shape.Dimension;
import shapelaw.shape.VisionTransformer;

/// A shape for a budget, with its reasons and its risk.
///
/// @param target the budget t
/// @param tau t / t^(0), how far the start shape was scaled
/// @param sizes the size of each dimension before rounding, with the interval that the fits'
///   replicates give
/// @param model the recommended model, rounded
/// @param outside which sizes lie far from every measured one, in words; empty if none does
/// @param explanation the reasons
/// @param risks sentences on what could be wrong, most serious first; empty if nothing is known to
///   be
public record Recommendation(
    Compute target,
    double tau,
    Map<Dimension, Interval> sizes,
    VisionTransformer model,
    String outside,
    Explanation explanation,
    List<String> risks) {

  public Recommendation {
    sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
    risks = List.copyOf(risks);
  }

  /// The size along `dimension` before rounding.
  ///
  /// @throws IllegalArgumentException if the shape has no such dimension
  public Interval size(Dimension dimension) {
    Interval size = sizes.get(dimension);
    if (size == null) {
      throw new IllegalArgumentException(
          "dimension must be one of %s but was '%s'.".formatted(sizes.keySet(), dimension));
    }
    return size;
  }

  /// Trainable parameters of the recommended model.
  public long parameters() {
    return CostModel.parameters(model);
  }

  /// Images that fit into the budget: target / forward FLOPs of one image.
  public double examples() {
    return target.forwardFlops() / CostModel.forwardFlops(model);
  }
}
