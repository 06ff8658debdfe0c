package shapelaw.dashboard;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A study's dashboard on this machine. It only reads, and can come and go while the study runs.
public final class Dashboard implements AutoCloseable {

  /// Where it listens unless asked otherwise.
  public static final int DEFAULT_PORT = 8437;

  private static final int LARGEST_PORT = 65535;

  /// Tries to find a port that is free for both protocols, where any will do.
  private static final int TRIES = 20;

  private final int port;
  private final List<HttpServer> servers;
  private final ExecutorService threads;
  private final StudyWatch watch;
  private final EventLog log;

  /// How often things happen.
  ///
  /// @param poll between two looks at the store
  /// @param report shortest time between two reports
  /// @param keepAlive longest silence of an event stream
  /// @param patience with a reader that takes nothing
  record Pace(Duration poll, Duration report, Duration keepAlive, Duration patience) {
    static final Pace USUAL =
        new Pace(
            Duration.ofMillis(400),
            Duration.ofSeconds(10),
            EventStreams.KEEP_ALIVE,
            EventStreams.PATIENCE);
  }

  private Dashboard(
      int port, List<HttpServer> servers, ExecutorService threads, StudyWatch watch, EventLog log) {
    this.port = port;
    this.servers = servers;
    this.threads = threads;
    this.watch = watch;
    this.log = log;
  }

  /// Starts to serve a study.
  ///
  /// @param port to listen at; 0 for any that is free
  /// @throws IllegalArgumentException if the port is taken, or none
  /// @throws IOException if this machine does not let anybody listen
  /// @throws shapelaw.runs.store.StoreException if the study's store cannot be read
  public static Dashboard start(DashboardStudy study, int port) throws IOException {
    return start(study, port, Pace.USUAL);
  }

  static Dashboard start(DashboardStudy study, int port, Pace pace) throws IOException {
    if (port < 0 || port > LARGEST_PORT) {
      throw new IllegalArgumentException(
          "a port must be in 0 … %d but was %d.".formatted(LARGEST_PORT, port));
    }
    Page page = Page.read();
    List<HttpServer> servers = bind(port);
    var log = new EventLog();
    var watch = new StudyWatch(study, log, pace.poll(), pace.report());
    try {
      watch.start();
    } catch (RuntimeException e) {
      servers.forEach(server -> server.stop(0));
      throw e;
    }
    var streams = new EventStreams(log, watch::snapshotJson, pace.keepAlive());
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    threads.execute(() -> streams.cutOffStuck(pace.patience()));
    int bound = servers.getFirst().getAddress().getPort();
    var handler =
        new DashboardHandler(
            new RequestGuard(bound), page, watch, new StudyAnswers(study, watch), streams);
    for (HttpServer server : servers) {
      server.setExecutor(threads);
      server.createContext("/", handler);
      server.start();
    }
    return new Dashboard(bound, servers, threads, watch, log);
  }

  /// Takes the port of IPv4's loopback, and of IPv6's where there is one.
  private static List<HttpServer> bind(int port) throws IOException {
    InetAddress ipv4 = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    byte[] one = new byte[16];
    one[15] = 1;
    InetAddress ipv6 = InetAddress.getByAddress(one);
    boolean hasIpv6 = NetworkInterface.getByInetAddress(ipv6) != null;
    for (int tried = 1; ; tried++) {
      var servers = new ArrayList<HttpServer>();
      try {
        servers.add(HttpServer.create(new InetSocketAddress(ipv4, port), 0));
        if (hasIpv6) {
          int same = servers.getFirst().getAddress().getPort();
          servers.add(HttpServer.create(new InetSocketAddress(ipv6, same), 0));
        }
        return servers;
      } catch (BindException e) {
        servers.forEach(server -> server.stop(0));
        if (port != 0 || tried >= TRIES) {
          throw taken(port, e);
        }
      }
    }
  }

  private static IllegalArgumentException taken(int port, BindException cause) {
    return new IllegalArgumentException(
        "port %d must be free but cannot be had (%s). Maybe another dashboard runs there already: http://localhost:%d; else take another port, or 0 for any that is free."
            .formatted(port, cause.getMessage(), port),
        cause);
  }

  /// What to open in a browser.
  public URI address() {
    return URI.create("http://localhost:" + port + "/");
  }

  /// Ends every stream and stops to listen; the study goes on.
  @Override
  public void close() {
    log.close();
    watch.close();
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }
}
