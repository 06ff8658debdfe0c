package shapelaw.dashboard;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A page's event stream, read on a thread of its own.
final class EventReader implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final Stream<String> lines;

  /// What came.
  record Event(String id, String kind, JsonNode data) {
    long number() {
      return Long.parseLong(id.substring(id.indexOf('-') + 1));
    }

    int finishedRuns() {
      return data.at("/overview/finishedRuns").asInt();
    }
  }

  private EventReader(Stream<String> lines) {
    this.lines = lines;
    Thread.ofVirtual().start(() -> read(lines));
  }

  /// Opens a stream.
  ///
  /// @param lastEventId where to go on; empty for a new page
  static EventReader open(HttpClient client, URI address, String lastEventId)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve("/events"));
    if (!lastEventId.isEmpty()) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<Stream<String>> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
    if (response.statusCode() != 200) {
      throw new IOException("events were answered by " + response.statusCode());
    }
    return new EventReader(response.body());
  }

  private void read(Stream<String> stream) {
    String[] field = {"", ""};
    try {
      stream.forEach(line -> {
        if (line.startsWith("id: ")) {
          field[0] = line.substring(4);
        } else if (line.startsWith("event: ")) {
          field[1] = line.substring(7);
        } else if (line.startsWith("data: ")) {
          events.add(new Event(field[0], field[1], JSON.readTree(line.substring(6))));
        }
      });
    } catch (RuntimeException e) {
      // Closed.
    }
  }

  List<Event> events() {
    return events;
  }

  /// Waits for an event.
  Event await(Predicate<Event> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (System.nanoTime() < deadline) {
      for (Event event : events) {
        if (wanted.test(event)) {
          return event;
        }
      }
      Thread.sleep(5);
    }
    throw new AssertionError("the event did not come; there were " + events.size());
  }

  @Override
  public void close() {
    lines.close();
  }
}
