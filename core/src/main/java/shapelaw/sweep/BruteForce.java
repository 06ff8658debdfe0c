package shapelaw.sweep;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import shapelaw.run.RunSpec;
import shapelaw.shape.Shape;

/// Every duration and repeat of every shape, from scratch. A view: a run is made when it is asked
/// for, since hardly anybody does and there may be a million.
final class BruteForce extends AbstractList<RunSpec> {

  private final List<Shape> shapes;
  private final List<Long> steps;
  private final int repeats;
  private final SweepDesign.RunFactory runs;

  BruteForce(List<Shape> shapes, List<Long> steps, int repeats, SweepDesign.RunFactory runs) {
    this.shapes = shapes;
    this.steps = steps;
    this.repeats = repeats;
    this.runs = runs;
  }

  @Override
  public RunSpec get(int index) {
    Objects.checkIndex(index, size());
    int duration = index / repeats;
    return runs.run(
        shapes.get(duration / steps.size()), steps.get(duration % steps.size()), index % repeats);
  }

  @Override
  public int size() {
    return shapes.size() * steps.size() * repeats;
  }

  /// Forward FLOPs of all; repeats cost the same.
  double forwardFlops() {
    var costs = new ModelCosts();
    double once = 0;
    for (int i = 0; i < size(); i += repeats) {
      once += costs.compute(get(i)).forwardFlops();
    }
    return once * repeats;
  }
}
