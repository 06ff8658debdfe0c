package shapelaw.cli;

import java.util.List;
import shapelaw.cost.Compute;
import shapelaw.run.SimulatedTruth;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

/// The best shape under a simulation's truth, found by coordinate descent with shrinking steps in
/// the sizes' ratio. Eq. 3 is a sum of one valley per dimension, so that descent along each in turn
/// ends at the bottom; under the structural law, whose dimensions share the FLOPs, it may end a
/// little above it.
///
/// @param shape where
/// @param loss the least loss
record SimulatedOptimum(Shape shape, double loss) {

  private static final List<Double> RATIOS = List.of(2.0, 1.25, 1.05, 1.01);
  private static final int MOST_SWEEPS = 200;
  private static final int LARGEST_SIZE = 1 << 20;

  static SimulatedOptimum search(SimulatedTruth law, VisionTransformer start, Compute t) {
    var best = new SimulatedOptimum(start.shape(), law.loss(start, t));
    for (double ratio : RATIOS) {
      for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
        SimulatedOptimum before = best;
        for (Dimension dimension : start.shape().dimensions()) {
          for (int step : new int[] {-1, 1}) {
            int size = best.shape().value(dimension);
            int moved = (int) Math.round(size * Math.pow(ratio, step));
            int next = moved == size ? size + step : moved;
            if (next >= 1 && next <= LARGEST_SIZE) {
              Shape shape = best.shape().with(dimension, next);
              // One head, so that no width is out of reach: the truths do not see heads.
              double loss = law.loss(start.withShape(shape, 1), t);
              best = loss < best.loss() ? new SimulatedOptimum(shape, loss) : best;
            }
          }
        }
        if (best.equals(before)) {
          break;
        }
      }
    }
    return best;
  }
}
