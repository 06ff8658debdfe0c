package shapelaw.law.joint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Measured losses as a table: one row a measurement, one column a variable that a law may use.
///
/// The columns are the dimensions of the shapes, by the names that the user gave them, and any of
/// [#COMPUTE], [#EXAMPLES] and [#PARAMETERS]. Every number is finite and above zero. Immutable.
public final class Measurements {

  /// Column of the training compute t, in forward GFLOPs.
  public static final String COMPUTE = "compute";

  /// Column of the examples (images, tokens) that were seen in training.
  public static final String EXAMPLES = "examples";

  /// Column of the trainable parameters.
  public static final String PARAMETERS = "parameters";

  private final List<String> dimensions;
  private final Map<String, double[]> columns;
  private final double[] losses;
  private final double[] weights;
  private final int[] shapes;
  private final int shapeCount;

  private Measurements(
      List<String> dimensions, Map<String, double[]> columns, double[] losses, double[] weights) {
    this.dimensions = List.copyOf(dimensions);
    this.columns = columns;
    this.losses = losses;
    this.weights = weights;
    shapes = new int[losses.length];
    shapeCount = numberShapes();
  }

  /// A table in which all rows weigh the same.
  ///
  /// @param dimensions names of the columns that make up the shape; may be empty
  /// @param columns every variable's values, `(rows)` each
  /// @param losses measured losses, `(rows)`
  /// @throws IllegalArgumentException if a column is missing, differs in length or holds a number
  ///   that is not finite and above zero
  public static Measurements of(
      List<String> dimensions, Map<String, double[]> columns, double[] losses) {
    if (Set.copyOf(dimensions).size() < dimensions.size()) {
      throw new IllegalArgumentException(
          "dimensions must have different names but were " + dimensions + ".");
    }
    var copies = new LinkedHashMap<String, double[]>();
    columns.forEach((name, values) -> copies.put(name, checked(name, values, losses.length)));
    for (String dimension : dimensions) {
      if (!copies.containsKey(dimension)) {
        throw new IllegalArgumentException(
            "every dimension must have a column but '%s' has none among %s."
                .formatted(dimension, copies.keySet()));
      }
    }
    double[] ones = new double[losses.length];
    Arrays.fill(ones, 1);
    return new Measurements(dimensions, copies, checked("loss", losses, losses.length), ones);
  }

  private static double[] checked(String name, double[] values, int rows) {
    if (values.length != rows) {
      throw new IllegalArgumentException(
          "column '%s' must have %d rows but had %d.".formatted(name, rows, values.length));
    }
    for (int i = 0; i < rows; i++) {
      if (!(values[i] > 0) || Double.isInfinite(values[i])) {
        throw new IllegalArgumentException(
            "%s must be a finite number above 0 but was %s in row %d."
                .formatted(name, values[i], i + 1));
      }
    }
    return values.clone();
  }

  /// Numbers the shapes in the order in which they appear. Without dimensions the models are told
  /// apart by their parameters; without these, too, each row counts as a model of its own.
  private int numberShapes() {
    List<String> telling = dimensions;
    if (telling.isEmpty()) {
      telling = has(PARAMETERS) ? List.of(PARAMETERS) : List.of();
    }
    var numbers = new HashMap<List<Double>, Integer>();
    for (int i = 0; i < rows(); i++) {
      var key = new ArrayList<Double>();
      for (String name : telling) {
        key.add(value(i, name));
      }
      if (telling.isEmpty()) {
        key.add((double) i);
      }
      int next = numbers.size();
      shapes[i] = numbers.computeIfAbsent(key, k -> next);
    }
    return numbers.size();
  }

  /// The same rows with other weights: the inverse variance of each relative error, up to a common
  /// factor. A row of weight 0 counts as absent.
  ///
  /// @throws IllegalArgumentException if a weight is negative or not finite, or all are zero
  public Measurements withWeights(double[] newWeights) {
    if (newWeights.length != rows()) {
      throw new IllegalArgumentException(
          "weights must be as many as rows (%d) but were %d.".formatted(rows(), newWeights.length));
    }
    double sum = 0;
    for (double w : newWeights) {
      if (!(w >= 0) || Double.isInfinite(w)) {
        throw new IllegalArgumentException("a weight must be 0 or more but was " + w + ".");
      }
      sum += w;
    }
    if (!(sum > 0) || Double.isInfinite(sum)) {
      throw new IllegalArgumentException(
          "the weights must have a finite sum above 0 but it was " + sum + ".");
    }
    return new Measurements(dimensions, columns, losses, newWeights.clone());
  }

  /// The same rows with other losses, `(rows)`.
  public Measurements withLosses(double[] newLosses) {
    return new Measurements(dimensions, columns, checked("loss", newLosses, rows()), weights);
  }

