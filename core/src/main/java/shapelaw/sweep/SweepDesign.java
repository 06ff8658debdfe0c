package shapelaw.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;

/// What a study sweeps, before it is laid out as runs.
///
/// @param star the star sweep
/// @param starSteps durations of every star shape, in optimiser steps
/// @param grid the grid sweep
/// @param gridSteps durations of every grid shape
/// @param repeats how often every shape is trained, each time from another seed, ≥ 1
/// @param runs makes the run of a shape
public record SweepDesign(
    StarSweep star,
    List<Long> starSteps,
    GridSweep grid,
    List<Long> gridSteps,
    int repeats,
    RunFactory runs) {

  public SweepDesign {
    starSteps = List.copyOf(starSteps);
    gridSteps = List.copyOf(gridSteps);
    if (repeats < 1) {
      throw new IllegalArgumentException("repeats must be at least 1 but was " + repeats + ".");
    }
  }

  /// Makes the run of a shape; by several threads at once.
  @FunctionalInterface
  public interface RunFactory {

    /// The run of `shape` for `steps` optimiser steps.
    ///
    /// @param repeat 0 for the first training of the shape, 1 for the second …
    RunSpec run(Shape shape, long steps, int repeat);
  }

  /// Every run, grouped into trunks. The star's arms come first and the centre last of the star,
  /// since the centre only checks the fits. A trunk that star and grid share is listed for both
  /// ([Plan#distinct()]).
  public Plan plan() {
    var trunks = new ArrayList<Plan.PlannedTrunk>();
    for (Dimension dimension : star.arms().keySet()) {
      add(trunks, new Purpose.Arm(dimension), star.arm(dimension), starSteps);
    }
    add(trunks, new Purpose.Centre(), List.of(star.centre()), starSteps);
    add(trunks, new Purpose.Grid(), grid.shapes(), gridSteps);
    return new Plan(trunks, new BruteForce(star.bruteForce(), starSteps, repeats, runs));
  }

  private void add(
      List<Plan.PlannedTrunk> trunks, Purpose purpose, List<Shape> shapes, List<Long> steps) {
    trunks.addAll(
        shapes.stream()
            .flatMap(
                shape -> IntStream.range(0, repeats).boxed().flatMap(r -> trunks(shape, steps, r)))
            .map(trunk -> new Plan.PlannedTrunk(purpose, trunk))
            .toList());
  }

  private Stream<Trunk> trunks(Shape shape, List<Long> steps, int repeat) {
    return Trunk.of(steps.stream().map(s -> runs.run(shape, s, repeat)).toList()).stream();
  }
}
