package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import shapelaw.law.joint.Measurements;
import shapelaw.report.figure.Numbers;
import shapelaw.report.figure.Tone;

/// Measurements sorted into a few classes of model size, so that a figure can colour them.
final class SizeClasses {

  private static final int MOST = 5;

  /// A class.
  ///
  /// @param name for the legend
  /// @param tone its colour, from small to large
  /// @param rows of the measurements, ascending
  record SizeClass(String name, Tone tone, List<Integer> rows) {
    SizeClass {
      rows = List.copyOf(rows);
    }
  }

  private SizeClasses() {}

  /// At most five classes that hold about as many different models each; by parameters, or FLOPs an
  /// example, or the product of the sizes.
  ///
  /// @param rows which measurements
  static List<SizeClass> of(Measurements data, int[] rows) {
    ToDoubleFunction<Integer> size = size(data);
    double[] sizes =
        IntStream.of(rows).mapToDouble(size::applyAsDouble).distinct().sorted().toArray();
    int count = Math.min(MOST, sizes.length);
    var classes = new ArrayList<SizeClass>();
    for (int k = 0; k < count; k++) {
      double low = sizes[k * sizes.length / count];
      double high = sizes[(k + 1) * sizes.length / count - 1];
      List<Integer> members =
          IntStream.of(rows)
              .filter(i -> size.applyAsDouble(i) >= low && size.applyAsDouble(i) <= high)
              .boxed()
              .toList();
      classes.add(
          new SizeClass(
              name(low, high, unit(data)), Tone.ramp(k / Math.max(1.0, count - 1)), members));
    }
    return classes;
  }

  private static ToDoubleFunction<Integer> size(Measurements data) {
    if (data.has(Measurements.PARAMETERS)) {
      return i -> data.value(i, Measurements.PARAMETERS);
    }
    if (data.has(Measurements.COMPUTE) && data.has(Measurements.EXAMPLES)) {
      // Rounded, since the quotient of one model may differ in its last digits from row to row.
      return i ->
          Math.rint(
              1e6
                  * data.value(i, Measurements.COMPUTE)
                  / data.value(i, Measurements.EXAMPLES)
                  * 1e3);
    }
    return i ->
        data.dimensions().stream()
            .flatMapToDouble(d -> DoubleStream.of(data.value(i, d)))
            .reduce(1, (a, b) -> a * b);
  }

  private static String unit(Measurements data) {
    if (data.has(Measurements.PARAMETERS)) {
      return " parameters";
    }
    return data.has(Measurements.COMPUTE) && data.has(Measurements.EXAMPLES)
        ? "FLOPs an example"
        : " (product of the sizes)";
  }

  private static String name(double low, double high, String unit) {
    String from = Numbers.prefixed(low);
    String to = Numbers.prefixed(high);
    return (from.equals(to) ? from : from + " to " + to) + unit;
  }
}
