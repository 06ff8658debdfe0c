package shapelaw.law.joint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What runs that were repeated with another seed tell of the noise: rows that agree in every
/// variable differ by nothing but luck.
///
/// @param noise relative standard deviation of one loss, pooled over all repeated points
/// @param degreesOfFreedom on which it rests: repeated rows less one for each point, ≥ 1
/// @param weights inverse variance of each row over its mean, `(rows)`: each repeated point's own
///   variance, drawn towards the pooled one as if that had been measured with
///   [#PRIOR_DEGREES_OF_FREEDOM] degrees of freedom (Smyth 2004 moderates variances so); rows
///   without a repeat have the pooled one
@SuppressWarnings("ArrayRecordComponent") // copied in and out
public record Repeats(double noise, int degreesOfFreedom, double[] weights) {

  /// How strongly a point's variance is drawn towards the pooled one.
  public static final int PRIOR_DEGREES_OF_FREEDOM = 4;

  public Repeats {
    weights = weights.clone();
  }

  /// The weights, `(rows)`; a copy.
  @Override
  public double[] weights() {
    return weights.clone();
  }

  /// What repeats tell; empty if no run was repeated, or if repeats agree to the last digit.
  public static Optional<Repeats> of(Measurements data) {
    Map<List<Double>, List<Integer>> points = points(data);
    double squares = 0;
    int degrees = 0;
    for (List<Integer> rows : points.values()) {
      squares += squares(data, rows);
      degrees += rows.size() - 1;
    }
    if (degrees == 0 || squares == 0) {
      return Optional.empty();
    }
    double pooled = squares / degrees;
    double[] weights = new double[data.rows()];
    for (List<Integer> rows : points.values()) {
      double variance =
          (PRIOR_DEGREES_OF_FREEDOM * pooled + squares(data, rows))
              / (PRIOR_DEGREES_OF_FREEDOM + rows.size() - 1);
      rows.forEach(row -> weights[row] = pooled / variance);
    }
    return Optional.of(new Repeats(Math.sqrt(pooled), degrees, weights));
  }

  private static Map<List<Double>, List<Integer>> points(Measurements data) {
    var points = new LinkedHashMap<List<Double>, List<Integer>>();
    for (int i = 0; i < data.rows(); i++) {
      points.computeIfAbsent(List.copyOf(data.row(i).values()), p -> new ArrayList<>()).add(i);
    }
    return points;
  }

  /// Numbers, from 0, of the training that each row belongs to: a shape's rows belong together, but
  /// where a row occurs again, from another seed, its k-th occurrence belongs to the shape's k-th
  /// training.
  static int[] trunks(Measurements data) {
    var numbers = new HashMap<List<Integer>, Integer>();
    int[] trunks = new int[data.rows()];
    for (List<Integer> rows : points(data).values()) {
      for (int k = 0; k < rows.size(); k++) {
        int row = rows.get(k);
        int next = numbers.size();
        trunks[row] = numbers.computeIfAbsent(List.of(data.shape(row), k), key -> next);
      }
    }
    return trunks;
  }

  /// Sum of squared deviations of ln loss from the point's mean.
  private static double squares(Measurements data, List<Integer> rows) {
    double mean = rows.stream().mapToDouble(row -> Math.log(data.loss(row))).average().orElse(0);
    return rows.stream().mapToDouble(row -> Math.pow(Math.log(data.loss(row)) - mean, 2)).sum();
  }
}
