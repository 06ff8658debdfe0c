package shapelaw.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import shapelaw.shape.Dimension;

/// Checks shared by the sweeps: the values of every dimension ascend and are distinct.
final class Axes {

  private Axes() {}

  /// An unmodifiable copy with ascending values.
  ///
  /// @throws IllegalArgumentException if there is no dimension, no value, a value below 1, or one
  ///   given twice
  static Map<Dimension, List<Integer>> ascending(String sweep, Map<Dimension, List<Integer>> axes) {
    if (axes.isEmpty()) {
      throw new IllegalArgumentException(sweep + " must have at least one dimension but had none.");
    }
    var copy = new LinkedHashMap<Dimension, List<Integer>>();
    axes.forEach((dimension, values) -> copy.put(dimension, ascending(sweep, dimension, values)));
    return Collections.unmodifiableMap(copy);
  }

  private static List<Integer> ascending(String sweep, Dimension dimension, List<Integer> values) {
    var sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    if (sorted.isEmpty() || sorted.getFirst() < 1) {
      throw new IllegalArgumentException(
          "%s values of %s must be positive integers but were %s."
              .formatted(sweep, dimension, values));
    }
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).equals(sorted.get(i - 1))) {
        throw new IllegalArgumentException(
            "%s values of %s must be distinct but %d came twice."
                .formatted(sweep, dimension, sorted.get(i)));
      }
    }
    return List.copyOf(sorted);
  }
}
