package shapelaw.simulation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.SimpleValueChecker;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.hipparchus.optim.nonlinear.scalar.noderiv.SimplexOptimizer;
import shapelaw.cost.Compute;
import shapelaw.run.SimulatedTruth;
import shapelaw.shape.Dimension;

/// The best shape of a truth at some compute, in real sizes.
///
/// @param sizes by dimension
/// @param loss the truth's loss there
record TrueOptimum(Map<Dimension, Double> sizes, double loss) {

  private static final int RESTARTS = 5;
  private static final int MOST_EVALUATIONS = 20_000;

  /// By the simplex method of Nelder and Mead over the sizes' logarithms, started again from where
  /// it ended until its steps no longer matter.
  static TrueOptimum of(SimulatedTruth truth, Compute compute) {
    List<Dimension> dimensions = PaperSweeps.START.dimensions();
    double[] point =
        dimensions.stream().mapToDouble(d -> Math.log(PaperSweeps.START.value(d))).toArray();
    double[] best = point;
    for (int restart = 0; restart < RESTARTS; restart++) {
      best =
          new SimplexOptimizer(new SimpleValueChecker(1e-14, 0))
              .optimize(
                  new MaxEval(MOST_EVALUATIONS),
                  new ObjectiveFunction(u -> loss(truth, sizes(u), compute)),
                  GoalType.MINIMIZE,
                  new InitialGuess(best),
                  new NelderMeadSimplex(point.length, 0.5))
              .getPoint();
    }
    Map<Dimension, Double> sizes = sizes(best);
    return new TrueOptimum(sizes, loss(truth, sizes, compute));
  }

  private static Map<Dimension, Double> sizes(double[] logs) {
    var sizes = new LinkedHashMap<Dimension, Double>();
    for (Dimension dimension : PaperSweeps.START.dimensions()) {
      sizes.put(dimension, Math.exp(logs[sizes.size()]));
    }
    return sizes;
  }

  /// The truth's loss of a shape for which the whole compute is spent.
  static double loss(SimulatedTruth truth, Map<Dimension, Double> sizes, Compute compute) {
    double flops = PaperSweeps.COST.forwardFlops(name -> size(sizes, name));
    return truth.loss(
        dimension -> size(sizes, dimension.name()), compute.forwardFlops() / flops, compute);
  }

  private static double size(Map<Dimension, Double> sizes, String name) {
    return sizes.getOrDefault(new Dimension(name), Double.NaN);
  }
}
