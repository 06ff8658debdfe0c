package shapelaw.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;

/// The star sweep: around a large centre one dimension at a time is varied while the others stay at
/// the centre, so that they are no bottleneck and Eq. 2 can be fitted along each arm. The centre
/// itself is held out and used to check how the fits extrapolate (paper, Fig. 4 left).
///
/// @param centre the large shape x^(c)
/// @param arms the values of each varied dimension, ascending, all below the centre's
public record StarSweep(Shape centre, Map<Dimension, List<Integer>> arms) {

  public StarSweep {
    arms = Axes.ascending("star", arms);
    for (var arm : arms.entrySet()) {
      int atCentre = centre.value(arm.getKey());
      int largest = arm.getValue().getLast();
      if (largest >= atCentre) {
        throw new IllegalArgumentException(
            "star values of %s must be below the centre's (%d) but reached %d. Maybe leave %d out or enlarge the centre."
                .formatted(arm.getKey(), atCentre, largest, largest));
      }
    }
  }

  /// The shapes of one arm, smallest first, without the centre.
  public List<Shape> arm(Dimension dimension) {
    return arms.getOrDefault(dimension, List.of()).stream()
        .map(value -> centre.with(dimension, value))
        .toList();
  }

  /// Shapes that a brute-force sweep of the same values would train: the cross product of every
  /// arm's values and the centre's.
  public List<Shape> bruteForce() {
    var axes = new LinkedHashMap<Dimension, List<Integer>>();
    for (Dimension dimension : centre.dimensions()) {
      var values = new ArrayList<>(arms.getOrDefault(dimension, List.of()));
      values.add(centre.value(dimension));
      axes.put(dimension, values);
    }
    return new GridSweep(axes).shapes();
  }
}
