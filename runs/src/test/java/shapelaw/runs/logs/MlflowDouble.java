package shapelaw.runs.logs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server that answers as MLflow's REST API 2.0 is documented to: the calls that are used here,
/// pages included, on the loopback interface.
public final class MlflowDouble implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer server;
  private final Map<String, String> experiments = new LinkedHashMap<>();
  private final Map<String, Run> runs = new LinkedHashMap<>();
  private final List<String> authorizations = new ArrayList<>();

  /// Entries of an answer, whatever was asked for.
  public volatile int pageSize = 1000;

  /// Calls that fail with 503 from now on.
  public volatile int failures;

  /// Calls that are carried out but answered with 503.
  public volatile int lostAnswers;

  /// Header that is asked for, if not empty.
  public volatile String credentials = "";

  /// A run as it is kept.
  public static final class Run {
    public final String experiment;
    public final String name;
    public final Map<String, String> params = new LinkedHashMap<>();
    public final Map<String, String> tags = new LinkedHashMap<>();
    public final Map<String, List<JsonNode>> metrics = new LinkedHashMap<>();
    public String status = "RUNNING";

    Run(String experiment, String name) {
      this.experiment = experiment;
      this.name = name;
    }
  }

  public MlflowDouble() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/2.0/mlflow/", this::handle);
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public synchronized Map<String, Run> runs() {
    return new LinkedHashMap<>(runs);
  }

  synchronized List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      authorizations.add(String.valueOf(authorization));
      String method = exchange.getRequestURI().getPath().substring("/api/2.0/mlflow/".length());
      byte[] body = exchange.getRequestBody().readAllBytes();
      JsonNode request =
          exchange.getRequestMethod().equals("GET")
              ? JSON.valueToTree(query(exchange.getRequestURI().getRawQuery()))
              : JSON.readTree(body);
      if (!credentials.isEmpty() && !credentials.equals(authorization)) {
        answer(exchange, 401, "You are not authenticated.");
      } else if (failures > 0) {
        failures--;
        answer(exchange, 503, "down for a while");
      } else {
        Object answer = answer(method, request);
        boolean lost = lostAnswers > 0;
        lostAnswers -= lost ? 1 : 0;
        boolean error = answer instanceof Map<?, ?> map && map.containsKey("error_code");
        answer(exchange, lost ? 503 : error ? 404 : 200, JSON.writeValueAsString(answer));
      }
    }
  }

  private static Map<String, String> query(String text) {
    var query = new HashMap<String, String>();
    for (String pair : text.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private Object answer(String method, JsonNode request) {
    return switch (method) {
      case "experiments/create" -> {
        String id = String.valueOf(experiments.size());
        experiments.put(id, request.get("name").stringValue());
        yield Map.of("experiment_id", id);
      }
      case "experiments/get-by-name" ->
          experiments.entrySet().stream()
              .filter(e -> e.getValue().equals(request.get("experiment_name").stringValue()))
              .findFirst()
              .<Object>map(e -> Map.of("experiment", experiment(e)))
              .orElse(Map.of("error_code", "RESOURCE_DOES_NOT_EXIST", "message", "none"));
      case "experiments/search" ->
          page(
              request,
              "experiments",
              experiments.entrySet().stream().<Object>map(MlflowDouble::experiment).toList());
      case "runs/search" -> page(request, "runs", search(request));
      case "runs/create" -> {
        String id = "%032x".formatted(runs.size() + 1);
        var run =
            new Run(
                request.get("experiment_id").stringValue(), request.get("run_name").stringValue());
        runs.put(id, run);
        request.path("tags").forEach(tag -> run.tags.put(text(tag, "key"), text(tag, "value")));
        yield Map.of("run", run(id, run));
      }
      case "runs/log-batch" -> {
        Run run = known(request);
        request.path("params").forEach(p -> run.params.put(text(p, "key"), text(p, "value")));
        request.path("tags").forEach(tag -> run.tags.put(text(tag, "key"), text(tag, "value")));
        request
            .path("metrics")
            .forEach(
                m -> run.metrics.computeIfAbsent(text(m, "key"), _ -> new ArrayList<>()).add(m));
        yield Map.of();
      }
      case "runs/update" -> {
        known(request).status = text(request, "status");
        yield Map.of();
      }
      case "metrics/get-history" ->
          page(
              request,
              "metrics",
              List.copyOf(
                  known(request).metrics.getOrDefault(text(request, "metric_key"), List.of())));
      default -> Map.of("error_code", "ENDPOINT_NOT_FOUND", "message", method);
    };
  }

  private Run known(JsonNode request) {
    return Objects.requireNonNull(runs.get(text(request, "run_id")));
  }

  private static String text(JsonNode node, String key) {
    return node.get(key).asString();
  }

  private static Map<String, Object> experiment(Map.Entry<String, String> entry) {
    return Map.of("experiment_id", entry.getKey(), "name", entry.getValue());
  }

  private List<Object> search(JsonNode request) {
    var found = new ArrayList<Object>();
    runs.forEach((id, run) -> {
      for (JsonNode experiment : request.get("experiment_ids")) {
        if (experiment.stringValue().equals(run.experiment)) {
          found.add(run(id, run));
        }
      }
    });
    return found;
  }

  private static Map<String, Object> run(String id, Run run) {
    var latest = new ArrayList<JsonNode>();
    run.metrics.values().forEach(points -> latest.add(points.getLast()));
    return Map.of(
        "info",
        Map.of(
            "run_id", id,
            "run_name", run.name,
            "experiment_id", run.experiment,
            "status", run.status),
        "data",
        Map.of("params", pairs(run.params), "tags", pairs(run.tags), "metrics", latest));
  }

  private static List<Map<String, String>> pairs(Map<String, String> texts) {
    return texts.entrySet().stream()
        .map(e -> Map.of("key", e.getKey(), "value", e.getValue()))
        .toList();
  }

  private Map<String, Object> page(JsonNode request, String list, List<?> all) {
    int from = Integer.parseInt(request.path("page_token").asString("0"));
    int to = Math.min(all.size(), from + pageSize);
    var answer = new LinkedHashMap<String, Object>();
    answer.put(list, all.subList(from, to));
    if (to < all.size()) {
      answer.put("next_page_token", String.valueOf(to));
    }
    return answer;
  }
}
