package shapelaw.runs.logs;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A run as a tracker keeps it.
///
/// @param run what tells it from others: its folder, or the tracker's id
/// @param facts names and texts that do not change in training: parameters, tags, status
/// @param metrics logged numbers by name, each ascending in step; a name has at least one
public record LoggedRun(
    String run, Map<String, String> facts, Map<String, List<MetricPoint>> metrics) {

  public LoggedRun {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
