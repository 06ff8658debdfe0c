package shapelaw.report.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import shapelaw.law.joint.Measurements;
import shapelaw.report.figure.Numbers;

/// One measured shape with its losses at several computes.
///
/// @param values of the variables that make up the shape
/// @param curve compute and loss, ascending in compute
record MeasuredShape(Map<String, Double> values, List<At> curve) {

  /// Two measurements within this ratio count as of the same compute.
  private static final double SAME = 1 + 1e-6;

  MeasuredShape {
    curve = List.copyOf(curve);
  }

  /// A measurement.
  ///
  /// @param row of the measurements
  /// @param compute forward GFLOPs
  /// @param loss measured
  record At(int row, double compute, double loss) {}

  /// Every shape of measurements that know their compute.
  static List<MeasuredShape> all(Measurements data) {
    var rows = new LinkedHashMap<Integer, List<Integer>>();
    for (int i = 0; i < data.rows(); i++) {
      rows.computeIfAbsent(data.shape(i), _ -> new ArrayList<>()).add(i);
    }
    List<String> telling =
        data.dimensions().isEmpty() && data.has(Measurements.PARAMETERS)
            ? List.of(Measurements.PARAMETERS)
            : data.dimensions();
    return rows.values().stream()
        .map(of -> {
          var values = new LinkedHashMap<String, Double>();
          telling.forEach(name -> values.put(name, data.value(of.getFirst(), name)));
          List<At> curve =
              of.stream()
                  .map(i -> new At(i, data.value(i, Measurements.COMPUTE), data.loss(i)))
                  .sorted(Comparator.comparingDouble(At::compute))
                  .toList();
          return new MeasuredShape(values, curve);
        })
        .toList();
  }

  /// The size along a dimension.
  double size(String dimension) {
    Double size = values.get(dimension);
    if (size == null) {
      throw new IllegalArgumentException(
          "dimension must be one of %s but was '%s'.".formatted(values.keySet(), dimension));
    }
    return size;
  }

  /// All sizes in words.
  String sizes() {
    return values.entrySet().stream()
        .map(e -> Words.variable(e.getKey()) + " " + Numbers.significant(e.getValue(), 4))
        .collect(Collectors.joining(", "));
  }

  /// The measurement whose compute is nearest in ratio.
  Optional<At> nearest(double compute) {
    return curve.stream()
        .min(Comparator.comparingDouble(at -> Math.abs(Math.log(at.compute() / compute))));
  }

  /// The loss at a compute within the measured ones, on a straight line in their logarithms.
  Optional<Double> lossAt(double compute) {
    for (int i = 0; i < curve.size(); i++) {
      At right = curve.get(i);
      if (right.compute() < compute / SAME) {
        continue;
      }
      if (right.compute() <= compute * SAME) {
        return Optional.of(right.loss());
      }
      if (i == 0) {
        return Optional.empty();
      }
      At left = curve.get(i - 1);
      double share =
          Math.log(compute / left.compute()) / Math.log(right.compute() / left.compute());
      return Optional.of(left.loss() * Math.pow(right.loss() / left.loss(), share));
    }
    return Optional.empty();
  }
}
