package shapelaw.runs;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.run.RunResult;

/// One child process from start to end, seen from the coordinator.
final class LocalTrial {

  /// How long a child may take to write its checkpoint before it is killed.
  static final Duration STOP_PATIENCE = Duration.ofMinutes(2);

  private static final Logger LOG = LoggerFactory.getLogger(LocalTrial.class);
  private static final long POLL_MILLISECONDS = 100;
  private static final int REASON_LINES = 3;
  private static final int SIGNALLED = 128;

  private final Assignment assignment;
  private final AttemptSink sink;
  private final List<String> command;
  private final Map<String, String> environment;
  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

  /// What comes from the child.
  private sealed interface Message {
    record Line(String text) implements Message {}

    record Exit(int code) implements Message {}
  }

  LocalTrial(
      Assignment assignment,
      AttemptSink sink,
      List<String> command,
      Map<String, String> environment) {
    this.assignment = assignment;
    this.sink = sink;
    this.command = command;
    this.environment = environment;
  }

  AttemptEnd run() throws IOException {
    Files.deleteIfExists(assignment.folder().log());
    Process process;
    try {
      process = start();
    } catch (IOException e) {
      return AttemptEnd.failed("the child process cannot be started: " + e.getMessage());
    }
    listen(process);
    try {
      sink.process(process.pid());
      int code = follow(process);
      collect();
      return end(code);
    } catch (IllegalArgumentException e) {
      return AttemptEnd.failed("a result file is damaged: " + e.getMessage());
    } finally {
      stopNow(process);
    }
  }

  private Process start() throws IOException {
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(assignment.folder().log().toFile()));
    return builder.start();
  }

  /// Standard input stays open as long as this process lives: its end tells the child that the
  /// coordinator is gone.
  private void listen(Process process) {
    Thread.ofVirtual()
        .start(() -> {
          try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              messages.add(new Message.Line(line));
            }
          } catch (IOException e) {
            LOG.debug("The output of process {} broke off.", process.pid(), e);
          }
        });
    var _ = process.onExit().thenAccept(p -> messages.add(new Message.Exit(p.exitValue())));
  }

  /// Handles what the child says until it has ended.
  private int follow(Process process) throws IOException {
    long killAt = Long.MAX_VALUE;
    while (true) {
      switch (next()) {
        case null -> {}
        case Message.Exit(int code) -> {
          return code;
        }
        case Message.Line(String line) when line.startsWith(TrialContext.RESULT) -> collect();
        case Message.Line(String line) when line.startsWith(TrialContext.PROGRESS) ->
            sink.progress(RunJson.readProgress(line.substring(TrialContext.PROGRESS.length())));
        case Message.Line(String line) -> log(line);
      }
      if (assignment.stop().get() && killAt == Long.MAX_VALUE) {
        askToStop(process);
        killAt = System.nanoTime() + STOP_PATIENCE.toNanos();
      }
      if (killAt != Long.MAX_VALUE && System.nanoTime() - killAt > 0) {
        process.destroyForcibly();
      }
    }
  }

  /// What native code or a dying JVM writes to standard output belongs to the log.
  private void log(String line) throws IOException {
    Files.writeString(assignment.folder().log(), line + "\n", StandardOpenOption.APPEND);
  }

  private @Nullable Message next() {
    try {
      return messages.poll(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      assignment.stop().set(true); // nobody interrupts workers, but whoever does means this
      return null;
    }
  }

  private void collect() throws IOException {
    for (RunResult result : assignment.folder().results(assignment.attempt().token())) {
      sink.accept(result);
    }
  }

  private AttemptEnd end(int code) throws IOException {
    boolean asked = assignment.stop().get();
    return switch (code) {
      case ExitCode.DONE -> AttemptEnd.done();
      case ExitCode.PERMANENT_FAILURE -> AttemptEnd.impossible(lastWords());
      case ExitCode.CHECKPOINTED ->
          new AttemptEnd(AttemptStatus.CHECKPOINTED, "asked to stop", true);
      default -> {
        if (asked) {
          yield new AttemptEnd(AttemptStatus.CANCELLED, "stopped without a checkpoint", true);
        }
        yield code > SIGNALLED
            ? new AttemptEnd(AttemptStatus.LOST, killedBy(code - SIGNALLED), true)
            : AttemptEnd.failed("exit code %d: %s".formatted(code, lastWords()));
      }
    };
  }

  private String killedBy(int signal) throws IOException {
    String words = lastWords();
    return "killed by signal %d.%s%s"
        .formatted(
            signal,
            signal == 9 ? " Maybe the machine ran out of memory." : "",
            words.isEmpty() ? "" : " It had said: " + words);
  }

  /// The last lines that are no stack frames.
  private String lastWords() throws IOException {
    var last = new ArrayDeque<String>();
    // What is not UTF-8 (a file name, say) becomes a replacement character and no exception.
    new String(Files.readAllBytes(assignment.folder().log()), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("\tat "))
        .forEach(line -> {
          last.add(line.strip());
          if (last.size() > REASON_LINES) {
            last.remove();
          }
        });
    return last.stream().collect(Collectors.joining(" "));
  }

  /// Sends SIGTERM. `Process.destroy()` would close standard input too, which says that the
  /// coordinator is dead.
  private static void askToStop(Process process) {
    process.toHandle().destroy();
  }

  /// Nothing that this object started may outlive it, whatever went wrong above.
  private void stopNow(Process process) {
    if (!process.isAlive()) {
      return;
    }
    askToStop(process);
    try {
      if (!process.waitFor(STOP_PATIENCE)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      assignment.stop().set(true);
    }
  }
}
