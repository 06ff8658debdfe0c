package shapelaw.runs.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.run.RunResult;
import shapelaw.runs.Assignment;
import shapelaw.runs.AttemptEnd;
import shapelaw.runs.AttemptSink;
import shapelaw.runs.ExitReport;
import shapelaw.runs.files.RunJson;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.trial.ExitCode;
import shapelaw.runs.trial.TrialContext;

/// One child process from start to end, seen from the coordinator.
final class LocalTrial {

  /// How long a child may take to write its checkpoint before it is killed.
  static final Duration STOP_PATIENCE = Duration.ofMinutes(2);

  private static final Logger LOG = LoggerFactory.getLogger(LocalTrial.class);

  /// Exit code of a process that got SIGKILL.
  private static final int KILLED = 137;

  private static final long POLL_MILLISECONDS = 100;

  private final Assignment assignment;
  private final AttemptSink sink;
  private final MemoryGuard memory;
  private final List<String> command;
  private final Map<String, String> environment;
  private final long kernelKillsBefore = OutOfMemory.kernelKills();
  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

  /// What comes from the child.
  private sealed interface Message {
    record Line(String text) implements Message {}

    record Exit(int code) implements Message {}
  }

  LocalTrial(
      Assignment assignment,
      AttemptSink sink,
      MemoryGuard memory,
      List<String> command,
      Map<String, String> environment) {
    this.assignment = assignment;
    this.sink = sink;
    this.memory = memory;
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
    memory.watch(process.pid());
    listen(process);
    try {
      sink.carriedBy("pid:" + process.pid());
      int code = follow(process);
      collect();
      return end(process.pid(), code);
    } catch (IllegalArgumentException e) {
      return AttemptEnd.failed("a result file is damaged: " + e.getMessage());
    } finally {
      var _ = memory.unwatch(process.pid());
      stopNow(process);
    }
  }

  private AttemptEnd end(long pid, int code) throws IOException {
    Optional<MemoryGuard.Excess> excess = memory.unwatch(pid);
    if (excess.isPresent() && code != ExitCode.DONE) {
      return AttemptEnd.failed(excess.get().reason());
    }
    if (code == KILLED && OutOfMemory.kernelKills() > kernelKillsBefore) {
      return AttemptEnd.failed(
          "out of memory: the kernel ended processes for want of it. " + MemoryGuard.WAY_OUT);
    }
    AttemptEnd end = ExitReport.of(code, assignment.stop().get(), assignment.folder().log());
    return end.status() == AttemptStatus.FAILED && OutOfMemory.isSaidIn(end.reason())
        ? new AttemptEnd(end.status(), end.reason() + " " + MemoryGuard.WAY_OUT, end.again())
        : end;
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
