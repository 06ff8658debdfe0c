package shapelaw.spark.driver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assumptions;

/// A standalone Spark on loopback: a master and workers as processes of their own, from the
/// libraries that Maven has.
public final class StandaloneCluster {

  private static final Path SPARK_CLASSPATH = Path.of("target", "spark-classpath");
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration END = Duration.ofSeconds(15);

  private final Path folder;
  private final int port;
  private final Map<String, Process> processes = new LinkedHashMap<>();

  /// Starts the master.
  ///
  /// @param folder takes logs, and what workers need
  public StandaloneCluster(Path folder) throws IOException {
    Assumptions.assumeTrue(Files.exists(SPARK_CLASSPATH), "Spark's libraries are not built in");
    this.folder = folder;
    this.port = freePort();
    makeHome();
    start(
        "master",
        "org.apache.spark.deploy.master.Master",
        List.of("--host", LOOPBACK, "--port", Integer.toString(port), "--webui-port", "0"));
    awaitMaster();
  }

  private void awaitMaster() throws IOException {
    while (true) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException e) {
        if (!process("master").isAlive()) {
          throw new IOException(
              "the master ended: " + Files.readString(folder.resolve("master.log")), e);
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void makeHome() throws IOException {
    Path jars = Files.createDirectories(home().resolve("jars"));
    for (String jar : Files.readString(SPARK_CLASSPATH).strip().split(":", -1)) {
      Path link = jars.resolve(String.valueOf(Path.of(jar).getFileName()));
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, Path.of(jar));
    }
  }

  /// A folder like that of a Spark distribution, with links to Maven's files.
  public static Path home() {
    return Path.of("target", "spark-home").toAbsolutePath();
  }

  public String master() {
    return "spark://" + LOOPBACK + ":" + port;
  }

  /// Starts a worker that offers cores and 4 GiB.
  public void startWorker(String name, int cores) throws IOException {
    start(
        name,
        "org.apache.spark.deploy.worker.Worker",
        List.of(
            "--host",
            LOOPBACK,
            "--webui-port",
            "0",
            "--cores",
            Integer.toString(cores),
            "--memory",
            "4g",
            "--work-dir",
            folder.resolve(name + "-work").toString(),
            master()));
  }

  private void start(String name, String main, List<String> arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", home() + "/jars/*"));
    command.add(main);
    command.addAll(arguments);
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().put("SPARK_HOME", home().toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", LOOPBACK);
    processes.put(name, builder.start());
  }

  public ProcessHandle process(String name) {
    return Objects.requireNonNull(processes.get(name)).toHandle();
  }

  /// Processes of the executors that a worker started.
  public List<ProcessHandle> executors(String worker) {
    return process(worker).children().toList();
  }

  /// Ends a process without a word, as the kernel's out-of-memory killer does.
  public static void kill(ProcessHandle process) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-9", Long.toString(process.pid())).start().waitFor();
  }

  /// Ends all that was started, with executors and trials.
  public void stop() throws InterruptedException {
    var all = new ArrayList<ProcessHandle>();
    for (Process process : processes.values()) {
      process.descendants().forEach(all::add);
      all.add(process.toHandle());
    }
    all.forEach(ProcessHandle::destroy);
    for (ProcessHandle each : all) {
      try {
        each.onExit().get(END.toSeconds(), TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException e) {
        each.destroyForcibly();
      }
    }
  }
}
