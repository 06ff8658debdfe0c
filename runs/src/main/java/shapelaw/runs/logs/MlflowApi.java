package shapelaw.runs.logs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calls of MLflow's REST API. Credentials go to this address alone: redirections are not followed.
final class MlflowApi {

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int MOST_BYTES = 1 << 28;

  /// More pages than this are a server that repeats itself.
  private static final int MOST_PAGES = 10_000;

  private static final int LONGEST_QUOTE = 200;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final URI address;
  private final Optional<String> authorization;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private MlflowApi(URI address, Optional<String> authorization) {
    this.address = address;
    this.authorization = authorization;
  }

  /// A server with the credentials that MLflow's own clients would take: MLFLOW_TRACKING_TOKEN, or
  /// MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.
  static MlflowApi at(String address, Map<String, String> environment) {
    try {
      URI uri = new URI(address.replaceFirst("/+$", ""));
      if (uri.getHost() == null || uri.getUserInfo() != null) {
        throw new LogException(
            "the address of an MLflow server must be like http://host:5000, without a password in it, but was not. Maybe set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.");
      }
      return new MlflowApi(uri, authorization(environment));
    } catch (URISyntaxException e) {
      throw new LogException(
          "the address of an MLflow server must be like http://host:5000 but was '%s'."
              .formatted(address),
          e);
    }
  }

  private static Optional<String> authorization(Map<String, String> environment) {
    String token = environment.get("MLFLOW_TRACKING_TOKEN");
    if (token != null && !token.isBlank()) {
      return Optional.of("Bearer " + token);
    }
    String user = environment.get("MLFLOW_TRACKING_USERNAME");
    String password = environment.get("MLFLOW_TRACKING_PASSWORD");
    if (user == null || password == null) {
      return Optional.empty();
    }
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
  }

  URI address() {
    return address;
  }

  JsonNode post(String method, Object body) throws IOException {
    return send(
        request(method)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build());
  }

  JsonNode get(String method, Map<String, Object> query) throws IOException {
    String text =
        query.entrySet().stream()
            .map(entry ->
                entry.getKey()
                    + "="
                    + URLEncoder.encode(String.valueOf(entry.getValue()), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return send(request(method + "?" + text).GET().build());
  }

  /// The entries of `list` in all pages of an answer to [#post].
  List<JsonNode> pages(String method, Map<String, Object> request, String list) throws IOException {
    return pages(page -> post(method, page), method, request, list);
  }

  /// The same for [#get].
  List<JsonNode> getPages(String method, Map<String, Object> query, String list)
      throws IOException {
    return pages(page -> get(method, page), method, query, list);
  }

  @FunctionalInterface
  private interface Call {
    JsonNode with(Map<String, Object> arguments) throws IOException;
  }

  private List<JsonNode> pages(Call call, String method, Map<String, Object> arguments, String list)
      throws IOException {
    var all = new ArrayList<JsonNode>();
    var request = new LinkedHashMap<>(arguments);
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonNode answer = call.with(request);
      answer.path(list).forEach(all::add);
      String next = answer.path("next_page_token").asString("");
      if (next.isEmpty()) {
        return all;
      }
      request.put("page_token", next);
    }
    throw new LogException(
        "%s must end its answer to %s but had %,d pages.".formatted(address, method, MOST_PAGES));
  }

  private HttpRequest.Builder request(String method) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + "/api/2.0/mlflow/" + method)).timeout(ANSWER);
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private JsonNode send(HttpRequest request) throws IOException {
    HttpResponse<InputStream> response;
    try {
      response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the call of " + address + " was interrupted", e);
    } catch (IOException e) {
      throw new IOException(
          "%s must answer but does not: %s. Maybe the server is down, or the address is another."
              .formatted(address, reason(e)),
          e);
    }
    byte[] bytes;
    try (InputStream body = response.body()) {
      bytes = body.readNBytes(MOST_BYTES);
    }
    return answer(request, response.statusCode(), new String(bytes, StandardCharsets.UTF_8));
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private JsonNode answer(HttpRequest request, int status, String body) throws IOException {
    JsonNode tree = tree(body);
    if (status / 100 == 2 && tree.isObject()) {
      return tree;
    }
    String code = tree.path("error_code").asString("");
    String message = tree.path("message").asString(quote(body));
    String what = "%s answered %d %s: %s".formatted(request.uri().getPath(), status, code, message);
    if (status == 401 || status == 403) {
      throw new LogException(
          "%s must let us in but did not: %s. Maybe set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD."
              .formatted(address, what));
    } else if (status >= 500 || status == 429) {
      throw new IOException("%s must answer but failed: %s".formatted(address, what));
    }
    throw new MlflowRefusal(
        code,
        "%s must be an MLflow tracking server that takes our call but is not: %s"
            .formatted(address, what));
  }

  private static JsonNode tree(String body) {
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      return JSON.missingNode();
    }
  }

  private static String quote(String body) {
    String text = body.strip().replaceAll("\\s+", " ");
    return text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text;
  }

  /// The server understood a call and refused it.
  static final class MlflowRefusal extends IOException {
    private static final long serialVersionUID = 1L;
    private final String code;

    MlflowRefusal(String code, String message) {
      super(message);
      this.code = code;
    }

    /// MLflow's own word for it, such as RESOURCE_DOES_NOT_EXIST; may be empty.
    String code() {
      return code;
    }
  }
}
