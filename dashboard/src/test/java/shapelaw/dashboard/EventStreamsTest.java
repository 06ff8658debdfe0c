package shapelaw.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventStreamsTest {

  private static final Duration PATIENCE = Duration.ofMillis(400);

  private final EventLog log = new EventLog();
  private final EventStreams streams =
      new EventStreams(log, () -> "{\"whole\":true}", Duration.ofMillis(100));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    server.setExecutor(threads);
    server.createContext("/events", streams::serve);
    server.start();
    threads.execute(() -> streams.cutOffStuck(PATIENCE));
  }

  @AfterEach
  void end() {
    log.close();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void aReaderThatTakesNothingIsCutOffAndHoldsUpNobody() throws Exception {
    try (var stuck = new Socket();
        HttpClient client = HttpClient.newHttpClient()) {
      stuck.setReceiveBufferSize(4096);
      stuck.connect(server.getAddress());
      stuck
          .getOutputStream()
          .write(
              "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      URI address = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
      try (EventReader reader = EventReader.open(client, address, "")) {
        awaitOpen(2);
        reader.await(e -> e.kind().equals("snapshot"));
        String large = "{\"text\":\"" + "x".repeat(200_000) + "\"}";
        for (int i = 1; i <= 100; i++) {
          log.append(large);
          int number = i;
          reader.await(e -> e.number() == number);
        }
        awaitOpen(1);
        log.append("{}");
        reader.await(e -> e.number() == 101);
      }
    }
  }

  private void awaitOpen(int count) throws InterruptedException {
    for (int i = 0; i < 500 && streams.open() != count; i++) {
      Thread.sleep(10);
    }
    assertThat(streams.open()).isEqualTo(count);
  }

  @Test
  void aReaderThatFallsBehindTheLogGetsTheWhole() throws Exception {
    for (int i = 0; i < EventLog.CAPACITY + 10; i++) {
      log.append("{}");
    }
    assertThat(log.after(3, Duration.ZERO).gap()).isTrue();
    assertThat(log.after(10, Duration.ZERO).events()).hasSize(EventLog.CAPACITY);
    assertThat(log.after(log.last(), Duration.ZERO).events()).isEmpty();
    assertThat(log.after(log.last() + 1, Duration.ZERO).gap()).isTrue();
  }
}
