package shapelaw.runs.logs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Writes to an MLflow tracking server by its REST API 2.0. A run is found again by its tag.
public final class MlflowServerWriter implements RunWriter {

  /// What `runs/log-batch` takes at once.
  private static final int MOST_METRICS = 1000;

  private static final int MOST_PARAMS = 100;

  private static final int PAGE = 1000;

  /// A run on the server.
  private record Known(String id, boolean finished) {}

  private final MlflowApi api;
  private final String experiment;
  private @Nullable Map<String, Known> known;
  private @Nullable String experimentId;

  private MlflowServerWriter(MlflowApi api, String experiment) {
    this.api = api;
    this.experiment = experiment;
  }

  /// A writer to a server, with the credentials of MLflow's environment variables.
  ///
  /// @param experiment name of the experiment, which need not exist
  /// @throws LogException if the text is no address
  public static MlflowServerWriter at(String address, String experiment) {
    return new MlflowServerWriter(MlflowApi.at(address, System.getenv()), experiment);
  }

  @Override
  public String place() {
    return "MLflow at " + api.address();
  }

  @Override
  public void write(RunEntry entry) throws IOException {
    try {
      Map<String, Known> runs = index();
      Known there = runs.get(entry.id());
      boolean finished = entry.status() == RunEntry.Status.FINISHED;
      if (there != null && there.finished && finished && entry.points().isEmpty()) {
        return;
      }
      String id = there == null ? create(entry) : there.id;
      batch(id, metrics(entry), there == null ? entry.params() : Map.of(), entry.tags());
      update(id, entry);
      runs.put(entry.id(), new Known(id, finished));
    } catch (IOException e) {
      known = null; // what was done before the failure is looked up again
      throw e;
    }
  }

  private void update(String id, RunEntry entry) throws IOException {
    var update = new LinkedHashMap<String, Object>();
    update.put("run_id", id);
    update.put("status", entry.status().name());
    if (entry.status() != RunEntry.Status.RUNNING) {
      update.put("end_time", entry.millis());
    }
    api.post("runs/update", update);
  }

  /// The experiment's runs that Shapelaw wrote, by their tag.
  private Map<String, Known> index() throws IOException {
    if (known == null) {
      var runs = new HashMap<String, Known>();
      var request = new LinkedHashMap<String, Object>();
      request.put("experiment_ids", List.of(experimentId()));
      request.put("run_view_type", "ACTIVE_ONLY");
      request.put("max_results", PAGE);
      for (JsonNode run : api.pages("runs/search", request, "runs")) {
        JsonNode info = run.path("info");
        for (JsonNode tag : run.path("data").path("tags")) {
          if (tag.path("key").asString("").equals(MlflowFacts.RUN_TAG)) {
            runs.put(
                tag.path("value").asString(""),
                new Known(
                    info.path("run_id").asString(""),
                    info.path("status").asString("").equals(RunEntry.Status.FINISHED.name())));
          }
        }
      }
      known = runs;
    }
    return known;
  }

  private String create(RunEntry entry) throws IOException {
    JsonNode created =
        api.post(
            "runs/create",
            Map.of(
                "experiment_id",
                experimentId(),
                "run_name",
                entry.name(),
                "start_time",
                entry.millis(),
                "tags",
                List.of(pair(MlflowFacts.RUN_TAG, entry.id()))));
    return required(created.path("run").path("info").path("run_id"), "a run_id");
  }

  private String required(JsonNode node, String what) throws IOException {
    if (!node.isString()) {
      throw new IOException("%s must answer with %s but did not.".formatted(api.address(), what));
    }
    return node.stringValue();
  }

  private String experimentId() throws IOException {
    if (experimentId == null) {
      experimentId = findOrCreateExperiment();
    }
    return experimentId;
  }

  private String findOrCreateExperiment() throws IOException {
    try {
      JsonNode there = api.get("experiments/get-by-name", Map.of("experiment_name", experiment));
      return required(there.path("experiment").path("experiment_id"), "an experiment_id");
    } catch (MlflowApi.MlflowRefusal e) {
      if (!e.code().equals("RESOURCE_DOES_NOT_EXIST")) {
        throw e;
      }
      JsonNode created = api.post("experiments/create", Map.of("name", experiment));
      return required(created.path("experiment_id"), "an experiment_id");
    }
  }

  /// JSON has no numbers that are not finite.
  private static List<Map<String, Object>> metrics(RunEntry entry) {
    var metrics = new ArrayList<Map<String, Object>>();
    entry.points().forEach((name, points) -> points.forEach(point -> add(metrics, name, point)));
    entry
        .results()
        .forEach((name, value) ->
            add(metrics, name, new MetricPoint(entry.step(), entry.millis(), value)));
    return metrics;
  }

  private static void add(List<Map<String, Object>> metrics, String name, MetricPoint point) {
    if (Double.isFinite(point.value())) {
      metrics.add(
          Map.of(
              "key", name,
              "value", point.value(),
              "timestamp", point.millis(),
              "step", point.step()));
    }
  }

  private void batch(
      String run,
      List<Map<String, Object>> metrics,
      Map<String, String> params,
      Map<String, String> tags)
      throws IOException {
    for (int from = 0; from < metrics.size(); from += MOST_METRICS) {
      api.post(
          "runs/log-batch",
          Map.of(
              "run_id",
              run,
              "metrics",
              metrics.subList(from, Math.min(metrics.size(), from + MOST_METRICS))));
    }
    var pairs = new ArrayList<Map<String, String>>();
    params.forEach((key, value) -> pairs.add(pair(key, value)));
    if (pairs.size() > MOST_PARAMS) {
      throw new IllegalArgumentException(
          "a run must have at most %d parameters but had %d.".formatted(MOST_PARAMS, pairs.size()));
    }
    var labels = new ArrayList<Map<String, String>>();
    tags.forEach((key, value) -> labels.add(pair(key, value)));
    api.post("runs/log-batch", Map.of("run_id", run, "params", pairs, "tags", labels));
  }

  private static Map<String, String> pair(String key, String value) {
    return Map.of("key", key, "value", value);
  }

  @Override
  public void close() {}
}
