package shapelaw.sweep;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
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

  private static final Comparator<Observation> SIZES =
      Comparator.comparingDouble(Observation::x)
          .thenComparingDouble(Observation::compute)
          .thenComparingDouble(Observation::loss);

  public Evidence {
    arms = Collections.unmodifiableMap(new LinkedHashMap<>(arms));
    centre = List.copyOf(centre);
    grid = List.copyOf(grid);
  }

  /// With repeats of a shape and compute replaced by their mean: what a fit of many repeats needs
  /// to know, in as many rows as there are points. The noise of a mean of n repeats is √n times
  /// less, and its parts, that of the run and that of its trunk, keep their proportion.
  public Evidence averaged() {
    var averagedArms = new LinkedHashMap<Dimension, List<Observation>>();
    arms.forEach((dimension, arm) -> averagedArms.put(dimension, Averages.observations(arm)));
    return new Evidence(
        averagedArms,
        Averages.measurements(centre),
        Averages.measurements(grid),
        Averages.table(all));
  }

  /// The same measurements, each kind in an order that depends on what they say alone, so that fits
  /// and their random draws do not depend on where the rows come from.
  public Evidence inOrder() {
    var orderedArms = new LinkedHashMap<Dimension, List<Observation>>();
    arms.forEach(
        (dimension, arm) -> orderedArms.put(dimension, arm.stream().sorted(SIZES).toList()));
    return new Evidence(orderedArms, inOrder(centre), inOrder(grid), all.inOrder());
  }

  private static List<Measurement> inOrder(List<Measurement> measurements) {
    if (measurements.isEmpty()) {
      return measurements;
    }
    Comparator<Measurement> order = (_, _) -> 0;
    for (Dimension dimension : measurements.getFirst().shape().dimensions()) {
      order = order.thenComparingInt(m -> m.shape().value(dimension));
    }
    return measurements.stream()
        .sorted(order.thenComparing(Measurement::compute).thenComparingDouble(Measurement::loss))
        .toList();
  }

  /// What of it is in a part of the table: sorted as before, whatever else is left. A measurement
  /// is known there by its sizes, its compute (as a `float`, for it may have been converted) and
  /// its loss.
  ///
  /// @param part some rows of [#all()]
  public Evidence within(Measurements part) {
    var keptArms = new LinkedHashMap<Dimension, List<Observation>>();
    arms.forEach((dimension, arm) -> {
      var rows = new Rows(part, List.of(dimension));
      keptArms.put(
          dimension,
          arm.stream().filter(o -> rows.take(List.of(o.x()), o.compute(), o.loss())).toList());
    });
    return new Evidence(keptArms, within(part, centre), within(part, grid), part);
  }

  private static List<Measurement> within(Measurements part, List<Measurement> measurements) {
    if (measurements.isEmpty()) {
      return measurements;
    }
    List<Dimension> dimensions = measurements.getFirst().shape().dimensions();
    var rows = new Rows(part, dimensions);
    return measurements.stream()
        .filter(m ->
            rows.take(
                dimensions.stream().map(d -> (double) m.shape().value(d)).toList(),
                m.compute().forwardGflops(),
                m.loss()))
        .toList();
  }

  /// Rows of a table, each of which can be taken once.
  private static final class Rows {
    private record Key(List<Double> sizes, float compute, double loss) {}

    private final Map<Key, Integer> left = new HashMap<>();

    Rows(Measurements table, List<Dimension> dimensions) {
      for (int row = 0; row < table.rows(); row++) {
        int at = row;
        List<Double> sizes = dimensions.stream().map(d -> table.value(at, d.name())).toList();
        double compute = table.value(row, Measurements.COMPUTE);
        left.merge(new Key(sizes, (float) compute, table.loss(row)), 1, Integer::sum);
      }
    }

    boolean take(List<Double> sizes, double compute, double loss) {
      Integer rest = left.computeIfPresent(new Key(sizes, (float) compute, loss), (_, n) -> n - 1);
      return rest != null && rest >= 0;
    }
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
