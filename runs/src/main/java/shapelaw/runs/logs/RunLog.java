package shapelaw.runs.logs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A run while its logs are read.
final class RunLog {

  /// More numbers than this are no log of a training.
  private static final int MOST_POINTS = 20_000_000;

  private final Map<String, String> facts = new LinkedHashMap<>();

  /// Tag → step → what was logged last: a training that goes on from a checkpoint repeats steps.
  private final Map<String, TreeMap<Long, MetricPoint>> metrics = new LinkedHashMap<>();

  private int points;

  /// Notes a fact; the first one of a name stays.
  void fact(String name, String value) {
    facts.putIfAbsent(name, value);
  }

  /// Notes how the run ended; the last word counts.
  void ended(String status) {
    facts.put("status", status);
  }

  void point(String metric, MetricPoint point) {
    if (++points > MOST_POINTS) {
      throw new LogException(
          "a run must have at most %,d numbers but has more.".formatted(MOST_POINTS));
    }
    metrics.computeIfAbsent(metric, _ -> new TreeMap<>()).put(point.step(), point);
  }

  LoggedRun run(String name) {
    var lists = new LinkedHashMap<String, List<MetricPoint>>();
    metrics.forEach((metric, byStep) -> lists.put(metric, new ArrayList<>(byStep.values())));
    return new LoggedRun(name, facts, lists);
  }
}
