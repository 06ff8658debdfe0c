package shapelaw.cost;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shapelaw.shape.HeadedShape;

/// How fast one device was with shapes that were each measured: nothing between them is guessed.
///
/// @param conditions where and how, for people: device, precision, batch
/// @param speeds one for each shape, at least one
public record ShapeSpeeds(String conditions, List<ShapeSpeed> speeds) {

  public ShapeSpeeds {
    speeds = List.copyOf(speeds);
    if (speeds.isEmpty()) {
      throw new IllegalArgumentException("timings must be of at least one shape but were of none.");
    }
    Map<HeadedShape, ShapeSpeed> seen = new HashMap<>();
    for (ShapeSpeed speed : speeds) {
      if (seen.put(speed.shape(), speed) != null) {
        throw new IllegalArgumentException(
            "a shape must be timed once but %s was more often. Maybe keep its median."
                .formatted(speed.shape()));
      }
    }
  }

  /// The speed of exactly this shape, if it was measured.
  public Optional<ShapeSpeed> of(HeadedShape shape) {
    return speeds.stream().filter(speed -> speed.shape().equals(shape)).findFirst();
  }
}
