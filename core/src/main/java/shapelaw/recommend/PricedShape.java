package shapelaw.recommend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import shapelaw.cost.Compute;
import shapelaw.cost.Posynomial;
import shapelaw.cost.ShapeCost;
import shapelaw.law.joint.Measurements;

/// A shape with what it costs and how long it is trained.
///
/// @param sizes by dimension
/// @param trainingFlops training compute t in forward FLOPs; infinite for endless training
/// @param forwardFlops FLOPs of one forward pass of one image, if they are known
/// @param parameters trainable numbers, if they are known
public record PricedShape(
    Map<String, Double> sizes,
    double trainingFlops,
    OptionalDouble forwardFlops,
    OptionalDouble parameters) {

  public PricedShape {
    sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
  }

  /// The shape at the training that a budget leaves for it.
  ///
  /// @throws IllegalArgumentException if the budget shares its total but the FLOPs are not known
  static PricedShape of(Map<String, Double> sizes, ShapeCost cost, Spending spending) {
    OptionalDouble flops = value(cost.forwardFlops(), sizes);
    double training =
        switch (spending) {
          case Spending.Shared shared -> shared.trainingFlops(cost.forwardFlops(sizes::get));
          case Spending.Fixed _, Spending.Endless _ -> spending.trainingFlops(Double.NaN);
        };
    return new PricedShape(sizes, training, flops, value(cost.parameters(), sizes));
  }

  private static OptionalDouble value(ShapeCost.Quantity quantity, Map<String, Double> sizes) {
    return quantity
        .known()
        .map((Posynomial formula) -> OptionalDouble.of(formula.value(sizes::get)))
        .orElse(OptionalDouble.empty());
  }

  /// The size along a dimension.
  ///
  /// @throws IllegalArgumentException if there is none of that name
  public double size(String dimension) {
    Double size = sizes.get(dimension);
    if (size == null) {
      throw new IllegalArgumentException(
          "dimension must be one of %s but was '%s'.".formatted(sizes.keySet(), dimension));
    }
    return size;
  }

  /// Images (or whatever the examples are) that the training sees, n = t / F; empty if F is not
  /// known.
  public OptionalDouble examples() {
    return forwardFlops.isPresent()
        ? OptionalDouble.of(trainingFlops / forwardFlops.getAsDouble())
        : OptionalDouble.empty();
  }

  /// A variable of a joint law.
  ///
  /// @throws IllegalArgumentException if it is not known
  public double variable(String name) {
    return switch (name) {
      case Measurements.COMPUTE -> trainingFlops / Compute.FLOPS_PER_GFLOP;
      case Measurements.EXAMPLES -> known(examples(), name);
      case Measurements.PARAMETERS -> known(parameters, name);
      default -> size(name);
    };
  }

  private static double known(OptionalDouble value, String name) {
    return value.orElseThrow(() ->
        new IllegalArgumentException(
            name + " of a shape must be known to predict its loss but are not."));
  }
}
