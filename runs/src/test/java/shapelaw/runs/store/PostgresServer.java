package shapelaw.runs.store;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// A PostgreSQL server for tests: the one that the environment names, or one of this machine's
/// binaries, started on a free port of the loopback interface with a cluster of its own.
///
/// @param url of its database, without a schema
/// @param bin folder of the binaries if this started it
/// @param data its cluster if this started it
record PostgresServer(String url, Optional<Path> bin, Optional<Path> data) {

  /// Environment variable with the URL of a server to test on.
  static final String VARIABLE = "SHAPELAW_TEST_POSTGRES";

  static final String WAY_OUT =
      "needs PostgreSQL: set %s to postgresql://user@host/database, or install its binaries (Debian: postgresql)"
          .formatted(VARIABLE);

  /// PostgreSQL does not start as root.
  private static final String UNPRIVILEGED = "postgres";

  static Optional<PostgresServer> find() throws IOException, InterruptedException {
    String named = System.getenv(VARIABLE);
    if (named != null) {
      return Optional.of(new PostgresServer(named, Optional.empty(), Optional.empty()));
    }
    Optional<Path> bin = binaries();
    return bin.isPresent() ? start(bin.get()) : Optional.empty();
  }

  private static Optional<Path> binaries() throws IOException {
    var places = new ArrayList<Path>();
    Path debian = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> versions = Files.list(debian)) {
        versions.sorted(Comparator.reverseOrder()).forEach(v -> places.add(v.resolve("bin")));
      }
    }
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      places.add(Path.of(folder));
    }
    return places.stream()
        .filter(place -> Files.isExecutable(place.resolve("initdb")))
        .filter(place -> Files.isExecutable(place.resolve("pg_ctl")))
        .findFirst();
  }

  private static Optional<PostgresServer> start(Path bin) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("shapelaw-postgres");
    Path data = folder.resolve("data");
    if (isRoot() && !run("chown", UNPRIVILEGED, folder.toString())) {
      return Optional.empty();
    }
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    boolean started =
        as(
                List.of(
                    bin.resolve("initdb").toString(),
                    "-D",
                    data.toString(),
                    "-U",
                    "shapelaw",
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--no-locale",
                    "--no-sync"))
            && as(
                List.of(
                    bin.resolve("pg_ctl").toString(),
                    "-D",
                    data.toString(),
                    "-w",
                    "-l",
                    folder.resolve("log").toString(),
                    "-o",
                    "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
                        .formatted(port),
                    "start"));
    return started
        ? Optional.of(
            new PostgresServer(
                "postgresql://shapelaw@127.0.0.1:%d/postgres".formatted(port),
                Optional.of(bin),
                Optional.of(data)))
        : Optional.empty();
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static boolean as(List<String> command) throws IOException, InterruptedException {
    var whole = new ArrayList<String>();
    if (isRoot()) {
      whole.addAll(
          List.of("setpriv", "--reuid", UNPRIVILEGED, "--regid", UNPRIVILEGED, "--clear-groups"));
    }
    whole.addAll(command);
    return run(whole.toArray(String[]::new));
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // no such program
    }
  }

  /// Stops what [#find] started.
  void stop() throws IOException, InterruptedException {
    if (bin.isPresent() && data.isPresent()) {
      as(
          List.of(
              bin.get().resolve("pg_ctl").toString(),
              "-D",
              data.get().toString(),
              "-m",
              "immediate",
              "stop"));
      Path folder = Objects.requireNonNull(data.get().getParent());
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
