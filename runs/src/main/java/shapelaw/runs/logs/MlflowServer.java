package shapelaw.runs.logs;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The runs of an MLflow tracking server, by its REST API 2.0 (`experiments/search`, `runs/search`,
/// `metrics/get-history`).
public final class MlflowServer {

  /// What a server hands out at once.
  private static final int PAGE = 1000;

  /// A history may come in larger pages.
  private static final int HISTORY_PAGE = 25_000;

  private final MlflowApi api;

  private MlflowServer(MlflowApi api) {
    this.api = api;
  }

  /// A server by its address, with the credentials of MLflow's environment variables.
  ///
  /// @throws LogException if the text is no address
  public static MlflowServer at(String address) {
    return new MlflowServer(MlflowApi.at(address, System.getenv()));
  }

  /// A server with credentials from `environment`.
  static MlflowServer at(String address, Map<String, String> environment) {
    return new MlflowServer(MlflowApi.at(address, environment));
  }

  /// Host and port, for people.
  public String host() {
    URI uri = api.address();
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }

  /// Reads the active runs.
  ///
  /// @param experiment the only one whose runs are wanted, by its name
  /// @param histories whether more than the last number of each metric is needed
  /// @throws LogException if the server refuses, or answers something else
  /// @throws IOException if it cannot be reached
  public List<LoggedRun> read(Optional<String> experiment, boolean histories) throws IOException {
    Map<String, String> names = experiments();
    if (experiment.isPresent()) {
      if (!names.containsValue(experiment.get())) {
        throw new LogException(
            "%s must have the experiment '%s' but has %s."
                .formatted(api.address(), experiment.get(), String.join(", ", names.values())));
      }
      names.values().removeIf(name -> !name.equals(experiment.get()));
    }
    var runs = new ArrayList<LoggedRun>();
    for (JsonNode run : runs(List.copyOf(names.keySet()))) {
      runs.add(run(run, names, histories));
    }
    return runs;
  }

  /// Names of the active experiments by their ids.
  private Map<String, String> experiments() throws IOException {
    var names = new LinkedHashMap<String, String>();
    for (JsonNode experiment :
        api.pages(
            "experiments/search",
            new LinkedHashMap<>(Map.of("max_results", PAGE)),
            "experiments")) {
      names.put(
          experiment.path("experiment_id").asString(""), experiment.path("name").asString(""));
    }
    return names;
  }

  private List<JsonNode> runs(List<String> experiments) throws IOException {
    if (experiments.isEmpty()) {
      return List.of();
    }
    var request = new LinkedHashMap<String, Object>();
    request.put("experiment_ids", experiments);
    request.put("run_view_type", "ACTIVE_ONLY");
    request.put("max_results", PAGE);
    return api.pages("runs/search", request, "runs");
  }

  private LoggedRun run(JsonNode run, Map<String, String> experiments, boolean histories)
      throws IOException {
    JsonNode info = run.path("info");
    String id = info.path("run_id").asString(info.path("run_uuid").asString(""));
    String experiment = info.path("experiment_id").asString("");
    var facts = new LinkedHashMap<String, String>();
    MlflowFacts.add(
        facts,
        experiments.getOrDefault(experiment, experiment),
        info.path("run_name").asString(""),
        info.path("status").asString(""));
    JsonNode data = run.path("data");
    for (JsonNode param : data.path("params")) {
      facts.put("params." + param.path("key").asString(""), param.path("value").asString(""));
    }
    for (JsonNode tag : data.path("tags")) {
      String key = tag.path("key").asString("");
      if (MlflowFacts.isOfUser(key)) {
        facts.put("tags." + key, tag.path("value").asString(""));
      }
    }
    var metrics = new LinkedHashMap<String, List<MetricPoint>>();
    for (JsonNode metric : data.path("metrics")) {
      String key = metric.path("key").asString("");
      List<MetricPoint> points = histories ? history(id, key) : List.of(point(metric));
      if (!points.isEmpty()) {
        metrics.put("metrics." + key, points);
      }
    }
    return new LoggedRun(id, facts, metrics);
  }

  private List<MetricPoint> history(String run, String metric) throws IOException {
    var query = new LinkedHashMap<String, Object>();
    query.put("run_id", run);
    query.put("metric_key", metric);
    query.put("max_results", HISTORY_PAGE);
    var points = new ArrayList<MetricPoint>();
    for (JsonNode point : api.getPages("metrics/get-history", query, "metrics")) {
      points.add(point(point));
    }
    points.sort(MetricPoint.ORDER);
    return points;
  }

  /// Numbers that JSON does not have come as texts.
  private static MetricPoint point(JsonNode metric) {
    JsonNode value = metric.path("value");
    double number;
    try {
      number = value.isNumber() ? value.doubleValue() : PythonNumbers.parse(value.asString("nan"));
    } catch (NumberFormatException e) {
      number = Double.NaN;
    }
    return new MetricPoint(
        metric.path("step").asLong(0), metric.path("timestamp").asLong(0), number);
  }
}
