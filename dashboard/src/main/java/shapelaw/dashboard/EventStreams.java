package shapelaw.dashboard;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Server-sent events: one stream for each open page, each on a thread of its own. A page that
/// comes back within the log's reach goes on where it was; any other gets a snapshot first.
///
/// ```text
/// id: <epoch>-<number>
/// event: snapshot | change
/// data: <json>
/// ```
///
/// A stream whose reader takes nothing for [#PATIENCE] is cut off.
final class EventStreams {

  /// Streams at once; more than that is no person.
  static final int MOST = 512;

  static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Pattern ID = Pattern.compile("([0-9a-z]{1,16})-([0-9]{1,18})");

  private final EventLog log;
  private final Supplier<String> snapshot;
  private final Duration keepAlive;

  /// Tells the numbers of this server's log from those of one that ran before.
  private final String epoch = Long.toString(System.nanoTime() & Long.MAX_VALUE, 36);

  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();

  /// @param snapshot the whole as JSON, at least as new as the log's last event was before the call
  /// @param keepAlive longest silence
  EventStreams(EventLog log, Supplier<String> snapshot, Duration keepAlive) {
    this.log = log;
    this.snapshot = snapshot;
    this.keepAlive = keepAlive;
  }

  private static final class Stream {
    final Thread thread = Thread.currentThread();
    volatile long writingSinceNanos;
    volatile boolean writing;
  }

  /// Streams now.
  int open() {
    return streams.size();
  }

  /// Answers a request for events, until its reader goes or the log is closed.
  void serve(HttpExchange exchange) throws IOException {
    if (streams.size() >= MOST) {
      Responses.text(
          exchange, 503, "at most %d pages can be open at once. Maybe close some.".formatted(MOST));
      return;
    }
    var stream = new Stream();
    streams.add(stream);
    try {
      Responses.secure(exchange);
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        write(stream, out, "retry: 2000\n\n");
        follow(stream, out, exchange.getRequestHeaders().getFirst("Last-Event-ID"));
      }
    } catch (InterruptedException e) {
      // Cut off, or the server ends: either way this thread is through.
    } finally {
      streams.remove(stream);
    }
  }

  private void follow(Stream stream, OutputStream out, @Nullable String lastEventId)
      throws IOException, InterruptedException {
    long seen = numberIn(lastEventId);
    if (seen < 0) {
      seen = snapshot(stream, out);
    }
    while (true) {
      EventLog.Batch batch = log.after(seen, keepAlive);
      if (batch.closed()) {
        return;
      } else if (batch.gap()) {
        seen = snapshot(stream, out);
      } else if (batch.events().isEmpty()) {
        write(stream, out, ": still here\n\n");
      } else {
        var text = new StringBuilder();
        for (EventLog.Event event : batch.events()) {
          text.append(message(event.number(), "change", event.json()));
          seen = event.number();
        }
        write(stream, out, text.toString());
      }
    }
  }

  /// @return the number of an event of this log, or −1
  private long numberIn(@Nullable String lastEventId) {
    Matcher id = ID.matcher(lastEventId == null ? "" : lastEventId);
    return id.matches() && id.group(1).equals(epoch) ? Long.parseLong(id.group(2)) : -1;
  }

  private long snapshot(Stream stream, OutputStream out) throws IOException {
    long number = log.last();
    write(stream, out, message(number, "snapshot", snapshot.get()));
    return number;
  }

  private String message(long number, String kind, String json) {
    return "id: %s-%d%nevent: %s%ndata: %s%n%n".formatted(epoch, number, kind, json);
  }

  private static void write(Stream stream, OutputStream out, String text) throws IOException {
    stream.writingSinceNanos = System.nanoTime();
    stream.writing = true;
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
    stream.writing = false;
  }

  /// Ends streams whose readers take nothing, until this thread is interrupted.
  void cutOffStuck(Duration patience) {
    try {
      while (true) {
        Thread.sleep(patience.dividedBy(4));
        cutOffOnce(patience);
      }
    } catch (InterruptedException e) {
      // The dashboard ends.
    }
  }

  /// An interrupt closes the channel that is written to.
  private void cutOffOnce(Duration patience) {
    long now = System.nanoTime();
    for (Stream stream : streams) {
      if (stream.writing && now - stream.writingSinceNanos > patience.toNanos()) {
        stream.thread.interrupt();
      }
    }
  }
}
