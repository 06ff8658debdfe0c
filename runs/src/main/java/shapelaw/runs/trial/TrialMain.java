package shapelaw.runs.trial;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import shapelaw.run.NoCheckpointException;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.Trainer;
import shapelaw.run.TrainingFailure;
import shapelaw.run.Trunk;
import shapelaw.runs.files.RunJson;

/// The child process that trains one trunk. It writes each result to a file of its own, tells
/// progress on standard output and in its folder, writes a checkpoint and ends on SIGTERM, and ends
/// at once when the process that it was told to depend on is gone. [ExitCode] lists how it ends;
/// the folder keeps that too ([TrialFolder#exitCode]).
public final class TrialMain {

  /// How long the process that worked here before may take to die.
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(10);

  /// Exit code nobody reads: the coordinator is dead.
  private static final int ORPHANED = 3;

  private final TrialArguments arguments;
  private final PrintStream coordinator;
  private final AtomicBoolean stop;

  private TrialMain(TrialArguments arguments, PrintStream coordinator, AtomicBoolean stop) {
    this.arguments = arguments;
    this.coordinator = coordinator;
    this.stop = stop;
  }

  /// Trains the trunk that the arguments name and ends the process.
  public static void main(String[] args) {
    // A trainer's own output must not mix with the lines to the coordinator.
    var coordinator =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    var stop = new AtomicBoolean();
    var code = new AtomicInteger(ExitCode.CRASHED);
    var ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopTraining(stop, ended, code)));
    try {
      TrialArguments arguments = TrialArguments.parse(List.of(args));
      arguments.parentPid().ifPresent(TrialMain::dieWithParent);
      boolean heard = arguments.parentPid().isPresent();
      code.set(new TrialMain(arguments, heard ? coordinator : nobody(), stop).run());
    } catch (Throwable e) { // out of memory and linkage errors are told like all others
      e.printStackTrace();
      System.err.println("The trial crashed: " + e);
    }
    ended.countDown();
    System.exit(code.get());
  }

  /// Nobody listens to a trial that outlives its coordinator: what it says is in its folder.
  private static PrintStream nobody() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }

  /// Runs when the process is asked to end: waits for the checkpoint, and ends with the code that
  /// says so.
  private static void stopTraining(AtomicBoolean stop, CountDownLatch ended, AtomicInteger code) {
    if (ended.getCount() == 0) {
      return;
    }
    stop.set(true);
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(code.get());
  }

  /// The coordinator keeps standard input open; its end, like the end of its process, means that
  /// nobody waits for this trial any more.
  private static void dieWithParent(long parentPid) {
    Thread.ofPlatform()
        .name("coordinator-watch")
        .daemon()
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              // Nothing is sent; only the end counts.
            }
          } catch (IOException e) {
            System.err.println("Standard input broke: " + e);
          }
          Runtime.getRuntime().halt(ORPHANED);
        });
    Optional<ProcessHandle> parent = ProcessHandle.of(parentPid).filter(TrialMain::isOlderThanThis);
    if (parent.isEmpty()) {
      Runtime.getRuntime().halt(ORPHANED);
    } else {
      var _ = parent.get().onExit().thenRun(() -> Runtime.getRuntime().halt(ORPHANED));
    }
  }

  /// A process that began after this one only has the number of the coordinator, which is dead.
  private static boolean isOlderThanThis(ProcessHandle parent) {
    Optional<Instant> own = ProcessHandle.current().info().startInstant();
    Optional<Instant> other = parent.info().startInstant();
    return own.isEmpty() || other.isEmpty() || !other.get().isAfter(own.get());
  }

  private int run() throws IOException, InterruptedException {
    var folder = new TrialFolder(arguments.folder());
    Trunk trunk = RunJson.readTrunk(Files.readString(arguments.trunkFile()));
    Optional<FileChannel> lock = folder.lock(LOCK_PATIENCE);
    if (lock.isEmpty()) {
      System.err.println("Another process works in " + folder.path() + ".");
      return ExitCode.CRASHED;
    }
    try (FileChannel _ = lock.get()) {
      if (!folder.admits(arguments.attempt())) {
        System.err.println("Nothing to do: another attempt took this one's place.");
        return ExitCode.CRASHED;
      }
      folder.clearExitCode(arguments.attempt());
      int code = trainOrTellCrash(trunk, folder);
      tellExitCode(code, folder);
      return code;
    }
  }

  /// The process's own exit code says it too, where the disk is full.
  private void tellExitCode(int code, TrialFolder folder) {
    try {
      folder.tellExitCode(code, arguments.attempt());
    } catch (IOException e) {
      System.err.println("The exit code cannot be noted: " + e);
    }
  }

  /// A crash is told as well: where files are seen late, whoever looks then knows that there are no
  /// results to wait for.
  private int trainOrTellCrash(Trunk trunk, TrialFolder folder) throws IOException {
    try {
      return train(trunk, arguments.withFinished(earlier(folder)));
    } catch (Throwable e) {
      tellExitCode(ExitCode.CRASHED, folder);
      throw e;
    }
  }

  /// Results of this very attempt: a cluster may start it again after its process was killed.
  private Set<RunId> earlier(TrialFolder folder) throws IOException {
    return folder.results(arguments.attempt()).stream()
        .map(RunResult::run)
        .collect(Collectors.toSet());
  }

  private int train(Trunk trunk, TrialArguments goingOn) {
    var context = new TrialContext(goingOn, coordinator, stop);
    try {
      Trainer trainer = trainer(arguments.trainer());
      trainer.train(trunk, context);
      return ExitCode.DONE;
    } catch (NoCheckpointException e) {
      System.err.println(e.getMessage());
      return ExitCode.NO_CHECKPOINT;
    } catch (InterruptedException e) {
      return ExitCode.CHECKPOINTED;
    } catch (TrainingFailure e) {
      FailedRuns.of(trunk, context.withResult(), e, arguments.trainer()).forEach(context::accept);
      System.err.println(e.getMessage());
      return ExitCode.PERMANENT_FAILURE;
    }
  }

  /// A missing trainer is no property of the runs, so they do not fail for good.
  private static Trainer trainer(String name) {
    List<Trainer> known =
        ServiceLoader.load(Trainer.class).stream().map(ServiceLoader.Provider::get).toList();
    return known.stream()
        .filter(trainer -> trainer.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "the trainer must be one of %s but was '%s'. Maybe its library is not on the class path."
                    .formatted(
                        known.stream().map(Trainer::name).collect(Collectors.joining(", ")),
                        name)));
  }
}
