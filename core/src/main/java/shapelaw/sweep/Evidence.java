package shapelaw.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import shapelaw.cost.Compute;
import shapelaw.law.Observation;
import shapelaw.law.joint.Measurements;
import shapelaw.shape.Dimension;

/// What was measured, sorted by what it is good for.
///
/// @param arms observations along each dimension, the others at the star's centre and the centre
///   itself left out; empty if there is no star
/// @param centre measurements of the star's centre
/// @param grid measurements of the grid
/// @param all every measurement, whatever its purpose
public record Evidence(
    Map<Dimension, List<Observation>> arms,
    List<Measurement> centre,
    List<Measurement> grid,
    Measurements all) {

  public Evidence {
    arms = Collections.unmodifiableMap(new LinkedHashMap<>(arms));
    centre = List.copyOf(centre);
    grid = List.copyOf(grid);
  }

  /// The most compute of any measurement; empty if nothing is measured or no compute is known.
  public Optional<Compute> largestCompute() {
    if (!all.has(Measurements.COMPUTE) || all.rows() == 0) {
      return Optional.empty();
    }
    double most =
        IntStream.range(0, all.rows())
            .mapToDouble(row -> all.value(row, Measurements.COMPUTE))
            .max()
            .orElseThrow();
    return Optional.of(Compute.ofForwardGflops(most));
  }
}
