package shapelaw.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import shapelaw.cost.Compute;
import shapelaw.shape.Shape;

/// Finds the frontier of compute and loss among the grid's shapes, and the start shape on it.
///
/// Every shape's loss is interpolated between its measured durations (straight lines in log-log).
/// At a compute t a shape competes with the loss that it reaches with **at most** t, so a curve
/// that ends earlier keeps competing with its last point; a shape is on the frontier where it has
/// the lowest such loss and t lies in its own measured range. Choice, after the paper's two rules:
/// strictly **inside** the grid, and optimal over a **range** of compute, not at one lucky point.
/// Among the shapes that obey both, the one with the longest range (as a factor) wins.
public final class Pareto {

  /// A shape must be the best over at least this factor of compute before its optimality counts as
  /// a range.
  public static final double LEAST_RANGE_FACTOR = 1.1;

  private static final int SAMPLES = 2000;

  /// Computes that differ by less than this fraction are equal.
  private static final double ROUNDING = 1e-9;

  private Pareto() {}

  /// The frontier and the start shape.
  ///
  /// If no interior shape is optimal over a range, the best of the others is returned with its
  /// edges named: extend them, run the new shapes, and choose again.
  ///
  /// @param grid the sweep, to know its edges
  /// @param measurements losses of the grid's shapes
  /// @return empty if there is no measurement
  public static Optional<ParetoStart> start(GridSweep grid, List<Measurement> measurements) {
    return start(grid, measurements, GridRuns.UNKNOWN);
  }

  /// The same among the runs that have left chance level.
  ///
  /// @param runs what is known of the grid's runs
  /// @return empty if there is no such measurement
  public static Optional<ParetoStart> start(
      GridSweep grid, List<Measurement> measurements, GridRuns runs) {
    List<ParetoStart.Stretch> frontier =
        frontier(grid, measurements.stream().filter(m -> !runs.isAtChance(m)).toList());
    Comparator<ParetoStart.Stretch> byRules =
        Comparator.comparing(
                (ParetoStart.Stretch s) -> s.interior() && s.factor() >= LEAST_RANGE_FACTOR)
            .thenComparingDouble(ParetoStart.Stretch::factor);
    return frontier.stream()
        .max(byRules)
        .map(best ->
            new ParetoStart(
                best.shape(),
                best.from(),
                best.lossFrom(),
                best,
                isShortestRun(best, measurements),
                grid.edges(best.shape()),
                frontier,
                runs));
  }

  private static boolean isShortestRun(
      ParetoStart.Stretch stretch, List<Measurement> measurements) {
    return measurements.stream()
        .filter(m -> m.shape().equals(stretch.shape()))
        .noneMatch(m -> m.compute().ratioTo(stretch.from()) < 1 - ROUNDING);
  }

  /// The frontier as stretches of one shape each, by ascending compute.
  public static List<ParetoStart.Stretch> frontier(GridSweep grid, List<Measurement> measurements) {
    Map<Shape, List<Measurement>> byShape =
        measurements.stream()
            .collect(
                Collectors.groupingBy(Measurement::shape, LinkedHashMap::new, Collectors.toList()));
    List<LossCurve> curves =
        byShape.entrySet().stream().map(e -> new LossCurve(e.getKey(), e.getValue())).toList();
    var stretches = new ArrayList<ParetoStart.Stretch>();
    LossCurve current = null;
    double from = Double.NaN;
    double last = Double.NaN;
    for (double t : sampledLogComputes(curves)) {
      LossCurve best = bestCovering(curves, t);
      if (best != current) {
        if (current != null) {
          stretches.add(stretch(grid, current, from, last));
        }
        current = best;
        from = t;
      }
      last = t;
    }
    if (current != null) {
      stretches.add(stretch(grid, current, from, last));
    }
    return stretches;
  }

  /// An even grid in log compute plus every point where a curve begins or ends.
  private static double[] sampledLogComputes(List<LossCurve> curves) {
    if (curves.isEmpty()) {
      return new double[0];
    }
    double first = curves.stream().mapToDouble(LossCurve::firstLogCompute).min().orElseThrow();
    double last = curves.stream().mapToDouble(LossCurve::lastLogCompute).max().orElseThrow();
    return Stream.concat(
            Stream.iterate(0, i -> i <= SAMPLES, i -> i + 1)
                .map(i -> first + (last - first) * i / SAMPLES),
            curves.stream().flatMap(c -> Stream.of(c.firstLogCompute(), c.lastLogCompute())))
        .mapToDouble(Double::doubleValue)
        .sorted()
        .distinct()
        .toArray();
  }

  /// The curve with the lowest loss within t, or null where that one has ended before t.
  private static @Nullable LossCurve bestCovering(List<LossCurve> curves, double t) {
    LossCurve best =
        curves.stream().min(Comparator.comparingDouble(c -> c.lossWithin(t))).orElseThrow();
    return best.covers(t) ? best : null;
  }

  private static ParetoStart.Stretch stretch(
      GridSweep grid, LossCurve curve, double from, double to) {
    return new ParetoStart.Stretch(
        curve.shape(),
        new Compute(Math.exp(from)),
        new Compute(Math.exp(to)),
        curve.lossWithin(from),
        curve.lossWithin(to),
        grid.isInterior(curve.shape()));
  }
}
