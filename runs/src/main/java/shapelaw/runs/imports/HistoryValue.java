package shapelaw.runs.imports;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import shapelaw.runs.logs.MetricPoint;
import shapelaw.shape.UnknownNameException;

/// Which numbers of a logged history become a row's.
public sealed interface HistoryValue {

  /// The last one: a row a run.
  record Last() implements HistoryValue {}

  /// The least one, for losses: a row a run.
  record Least() implements HistoryValue {}

  /// The greatest one, for accuracies: a row a run.
  record Greatest() implements HistoryValue {}

  /// The one of a step: a row a run.
  ///
  /// @param step as the training counted
  record AtStep(long step) implements HistoryValue {}

  /// All of them: a row for each step of a run.
  record Every() implements HistoryValue {}

  /// Reads `last`, `min`, `max`, `every`, or the number of a step.
  ///
  /// @throws IllegalArgumentException if the text is none of these
  static HistoryValue of(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "last" -> new Last();
      case "min" -> new Least();
      case "max" -> new Greatest();
      case "every" -> new Every();
      default -> {
        if (!text.strip().matches("\\d{1,18}")) {
          throw new UnknownNameException(
              List.of("last", "min", "max", "every"),
              text,
              "the value of a history must be last, min, max, every or the number of a step but was '%s'."
                  .formatted(text));
        }
        yield new AtStep(Long.parseLong(text.strip()));
      }
    };
  }

  /// The point of a history that is a run's, if there is one.
  ///
  /// @param points ascending in step, at least one
  default Optional<MetricPoint> among(List<MetricPoint> points) {
    return switch (this) {
      case Last() -> Optional.of(points.getLast());
      case Least() -> finite(points).stream().min(Comparator.comparingDouble(MetricPoint::value));
      case Greatest() ->
          finite(points).stream().max(Comparator.comparingDouble(MetricPoint::value));
      case AtStep(long step) -> points.stream().filter(p -> p.step() == step).reduce((a, b) -> b);
      case Every() ->
          throw new IllegalStateException("every value of a history must be a row of its own.");
    };
  }

  private static List<MetricPoint> finite(List<MetricPoint> points) {
    return points.stream().filter(point -> Double.isFinite(point.value())).toList();
  }
}
