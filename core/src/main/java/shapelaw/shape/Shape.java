package shapelaw.shape;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A point in shape space: a positive integer for each dimension, x = (x_1 … x_D) in the paper.
/// Immutable; iteration follows the order in which the dimensions were given.
///
/// @param values the size along each dimension, all ≥ 1, at least one dimension
public record Shape(Map<Dimension, Integer> values) {

  public Shape {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a shape must have at least one dimension but had none.");
    }
    values.forEach((dimension, size) -> {
      if (size < 1) {
        throw new IllegalArgumentException(
            dimension + " must be a positive integer but was " + size + ".");
      }
    });
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /// The shape of a Vision Transformer in the paper's three dimensions.
  public static Shape vit(int width, int depth, int mlpDim) {
    var values = new LinkedHashMap<Dimension, Integer>();
    values.put(Dimension.WIDTH, width);
    values.put(Dimension.DEPTH, depth);
    values.put(Dimension.MLP_DIM, mlpDim);
    return new Shape(values);
  }

  /// The dimensions in their given order.
  public List<Dimension> dimensions() {
    return List.copyOf(values.keySet());
  }

  /// The size along `dimension`.
  ///
  /// @throws IllegalArgumentException if this shape has no such dimension
  public int value(Dimension dimension) {
    Integer size = values.get(dimension);
    if (size == null) {
      throw new IllegalArgumentException(
          "dimension must be one of " + dimensions() + " but was '" + dimension + "'.");
    }
    return size;
  }

  /// The same shape with one size replaced.
  ///
  /// @throws IllegalArgumentException if this shape has no such dimension
  public Shape with(Dimension dimension, int size) {
    value(dimension);
    var changed = new LinkedHashMap<>(values);
    changed.put(dimension, size);
    return new Shape(changed);
  }

  /// Sizes joined by `/`, for example `608/10/928`: for tables and labels.
  public String compact() {
    return values.values().stream().map(String::valueOf).collect(Collectors.joining("/"));
  }

  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