  /// The same rows without some of the dimensions.
  public Measurements withoutDimensions(List<String> dropped) {
    var kept = new LinkedHashMap<>(columns);
    kept.keySet().removeAll(dropped);
    return new Measurements(
        dimensions.stream().filter(d -> !dropped.contains(d)).toList(), kept, losses, weights);
  }

  /// The rows for which `keep` holds, in their order.
  public Measurements where(IntPredicate keep) {
    return rows(IntStream.range(0, rows()).filter(keep).toArray());
  }

  /// A table of `count` rows drawn without replacement, in their order; the same if it has no more.
  Measurements sample(int count, SplittableRandom generator) {
    if (rows() <= count) {
      return this;
    }
    int[] kept = generator.ints(0, rows()).distinct().limit(count).toArray();
    Arrays.sort(kept);
    return where(i -> Arrays.binarySearch(kept, i) >= 0);
  }

  /// The same rows in an order that depends on what they say alone: ascending by shape, then the
  /// other variables, loss and weight. Sums and random draws that go along the rows are then the
  /// same, to the last bit, wherever the rows come from.
  public Measurements inOrder() {
    Comparator<Integer> order = (_, _) -> 0;
    for (String variable : dimensions) {
      double[] column = values(variable);
      order = order.thenComparingDouble(row -> column[row]);
    }
    for (String variable : List.of(COMPUTE, EXAMPLES, PARAMETERS)) {
      if (has(variable)) {
        double[] column = values(variable);
        order = order.thenComparingDouble(row -> column[row]);
      }
    }
    int[] sorted =
        IntStream.range(0, rows())
            .boxed()
            .sorted(order.thenComparingDouble(this::loss).thenComparingDouble(this::weight))
            .mapToInt(Integer::intValue)
            .toArray();
    return rows(sorted);
  }

  private Measurements rows(int[] chosen) {
    var selected = new LinkedHashMap<String, double[]>();
    columns.forEach((name, values) -> selected.put(name, pick(values, chosen)));
    return new Measurements(dimensions, selected, pick(losses, chosen), pick(weights, chosen));
  }

  private static double[] pick(double[] values, int[] rows) {
    return Arrays.stream(rows).mapToDouble(i -> values[i]).toArray();
  }

  /// Names of the columns that make up the shape.
  public List<String> dimensions() {
    return dimensions;
  }

  /// Names of all columns but the loss.
  public List<String> variables() {
    return List.copyOf(columns.keySet());
  }

  /// True if there is a column `variable`.
  public boolean has(String variable) {
    return columns.containsKey(variable);
  }

  /// How many measurements there are.
  public int rows() {
    return losses.length;
  }

  /// The values of a variable, `(rows)`; a copy.
  ///
  /// @throws IllegalArgumentException if there is no such column
  public double[] column(String variable) {
    return values(variable).clone();
  }

  /// One value.
  ///
  /// @throws IllegalArgumentException if there is no such column
  public double value(int row, String variable) {
    return values(variable)[row];
  }

  private double[] values(String variable) {
    double[] values = columns.get(variable);
    if (values == null) {
      throw new IllegalArgumentException(
          "variable must be one of %s but was '%s'.".formatted(columns.keySet(), variable));
    }
    return values;
  }

  /// All variables of a row by name.
  public Map<String, Double> row(int row) {
    var values = new LinkedHashMap<String, Double>();
    columns.forEach((name, column) -> values.put(name, column[row]));
    return Collections.unmodifiableMap(values);
  }

  /// Measured loss of a row.
  public double loss(int row) {
    return losses[row];
  }

  /// Measured losses, `(rows)`; a copy.
  public double[] losses() {
    return losses.clone();
  }

  /// The rows of a weight above zero.
  Measurements weighted() {
    return Arrays.stream(weights).allMatch(w -> w > 0) ? this : where(i -> weights[i] > 0);
  }

  /// Weights divided by their mean, since a common factor means nothing.
  double[] relativeWeights() {
    double usual = usualWeight();
    return Arrays.stream(weights).map(w -> w / usual).toArray();
  }

  /// Mean of the weights: of which weight a usual row is.
  double usualWeight() {
    return Arrays.stream(weights).average().orElse(1);
  }

  /// Weight of a row.
  public double weight(int row) {
    return weights[row];
  }

  /// Weights, `(rows)`; a copy.
  public double[] weights() {
    return weights.clone();
  }

  /// Number, from 0, of the shape of a row.
  public int shape(int row) {
    return shapes[row];
  }

  /// How many different shapes there are.
  public int shapeCount() {
    return shapeCount;
  }
}
