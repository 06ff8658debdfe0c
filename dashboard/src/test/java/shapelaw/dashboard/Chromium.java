package shapelaw.dashboard;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A headless browser with one page, driven by the Chrome DevTools Protocol. It notes what the page
/// and its frames ask of the network, and what they complain of.
final class Chromium implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
  private static final String LISTENING = "DevTools listening on ";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final Path profile;
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final AtomicInteger lastCall = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final String session;

  /// The browser's program, if there is one on the path.
  static Optional<Path> program() {
    String path = System.getenv().getOrDefault("PATH", "");
    return NAMES.stream()
        .flatMap(name -> Stream.of(path.split(":")).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Starts a browser with an empty page.
  Chromium(Path program) throws IOException {
    profile = Files.createTempDirectory("shapelaw-chromium");
    var command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--headless=new",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "--no-first-run",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-extensions"));
    if ("root".equals(System.getProperty("user.name"))) {
      command.add("--no-sandbox"); // which it cannot set up for root
    }
    command.add("about:blank");
    process = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(address(process.errorReader(StandardCharsets.UTF_8)), new Listener())
            .join();
    JsonNode targets = call("", "Target.getTargets", Map.of()).at("/targetInfos");
    String page = "";
    for (JsonNode target : targets) {
      page =
          target.at("/type").asString().equals("page") ? target.at("/targetId").asString() : page;
    }
    session =
        call("", "Target.attachToTarget", Map.of("targetId", page, "flatten", true))
            .at("/sessionId")
            .asString();
    watch(session);
  }

  private static URI address(BufferedReader errors) throws IOException {
    String line;
    while ((line = errors.readLine()) != null) {
      if (line.startsWith(LISTENING)) {
        Thread.ofVirtual().start(() -> errors.lines().forEach(rest -> {})); // or it would wait
        return URI.create(line.substring(LISTENING.length()).strip());
      }
    }
    throw new IOException("the browser must say where it listens but ended");
  }

  /// A frame that is gone before it answers has nothing to tell.
  private void watch(String watched) {
    var sent = new ArrayList<CompletableFuture<JsonNode>>();
    for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
      sent.add(send(watched, domain + ".enable", Map.of()));
    }
    sent.add(
        send(
            watched,
            "Target.setAutoAttach",
            Map.of("autoAttach", true, "waitForDebuggerOnStart", false, "flatten", true)));
    sent.forEach(call -> call.exceptionally(gone -> JSON.createObjectNode()).join());
  }

  private CompletableFuture<JsonNode> send(String to, String method, Map<String, ?> parameters) {
    int id = lastCall.incrementAndGet();
    var answer = new CompletableFuture<JsonNode>();
    calls.put(id, answer);
    var message = JSON.createObjectNode();
    message.put("id", id).put("method", method).set("params", JSON.valueToTree(parameters));
    if (!to.isEmpty()) {
      message.put("sessionId", to);
    }
    synchronized (calls) { // one message at a time, as WebSocket wants it
      socket.sendText(message.toString(), true).join();
    }
    return answer;
  }

  private JsonNode call(String to, String method, Map<String, ?> parameters) {
    return send(to, method, parameters).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private JsonNode call(String method, Map<String, ?> parameters) {
    return call(session, method, parameters);
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        JsonNode message = JSON.readTree(text.toString());
        text.setLength(0);
        if (message.has("id")) {
          answer(message);
        } else {
          Thread.ofVirtual().start(() -> note(message));
        }
      }
      webSocket.request(1);
      return null;
    }
  }

  private void answer(JsonNode message) {
    CompletableFuture<JsonNode> call =
        Objects.requireNonNull(calls.remove(message.at("/id").asInt()), "an answer has its call");
    if (message.has("error")) {
      call.completeExceptionally(new IllegalStateException(message.at("/error").toString()));
    } else {
      call.complete(message.at("/result"));
    }
  }

  private void note(JsonNode message) {
    JsonNode parameters = message.at("/params");
    switch (message.at("/method").asString()) {
      case "Network.requestWillBeSent" -> requests.add(parameters.at("/request/url").asString());
      case "Network.webSocketCreated" -> requests.add(parameters.at("/url").asString());
      case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
      case "Log.entryAdded" -> complain(parameters.at("/entry"), "/level");
      case "Runtime.consoleAPICalled" -> complain(parameters, "/type");
      case "Target.attachedToTarget" -> watch(parameters.at("/sessionId").asString());
      default -> {}
    }
  }

  private void complain(JsonNode entry, String level) {
    if (List.of("error", "warning", "assert").contains(entry.at(level).asString())) {
      complaints.add(entry.toString());
    }
  }

  /// Addresses that the page and its frames asked for.
  List<String> requests() {
    return requests;
  }

  /// Errors, warnings and violated policies, of the page and its frames.
  List<String> complaints() {
    return complaints;
  }

  void open(URI address) {
    call("Page.navigate", Map.of("url", address.toString()));
    await("document.readyState === 'complete' && location.href.startsWith('" + address + "')");
  }

  /// The value of an expression.
  JsonNode value(String expression) {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.at("/exceptionDetails"));
    }
    return answer.at("/result/value");
  }

  String text(String selector) {
    return value("document.querySelector(%s).textContent".formatted(quoted(selector))).asString();
  }

  private static String quoted(String text) {
    return JSON.writeValueAsString(text);
  }

  /// Waits until an expression holds.
  void await(String expression) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!value("Boolean(" + expression + ")").asBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "%s did not come true; complaints: %s".formatted(expression, complaints));
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /// Clicks with the mouse in the middle of what a selector finds, once that is there.
  void click(String selector) {
    String found = "document.querySelector(" + quoted(selector) + ")";
    await(found + " && " + found + ".getClientRects().length > 0");
    JsonNode middle =
        value(
            "(() => { const e = %s; e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()"
                .formatted(found));
    mouse(middle.get(0).asDouble(), middle.get(1).asDouble());
  }

  private void mouse(double x, double y) {
    call("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
    for (String type : List.of("mousePressed", "mouseReleased")) {
      call(
          "Input.dispatchMouseEvent",
          Map.of("type", type, "x", x, "y", y, "button", "left", "clickCount", 1));
    }
  }

  /// Types into whatever has the focus.
  void type(String text) {
    call("Input.insertText", Map.of("text", text));
  }

  /// Presses a key that has a name, for example `Escape`.
  void press(String key, int code) {
    for (String type : List.of("keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", code));
    }
  }

  /// Sets how large the page is, and whether it is dark.
  void look(int width, int height, boolean dark) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /// Takes a picture of what is seen.
  void picture(Path file) throws IOException {
    String data = call("Page.captureScreenshot", Map.of("format", "png")).at("/data").asString();
    Files.write(file, Base64.getDecoder().decode(data));
  }

  @Override
  public void close() throws IOException {
    try {
      call("", "Browser.close", Map.of());
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (RuntimeException | InterruptedException e) {
      // It is ended below.
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    client.shutdownNow();
    deleteProfile();
  }

  private void deleteProfile() throws IOException {
    try (Stream<Path> files = Files.walk(profile)) {
      Consumer<Path> delete = file -> file.toFile().delete(); // its children may still be ending
      files.sorted(Comparator.reverseOrder()).forEach(delete);
    }
  }
}
