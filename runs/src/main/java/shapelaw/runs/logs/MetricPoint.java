package shapelaw.runs.logs;

import java.util.Comparator;

/// A number that a training logged.
///
/// @param step optimiser step, or whatever the training counts
/// @param millis when, in milliseconds since 1970
/// @param value may be NaN or infinite
public record MetricPoint(long step, long millis, double value) {

  /// As MLflow orders them: what is last counts.
  static final Comparator<MetricPoint> ORDER =
      Comparator.comparingLong(MetricPoint::step)
          .thenComparingLong(MetricPoint::millis)
          .thenComparingDouble(MetricPoint::value);
}
