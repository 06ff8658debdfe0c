package shapelaw.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/// Noise whose runs of one trunk have a part in common: with correlation ρ, noise = √ρ · (one draw
/// a trunk) + √(1 − ρ) · (one draw a run). A trunk is one training of one size: where a size and
/// compute occur again, in a repeat from another seed, the k-th occurrence belongs to the k-th
/// trunk.
final class ShapeCorrelation {

  /// Singular values below this fraction of the largest belong to directions that are not there.
  private static final double NEGLIGIBLE = 1e-10;

  private ShapeCorrelation() {}

  /// One training of one size.
  ///
  /// @param x the size
  /// @param repeat 1 for the first training, 2 for the second …
  private record Trunk(double x, int repeat) {}

  /// A size at a compute.
  private record Point(double x, double compute) {}

  /// The trunk of each observation.
  private static List<Trunk> trunks(List<Observation> observations) {
    var occurrences = new HashMap<Point, Integer>();
    return observations.stream()
        .map(o ->
            new Trunk(o.x(), occurrences.merge(new Point(o.x(), o.compute()), 1, Integer::sum)))
        .toList();
  }

  /// Standard normal draws, one for each observation.
  static double[] draw(List<Observation> observations, double rho, RandomGenerator generator) {
    Map<Trunk, Double> common = new HashMap<>();
    return trunks(observations).stream()
        .mapToDouble(trunk ->
            rho == 0
                ? generator.nextGaussian()
                : Math.sqrt(rho) * common.computeIfAbsent(trunk, t -> generator.nextGaussian())
                    + Math.sqrt(1 - rho) * generator.nextGaussian())
        .toArray();
  }

  /// By which fraction the residuals' squares shrink because the law follows what a shape's runs
  /// have in common:
  ///
  /// ```text
  /// tr(M C) / tr(M),   M = I − projection on the law's tangent space,   C = correlation matrix of the noise
  /// ```
  ///
  /// since E[residual²] = σ² tr(M C), to first order.
  static double shrinkage(FittedGroup group, double rho) {
    if (rho == 0) {
      return 1;
    }
    double[][] basis = basis(group.error().tangent(group.search().best().point()));
    int rows = group.error().rows();
    double within = rows - basis.length;
    double between = 0;
    for (List<Integer> shape : rowsOfTrunks(group.observations())) {
      between += shape.size();
      for (double[] direction : basis) {
        double sum = shape.stream().mapToDouble(i -> direction[i]).sum();
        between -= sum * sum;
      }
    }
    return within > 0 ? (1 - rho) + rho * Math.max(0, between) / within : 1;
  }

  private static double[][] basis(double[][] directions) {
    RealMatrix normalised = new Array2DRowRealMatrix(directions[0].length, directions.length);
    for (int j = 0; j < directions.length; j++) {
      double length = Math.sqrt(Arrays.stream(directions[j]).map(v -> v * v).sum());
      for (int i = 0; length > 0 && i < directions[j].length; i++) {
        normalised.setEntry(i, j, directions[j][i] / length);
      }
    }
    var decomposition = new SingularValueDecomposition(normalised);
    double[] singular = decomposition.getSingularValues();
    int rank = (int) Arrays.stream(singular).filter(v -> v > NEGLIGIBLE * singular[0]).count();
    double[][] basis = new double[rank][];
    for (int k = 0; k < rank; k++) {
      basis[k] = decomposition.getU().getColumn(k);
    }
    return basis;
  }

  private static List<List<Integer>> rowsOfTrunks(List<List<Observation>> arms) {
    var shapes = new ArrayList<List<Integer>>();
    int row = 0;
    for (List<Observation> arm : arms) {
      var rowsOfTrunk = new LinkedHashMap<Trunk, List<Integer>>();
      for (Trunk trunk : trunks(arm)) {
        rowsOfTrunk.computeIfAbsent(trunk, t -> new ArrayList<>()).add(row++);
      }
      shapes.addAll(rowsOfTrunk.values());
    }
    return shapes;
  }
}
