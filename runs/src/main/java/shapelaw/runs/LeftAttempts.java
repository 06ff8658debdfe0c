package shapelaw.runs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.run.RunResult;
import shapelaw.run.Trunk;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RefusedResultException;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.trial.TrialFolder;

/// Attempts that a dead coordinator left at trunks of the plan: followed to their end where they
/// live on, else ended with what they had written. The counterpart of [UnplannedAttempts].
final class LeftAttempts {

  private static final Logger LOG = LoggerFactory.getLogger(LeftAttempts.class);

  /// How long a process of a dead coordinator may take to die.
  private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(60);

  private final ExecutionContext context;
  private final AttemptEnds ends;
  private final int workers;
  private final RunStore store;
  private final StopRequests stops;
  private final Announcer announcer;

  /// @param workers attempts side by side
  LeftAttempts(ExecutionContext context, AttemptEnds ends, int workers) {
    this.context = context;
    this.ends = ends;
    this.workers = workers;
    this.store = context.store();
    this.stops = context.stops();
    this.announcer = context.announcer();
  }

  /// Stores what the last attempt of a dead coordinator wrote, once its process is gone: nobody
  /// else can then write.
  ///
  /// @return false if that process would not go
  boolean recover(PlannedTrunk planned, TrialFolder folder, int worker)
      throws IOException, InterruptedException {
    Optional<Attempt> left = abandoned(planned.trunk());
    if (left.isPresent() && adopt(planned, left.get(), folder, worker)) {
      return true;
    }
    Optional<FileChannel> lock = folder.lock(ORPHAN_PATIENCE);
    if (lock.isEmpty()) {
      return false;
    }
    try (FileChannel _ = lock.get()) {
      Optional<Attempt> last = abandoned(planned.trunk());
      if (last.isPresent()) {
        Attempt lost = last.get();
        Optional<String> refused =
            storeLeft(folder, lost, context.sink(planned, lost, workers)::accept);
        AttemptStatus status =
            ends.complete(planned.trunk()) ? AttemptStatus.DONE : AttemptStatus.LOST;
        ends.keepLog(lost, folder);
        store.endAttempt(
            lost.token(),
            refused.isPresent() ? AttemptStatus.FAILED : status,
            refused.orElse("its coordinator died"),
            folder.lastChange().orElse(lost.started()));
      }
    }
    return true;
  }

  /// Stores the results that an attempt left, but none that says that a run could not be made: what
  /// failed before is tried again.
  ///
  /// @return why one of them was not taken, in which case the others were
  static Optional<String> storeLeft(TrialFolder folder, Attempt lost, Consumer<RunResult> sink)
      throws IOException {
    Optional<String> refused = Optional.empty();
    for (Path file : folder.resultFiles(lost.token())) {
      try {
        RunResult result = TrialFolder.readResult(file);
        if (!(result instanceof RunResult.Failed)) {
          sink.accept(result);
        }
      } catch (RefusedResultException | IllegalArgumentException e) {
        LOG.warn("The result {} was not taken.", file, e);
        refused = Optional.of(notTaken(e));
      }
    }
    return refused;
  }

  private static String notTaken(RuntimeException refusal) {
    return "its coordinator died, and a result it left was not taken: " + refusal.getMessage();
  }

  /// @return true if the attempt lived on and has now ended in its own way
  private boolean adopt(PlannedTrunk planned, Attempt left, TrialFolder folder, int worker)
      throws IOException {
    Trunk trunk = planned.trunk();
    var assignment =
        new Assignment(trunk, left, store.finished(trunk), folder, worker, stops.begin(trunk.id()));
    var sink =
        new AdoptedSink(
            context.sink(planned, left, workers),
            hasEnded(left, folder),
            () -> announcer.begun(planned, left, false));
    Optional<AttemptEnd> end;
    try {
      end = context.executor().adopt(assignment, sink);
    } catch (RefusedResultException | IllegalArgumentException e) {
      LOG.warn("A result of {} was not taken.", left, e);
      ends.conclude(assignment, AttemptEnd.failed(notTaken(e)));
      return false; // its process may still work in the folder
    } finally {
      stops.end(trunk.id());
      announcer.count(tracker -> tracker.ended(trunk));
    }
    end.ifPresent(e -> ends.conclude(assignment, e));
    return end.isPresent();
  }

  private static boolean hasEnded(Attempt left, TrialFolder folder) throws IOException {
    try {
      return folder.exitCode(left.token()).isPresent();
    } catch (NumberFormatException e) {
      return false; // cut off or being written: whoever follows the attempt finds out
    }
  }

  /// The attempt that a dead coordinator did not end: this one has not begun any at this trunk yet.
  Optional<Attempt> abandoned(Trunk trunk) {
    return store.lastAttempt(trunk).filter(attempt -> attempt.status() == AttemptStatus.RUNNING);
  }
}
