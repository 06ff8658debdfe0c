package shapelaw.cost;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.shape.VisionTransformer;

/// What the shapes of one kind of model cost, as formulas in their sizes, which may be any numbers
/// above zero and have any names.
///
/// @param dimensions names of the sizes
/// @param forwardFlops FLOPs of one forward pass of one example
/// @param parameters trainable numbers
/// @param activations numbers that training keeps for the backward pass of one example
public record ShapeCost(
    List<String> dimensions, Quantity forwardFlops, Quantity parameters, Quantity activations) {

  public ShapeCost {
    dimensions = List.copyOf(dimensions);
    for (Quantity quantity : List.of(forwardFlops, parameters, activations)) {
      if (quantity instanceof Known known && !dimensions.containsAll(known.formula().sizes())) {
        throw new IllegalArgumentException(
            "a cost must depend on the dimensions %s alone but did on %s."
                .formatted(dimensions, known.formula().sizes()));
      }
    }
  }

  /// One of the costs.
  public sealed interface Quantity {
    /// The formula, if there is one.
    default Optional<Posynomial> known() {
      return switch (this) {
        case Known known -> Optional.of(known.formula());
        case Unknown _ -> Optional.empty();
      };
    }

    /// The formula.
    ///
    /// @throws IllegalArgumentException with the reason if it is not known
    default Posynomial formula() {
      return switch (this) {
        case Known(Posynomial formula, var _) -> formula;
        case Unknown(String reason) -> throw new IllegalArgumentException(reason);
      };
    }
  }

  /// A cost with its formula.
  ///
  /// @param formula in the sizes
  /// @param largestRelativeError of the formula where it was checked; 0 for one that counts exactly
  public record Known(Posynomial formula, double largestRelativeError) implements Quantity {}

  /// A cost that nothing tells.
  ///
  /// @param reason why, and maybe a way out
  public record Unknown(String reason) implements Quantity {}

  /// The exact cost of Vision Transformers.
  ///
  /// @param template patch size, resolution, channels, pooling and classes; its shape does not
  ///   matter
  /// @param heads how a width is split; between widths that it serves, heads are a fraction
  public static ShapeCost of(VisionTransformer template, HeadRule heads) {
    return new ShapeCost(
        List.of(Dimension.WIDTH.name(), Dimension.DEPTH.name(), Dimension.MLP_DIM.name()),
        new Known(CostModel.forwardFlops(template, heads), 0),
        new Known(CostModel.parameters(template, heads), 0),
        new Known(CostModel.activations(template), 0));
  }

  /// FLOPs of one forward pass of one example.
  ///
  /// @throws IllegalArgumentException if they are not known
  public double forwardFlops(ToDoubleFunction<String> size) {
    return forwardFlops.formula().value(size);
  }

  /// Trainable numbers.
  ///
  /// @throws IllegalArgumentException if they are not known
  public double parameters(ToDoubleFunction<String> size) {
    return parameters.formula().value(size);
  }
}
