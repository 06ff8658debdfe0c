package shapelaw.sweep;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import shapelaw.cost.Compute;
import shapelaw.run.RunResult;
import shapelaw.shape.Shape;

/// What is known of a grid's runs beside their losses, before a start shape is chosen among them.
///
/// A run at chance level has learnt nothing: among shapes that all guess, the smallest would win.
///
/// @param planned how many there are by the plan; 0 if none is known
/// @param finished how many of these have a result
/// @param atChance by shape, the computes with which no run of it has left chance level; empty
///   where chance is not known
public record GridRuns(long planned, long finished, Map<Shape, Set<Compute>> atChance) {

  /// Of a table without a plan.
  public static final GridRuns UNKNOWN = new GridRuns(0, 0, Map.of());

  /// Computes that differ by less than this fraction are equal: a table counts them in other units.
  private static final double ROUNDING = 1e-9;

  public GridRuns {
    atChance =
        atChance.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> Set.copyOf(e.getValue())));
  }

  /// Those of a plan.
  public static GridRuns of(SweepResults results) {
    List<SweepResults.Row> rows =
        results.rows().stream().filter(row -> row.purpose() instanceof Purpose.Grid).toList();
    var stuck = new LinkedHashMap<Shape, Set<Compute>>();
    var learnt = new LinkedHashMap<Shape, Set<Compute>>();
    for (SweepResults.Row row : rows) {
      if (row.result().orElse(null) instanceof RunResult.Done done) {
        (Plateau.isStuck(row.spec(), done) ? stuck : learnt)
            .computeIfAbsent(row.spec().model().shape(), _ -> new HashSet<>())
            .add(results.compute(row.spec()));
      }
    }
    learnt.forEach(
        (shape, computes) -> stuck.computeIfPresent(shape, (_, at) -> without(at, computes)));
    long finished = rows.stream().filter(row -> row.result().isPresent()).count();
    return new GridRuns(rows.size(), finished, stuck);
  }

  private static Set<Compute> without(Set<Compute> computes, Set<Compute> others) {
    return computes.stream()
        .filter(compute -> !others.contains(compute))
        .collect(Collectors.toUnmodifiableSet());
  }

  /// True if a measurement is of runs that have not left chance level.
  public boolean isAtChance(Measurement measured) {
    return atChance.getOrDefault(measured.shape(), Set.of()).stream()
        .anyMatch(compute -> Math.abs(compute.ratioTo(measured.compute()) - 1) < ROUNDING);
  }

  /// What is to be done before its edges mean anything; empty if every planned run has a result.
  public Optional<String> unfinished() {
    return finished < planned
        ? Optional.of(
            "%,d of the plan's %,d grid runs have a result; make or import the rest first"
                .formatted(finished, planned))
        : Optional.empty();
  }

  /// That some are no candidates for the start shape, and what helps; empty if all are.
  public Optional<String> leftOut() {
    long points = atChance.values().stream().mapToLong(Set::size).sum();
    return points == 0
        ? Optional.empty()
        : Optional.of(
            "Runs of the grid at chance level (%,d of %,d) are no candidates for the start shape. Maybe longer durations: grid.examples in study.yaml."
                .formatted(points, planned));
  }
}
