package shapelaw.report.study;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Values at even ratios.
final class LogSpace {

  private LogSpace() {}

  /// `count` values from `from` to `to`, both included.
  static DoubleStream of(double from, double to, int count) {
    return IntStream.range(0, count)
        .mapToDouble(i -> from * Math.pow(to / from, i / (count - 1.0)));
  }
}
