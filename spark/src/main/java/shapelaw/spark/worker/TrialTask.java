package shapelaw.spark.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.resource.ResourceInformation;

/// One attempt at a trunk on a worker's machine: a child process of Spark's executor, which trains
/// and writes into the trial's folder. It holds nothing but strings, since it travels by Java
/// serialization.
///
/// When Spark kills the task, the child is asked to write a checkpoint and end; when the executor
/// ends, so does the child, with a checkpoint if there is time. A dead executor's child dies,
/// because the executor holds its standard input.
///
/// @param command Java and all arguments but the parent's process id
/// @param environment what to set in the child's environment
/// @param folder the trial's folder, at this path on every machine
/// @param trunkFile file in it that says what to train
/// @param log takes what the child says beside its progress
public record TrialTask(
    List<String> command,
    Map<String, String> environment,
    String folder,
    String trunkFile,
    String log)
    implements Function<Long, String> {

  /// Answer of a task that Spark starts once more: the attempt is over, a new one has a token of
  /// its own.
  public static final String BEGUN_BEFORE = "begun before";

  /// What an executor may take to end when it is asked to: Spark's worker kills it after 10 s.
  static final Duration EXECUTOR_END = Duration.ofSeconds(8);

  /// How long a child may take to write its checkpoint before it is killed.
  public static final Duration STOP_PATIENCE = Duration.ofMinutes(2);

  private static final long POLL_MILLISECONDS = 200;
  private static final String PROTOCOL = "shapelaw:";
  private static final String GPU = "gpu";
  private static final String VISIBLE_DEVICES = "CUDA_VISIBLE_DEVICES";

  public TrialTask {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /// @param token of the attempt
  /// @return the child's exit code as a number, [#BEGUN_BEFORE], or a sentence that says why no
  ///   child was started
  @Override
  public String call(Long token) throws IOException, InterruptedException {
    TaskContext context = TaskContext.get();
    if (context.attemptNumber() > 0 || context.stageAttemptNumber() > 0) {
      return BEGUN_BEFORE;
    }
    if (!Files.isReadable(Path.of(trunkFile))) {
      return "the trial folder %s must be on %s too but is not. Maybe the study does not lie on a file system that all machines share."
          .formatted(folder, machine());
    }
    if (!Files.isExecutable(Path.of(command.getFirst()))) {
      return "Java must be %s on %s too but is not there. Maybe set spark.java in study.yaml."
          .formatted(command.getFirst(), machine());
    }
    Process child = start(context);
    Thread hook = new Thread(() -> end(child, EXECUTOR_END), "stop-trial");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      listen(child);
      return Integer.toString(await(child, context));
    } finally {
      end(child, STOP_PATIENCE);
      forget(hook);
    }
  }

  private static String machine() throws IOException {
    return InetAddress.getLocalHost().getHostName();
  }

  private Process start(TaskContext context) throws IOException {
    var line = new ArrayList<>(command);
    line.addAll(List.of("--parent-pid", Long.toString(ProcessHandle.current().pid())));
    var builder = new ProcessBuilder(line);
    builder.environment().putAll(environment);
    ResourceInformation gpus = context.resourcesJMap().get(GPU);
    if (gpus != null) {
      builder.environment().put(VISIBLE_DEVICES, String.join(",", gpus.addresses()));
    }
    builder.redirectError(ProcessBuilder.Redirect.appendTo(Path.of(log).toFile()));
    return builder.start();
  }

  /// Progress is read from the folder; what native code or a dying JVM writes belongs to the log.
  private void listen(Process child) {
    Thread listener =
        new Thread(
            () -> {
              try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  if (!line.startsWith(PROTOCOL)) {
                    Files.writeString(
                        Path.of(log),
                        line + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                  }
                }
              } catch (IOException e) {
                System.err.println("The output of a trial broke off: " + e);
              }
            },
            "trial-output");
    listener.setDaemon(true);
    listener.start();
  }

  private static int await(Process child, TaskContext context) throws InterruptedException {
    while (!child.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
      if (context.isInterrupted()) {
        throw new InterruptedException("Spark killed the task");
      }
    }
    return child.exitValue();
  }

  /// Asks the child to end, and kills it if it does not. Interrupts wait: the checkpoint comes
  /// first. `Process.destroy()` would close standard input too, which says that the parent is dead.
  private static void end(Process child, Duration patience) {
    if (!child.isAlive()) {
      return;
    }
    child.toHandle().destroy();
    long deadline = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    while (child.isAlive() && System.nanoTime() - deadline < 0) {
      try {
        var _ = child.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (child.isAlive()) {
      child.destroyForcibly();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The executor is ending: the hook is running.
    }
  }
}
