package shapelaw.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import shapelaw.cost.Compute;
import shapelaw.law.Observation;
import shapelaw.law.joint.Measurements;
import shapelaw.shape.Shape;

/// Means over repeats, in the order in which the points appear first.
final class Averages {

  private Averages() {}

  private record Size(double x, double compute) {}

  private record Point(Shape shape, Compute compute) {}

  static List<Observation> observations(List<Observation> arm) {
    return means(
        arm,
        o -> new Size(o.x(), o.compute()),
        Observation::loss,
        (size, loss) -> new Observation(size.x(), size.compute(), loss));
  }

  static List<Measurement> measurements(List<Measurement> measurements) {
    return means(
        measurements,
        m -> new Point(m.shape(), m.compute()),
        Measurement::loss,
        (point, loss) -> new Measurement(point.shape(), point.compute(), loss));
  }

  private static <T, K> List<T> means(
      List<T> values, Function<T, K> key, ToDoubleFunction<T> loss, BiFunction<K, Double, T> mean) {
    var sums = new LinkedHashMap<K, double[]>();
    for (T value : values) {
      double[] sum = sums.computeIfAbsent(key.apply(value), k -> new double[2]);
      sum[0] += loss.applyAsDouble(value);
      sum[1]++;
    }
    return sums.entrySet().stream()
        .map(e -> mean.apply(e.getKey(), e.getValue()[0] / e.getValue()[1]))
        .toList();
  }

  /// Losses are averaged by weight; a point weighs what its rows weigh together.
  static Measurements table(Measurements data) {
    List<String> variables = data.variables();
    var points = new LinkedHashMap<List<Double>, List<Integer>>();
    for (int row = 0; row < data.rows(); row++) {
      int i = row;
      List<Double> point = variables.stream().map(name -> data.value(i, name)).toList();
      points.computeIfAbsent(point, p -> new ArrayList<>()).add(row);
    }
    List<List<Integer>> rows = List.copyOf(points.values());
    if (rows.size() == data.rows()) {
      return data;
    }
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (String name : variables) {
      columns.put(name, rows.stream().mapToDouble(of -> data.value(of.getFirst(), name)).toArray());
    }
    double[] weights = rows.stream().mapToDouble(of -> weight(data, of)).toArray();
    double[] losses =
        IntStream.range(0, weights.length)
            .mapToDouble(p -> loss(data, rows.get(p), weights[p]))
            .toArray();
    return Measurements.of(data.dimensions(), columns, losses).withWeights(weights);
  }

  private static double weight(Measurements data, List<Integer> rows) {
    return rows.stream().mapToDouble(data::weight).sum();
  }

  /// Rows that weigh nothing together are kept by a plain mean, which weighs nothing either.
  private static double loss(Measurements data, List<Integer> rows, double weight) {
    return weight > 0
        ? rows.stream().mapToDouble(row -> data.weight(row) * data.loss(row)).sum() / weight
        : rows.stream().mapToDouble(data::loss).average().orElseThrow();
  }
}
