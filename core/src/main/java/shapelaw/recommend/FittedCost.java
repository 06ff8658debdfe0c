package shapelaw.recommend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import shapelaw.cost.Compute;
import shapelaw.cost.Posynomial;
import shapelaw.cost.ShapeCost;
import shapelaw.law.joint.Measurements;
import shapelaw.numerics.NonNegativeLeastSquares;

/// Learns what shapes cost from measurements that say how much compute and how many examples each
/// training took, for models whose cost nobody wrote down.
///
/// F = compute / examples is the forward FLOPs of one example, exact for each measured shape. F and
/// the parameters N are fitted as sums of products of the sizes,
///
/// ```text
/// F(x) = Σ_e κ_e Π_k x_k^(e_k),   0 ≤ e_k ≤ 2,   Σ_k e_k ≤ 4,   κ_e ≥ 0
/// ```
///
/// by non-negative least squares on the relative error: transformers of fixed depth-wise structure
/// have such a cost (w² d, w m d, w d, w, …), and so have convolutional nets. The fit is checked on
/// shapes that it has not seen.
public final class FittedCost {

  /// A formula whose relative error on shapes that it has not seen exceeds this is refused.
  static final double LARGEST_HELD_OUT_ERROR = 0.1;

  private static final int LARGEST_POWER = 2;
  private static final int LARGEST_DEGREE = 4;
  private static final int MOST_SHAPES = 300;
  private static final int MOST_FOLDS = 30;

  private final List<String> dimensions;
  private final List<double[]> sizes;
  private final double[] values;
  private final List<int[]> powers;
  private final double[] scale;

  private FittedCost(List<String> dimensions, List<double[]> sizes, double[] values) {
    this.dimensions = dimensions;
    this.sizes = sizes;
    this.values = values;
    powers = powers(dimensions.size());
    scale = new double[dimensions.size()];
    for (int k = 0; k < scale.length; k++) {
      int dimension = k;
      scale[k] =
          Math.exp(sizes.stream().mapToDouble(x -> Math.log(x[dimension])).average().orElse(0));
    }
  }

  /// What the measurements tell of the cost. Without dimensions the parameters are the size. A
  /// dimension that was never varied is taken to stay as it is.
  public static ShapeCost of(Measurements data) {
    List<String> dimensions = SizeRange.dimensions(data);
    return new ShapeCost(
        dimensions,
        forwardFlops(data, dimensions),
        parameters(data, dimensions),
        new ShapeCost.Unknown(
            "what training keeps in memory cannot be told from compute, examples and parameters."));
  }

  private static ShapeCost.Quantity forwardFlops(Measurements data, List<String> dimensions) {
    if (!data.has(Measurements.COMPUTE) || !data.has(Measurements.EXAMPLES)) {
      return new ShapeCost.Unknown(
          "the forward FLOPs of a shape must be known but the measurements do not have both compute and examples. Maybe name the columns of both.");
    }
    double[] compute = data.column(Measurements.COMPUTE);
    double[] examples = data.column(Measurements.EXAMPLES);
    double[] flops = new double[data.rows()];
    Arrays.setAll(flops, i -> compute[i] * Compute.FLOPS_PER_GFLOP / examples[i]);
    return quantity("forward FLOPs", data, dimensions, flops);
  }

  private static ShapeCost.Quantity parameters(Measurements data, List<String> dimensions) {
    if (dimensions.equals(List.of(Measurements.PARAMETERS))) {
      return new ShapeCost.Known(Posynomial.size(Measurements.PARAMETERS), 0);
    }
    if (!data.has(Measurements.PARAMETERS)) {
      return new ShapeCost.Unknown(
          "the parameters of a shape must be known but the measurements do not have them. Maybe name their column.");
    }
    return quantity("parameters", data, dimensions, data.column(Measurements.PARAMETERS));
  }

  private static ShapeCost.Quantity quantity(
      String what, Measurements data, List<String> all, double[] rows) {
    List<String> dimensions = varied(data, all);
    if (dimensions.isEmpty()) {
      return new ShapeCost.Unknown(
          "how the %s depend on the sizes %s must show in the measurements but all have the same shape."
              .formatted(what, all));
    }
    var rowsOfShape = new LinkedHashMap<List<Double>, List<Double>>();
    for (int i = 0; i < data.rows(); i++) {
      int row = i;
      List<Double> shape = dimensions.stream().map(d -> data.value(row, d)).toList();
      rowsOfShape.computeIfAbsent(shape, s -> new ArrayList<>()).add(rows[i]);
    }
    List<List<Double>> shapes = spread(List.copyOf(rowsOfShape.keySet()));
    List<double[]> sizes =
        shapes.stream().map(x -> x.stream().mapToDouble(Double::doubleValue).toArray()).toList();
    double[] values =
        shapes.stream()
            .mapToDouble(x -> geometricMean(rowsOfShape.getOrDefault(x, List.of())))
            .toArray();
    return new FittedCost(dimensions, sizes, values).quantity(what);
  }

