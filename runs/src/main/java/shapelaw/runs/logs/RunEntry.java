package shapelaw.runs.logs;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// News of a run for a tracker.
///
/// @param id of the run; the same run has the same, whoever writes it when
/// @param name for people; also the same whenever
/// @param params what the run is
/// @param tags what else is to be found by
/// @param points numbers of its training since the last news, by metric
/// @param results numbers at its end; empty before
/// @param step of the results
/// @param status how it stands
/// @param millis when, in milliseconds since 1970
public record RunEntry(
    String id,
    String name,
    Map<String, String> params,
    Map<String, String> tags,
    Map<String, List<MetricPoint>> points,
    Map<String, Double> results,
    long step,
    Status status,
    long millis) {

  /// How a run stands, as MLflow calls it.
  public enum Status {
    RUNNING,
    FINISHED,
    FAILED,
    KILLED
  }

  public RunEntry {
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    points = Collections.unmodifiableMap(new LinkedHashMap<>(points));
    results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
  }
}
