package shapelaw.runs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import shapelaw.run.RunId;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StudyLock;

/// An executor that hands trunks to workers on this machine. Bookkeeping is here and in
/// [ExecutionSession]; a back-end only carries out one attempt.
public abstract class WorkerExecutor implements Executor {

  private final String trainer;
  private final int workers;
  private final int maxAttempts;
  private final Path trials;

  /// @param trainer name of the trainer whose results the study holds
  /// @param workers attempts side by side
  /// @param maxAttempts attempts in a row that may end without a new result before a trunk is given
  ///   up
  /// @param trials folder of the trial folders
  protected WorkerExecutor(String trainer, int workers, int maxAttempts, Path trials) {
    if (workers < 1 || maxAttempts < 1) {
      throw new IllegalArgumentException(
          "workers and attempts must be at least 1 but were %d and %d."
              .formatted(workers, maxAttempts));
    }
    this.trainer = trainer;
    this.workers = workers;
    this.maxAttempts = maxAttempts;
    this.trials = trials.toAbsolutePath();
  }

  /// Looks whether attempts can be made at all, before the first one if there is any to make. What
  /// fails later is waited for: by then there is work that may go on.
  ///
  /// @throws ExecutorUnavailableException if nobody is there to carry out attempts
  protected void requireAvailable() {}

  /// Carries out one attempt to its end, which must come soon after `assignment.stop()` became
  /// true. A crash of the trainer is an answer, not an exception.
  protected abstract AttemptEnd attempt(Assignment assignment, AttemptSink sink) throws IOException;

  /// An attempt of a dead coordinator may still be alive where trials outlive their coordinator:
  /// follows it to its end, as [#attempt] would.
  ///
  /// @param left the attempt, under way when its coordinator died
  /// @return empty if nothing of it lives, as far as this executor knows; the lock of its folder
  ///   then tells when its process is gone
  /// @throws IOException if its folder cannot be used
  protected Optional<AttemptEnd> adopt(Assignment left, AttemptSink sink) throws IOException {
    return Optional.empty();
  }

  /// Ends what may still carry out attempts that a dead coordinator left at trunks that are no
  /// longer planned, where trials outlive their coordinator.
  ///
  /// @return how each has ended, by its token; without those of which this executor knows nothing
  /// @throws IOException if its own files cannot be used
  protected Map<Long, AttemptEnd> dismiss(List<Attempt> left) throws IOException {
    return Map.of();
  }

  /// This process was asked to end (SIGTERM, Ctrl-C) or lost its store; attempts are asked to stop
  /// right after. An executor whose trials outlive their coordinator may leave them alone then
  /// ([AttemptEnd#left]). May come several times, from any thread.
  protected void leave() {}

  /// Attempts side by side. Asked for once, when something waits for a worker: an executor may then
  /// have to find out what its cluster has, and wait for it.
  protected int workers() {
    return workers;
  }

  final int maxAttempts() {
    return maxAttempts;
  }

  final Path trials() {
    return trials;
  }

  @Override
  public final ExecutionSummary execute(
      List<Trunk> trunks, RunStore store, ExecutionListener listener) throws InterruptedException {
    requireDistinct(trunks);
    try (StudyLock lock = store.lock()) {
      store.useTrainer(trainer);
      var session = new ExecutionSession(this, trunks, store, listener, WorkTracker.TICKS);
      lock.whenLost(session::fail);
      return withShutdownHook(session);
    }
  }

  private static void requireDistinct(List<Trunk> trunks) {
    var seen = new HashSet<RunId>();
    for (Trunk trunk : trunks) {
      for (RunSpec run : trunk.runs()) {
        if (!seen.add(run.id())) {
          throw new IllegalArgumentException(
              "a run must be in one trunk only but %s is in several. Maybe merge trunks of the same model."
                  .formatted(run.id()));
        }
      }
    }
  }

  /// When this process is asked to end (SIGTERM, Ctrl-C), workers write their checkpoints first, or
  /// are left alone.
  private ExecutionSummary withShutdownHook(ExecutionSession session) throws InterruptedException {
    var ended = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    Thread hook =
        new Thread(
            () -> {
              leave();
              caller.interrupt();
              try {
                ended.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop-execution");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return session.run();
    } finally {
      ended.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // Shutting down already: the hook is what brought us here.
      }
    }
  }
}