  private static List<String> varied(Measurements data, List<String> dimensions) {
    return dimensions.stream()
        .filter(d -> Arrays.stream(data.column(d)).distinct().limit(2).count() > 1)
        .toList();
  }

  private static double geometricMean(List<Double> values) {
    return Math.exp(values.stream().mapToDouble(Math::log).average().orElseThrow());
  }

  /// At most so many that the fit stays quick.
  private static List<List<Double>> spread(List<List<Double>> shapes) {
    int step = Math.ceilDiv(shapes.size(), MOST_SHAPES);
    return IntStream.range(0, shapes.size())
        .filter(i -> i % step == 0)
        .mapToObj(shapes::get)
        .toList();
  }

  private ShapeCost.Quantity quantity(String what) {
    if (sizes.size() < dimensions.size() + 2) {
      return new ShapeCost.Unknown(
          "the %s of other shapes can be learnt from %d shapes or more but there are only %d."
              .formatted(what, dimensions.size() + 2, sizes.size()));
    }
    double heldOut = heldOutError();
    if (heldOut > LARGEST_HELD_OUT_ERROR) {
      return new ShapeCost.Unknown(
          "the %s must be a sum of products of the sizes %s but such a formula misses shapes that it has not seen by %.0f %%. Maybe more shapes help, or a column that changes the cost is missing."
              .formatted(what, dimensions, 100 * heldOut));
    }
    Posynomial formula = fit(i -> true);
    return new ShapeCost.Known(formula, largestError(formula));
  }

  /// Root mean square of the relative error on shapes left out in turn.
  private double heldOutError() {
    int folds = Math.min(MOST_FOLDS, sizes.size());
    double squares = 0;
    for (int fold = 0; fold < folds; fold++) {
      int out = fold;
      Posynomial formula = fit(i -> i % folds != out);
      for (int i = fold; i < sizes.size(); i += folds) {
        double error = relativeError(formula, i);
        squares += error * error;
      }
    }
    return Math.sqrt(squares / sizes.size());
  }

  private double relativeError(Posynomial formula, int i) {
    return formula.value(name -> sizes.get(i)[dimensions.indexOf(name)]) / values[i] - 1;
  }

  private double largestError(Posynomial formula) {
    return IntStream.range(0, sizes.size())
        .mapToDouble(i -> Math.abs(relativeError(formula, i)))
        .max()
        .orElse(0);
  }

  private Posynomial fit(IntPredicate used) {
    int[] rows = IntStream.range(0, sizes.size()).filter(used).toArray();
    double[][] columns = new double[powers.size()][rows.length];
    for (int j = 0; j < columns.length; j++) {
      for (int i = 0; i < rows.length; i++) {
        columns[j][i] = product(powers.get(j), sizes.get(rows[i])) / values[rows[i]];
      }
    }
    double[] lengths = new double[columns.length];
    for (int j = 0; j < columns.length; j++) {
      lengths[j] = Math.sqrt(Arrays.stream(columns[j]).map(v -> v * v).sum());
      for (int i = 0; i < rows.length; i++) {
        columns[j][i] /= lengths[j];
      }
    }
    double[] ones = new double[rows.length];
    Arrays.fill(ones, 1);
    var solver = new NonNegativeLeastSquares(rows.length, columns.length);
    solver.solve(columns, ones);
    Posynomial formula = Posynomial.ZERO;
    for (int j = 0; j < columns.length; j++) {
      if (solver.coefficient(j) > 0) {
        formula = formula.plus(monomial(j, solver.coefficient(j) / lengths[j]));
      }
    }
    return formula;
  }

  private double product(int[] power, double[] x) {
    double product = 1;
    for (int k = 0; k < power.length; k++) {
      product *= Math.pow(x[k] / scale[k], power[k]);
    }
    return product;
  }

  private Posynomial monomial(int j, double coefficient) {
    var named = new LinkedHashMap<String, Integer>();
    double unscaled = coefficient;
    for (int k = 0; k < scale.length; k++) {
      int power = powers.get(j)[k];
      unscaled /= Math.pow(scale[k], power);
      if (power > 0) {
        named.put(dimensions.get(k), power);
      }
    }
    return new Posynomial(List.of(new Posynomial.Monomial(unscaled, Map.copyOf(named))));
  }

  private static List<int[]> powers(int dimensions) {
    List<int[]> powers = List.of(new int[dimensions]);
    for (int k = 0; k < dimensions; k++) {
      var extended = new ArrayList<int[]>();
      for (int[] power : powers) {
        for (int e = 0; e <= LARGEST_POWER; e++) {
          int[] next = power.clone();
          next[k] = e;
          if (Arrays.stream(next).sum() <= LARGEST_DEGREE) {
            extended.add(next);
          }
        }
      }
      powers = extended;
    }
    return powers;
  }
}
