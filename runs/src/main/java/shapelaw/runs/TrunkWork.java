package shapelaw.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.run.RunId;
import shapelaw.run.Trunk;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RefusedResultException;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.trial.Machine;
import shapelaw.runs.trial.TrialFolder;

/// What a worker does with a trunk: attempts until it has all its results, is given up or was
/// cancelled, or the execution ends. Several workers do so at once, each with its own trunk.
final class TrunkWork {

  private static final Logger LOG = LoggerFactory.getLogger(TrunkWork.class);

  private final ExecutionContext context;
  private final OpenTrunks open;
  private final int workers;
  private final WorkerExecutor executor;
  private final RunStore store;
  private final StopRequests stops;
  private final Announcer announcer;
  private final AttemptEnds ends;
  private final LeftAttempts left;
  private final TrialDisk disk;
  private final String machine = Machine.describe();

  /// @param open takes trunks that are given up or cancelled
  /// @param workers attempts side by side
  TrunkWork(ExecutionContext context, OpenTrunks open, int workers) {
    this.context = context;
    this.open = open;
    this.workers = workers;
    this.executor = context.executor();
    this.store = context.store();
    this.stops = context.stops();
    this.announcer = context.announcer();
    this.ends = new AttemptEnds(context);
    this.left = new LeftAttempts(context, ends, workers);
    this.disk = new TrialDisk(executor.trials());
  }

  /// Works on a trunk, whose folder may not be usable when a worker comes to it.
  ///
  /// @throws IOException if the disk of all trunks cannot be used
  void finish(PlannedTrunk planned, int worker) throws IOException, InterruptedException {
    for (int faults = 1; ; faults++) {
      try {
        train(planned, worker);
        return;
      } catch (IOException e) {
        String reason = disk.reason(planned, e);
        if (stops.all()) {
          return;
        }
        if (faults >= executor.maxAttempts()) {
          open.giveUp(planned, reason);
          return;
        }
      }
    }
  }

  private void train(PlannedTrunk planned, int worker) throws IOException, InterruptedException {
    Trunk trunk = planned.trunk();
    TrialFolder folder = TrialFolder.of(executor.trials(), trunk);
    if (stops.cancelled(trunk.id()).isPresent() && left.abandoned(trunk).isEmpty()) {
      open.setAside(planned);
      return;
    }
    folder.prepare(trunk);
    if (!left.recover(planned, folder, worker)) {
      open.giveUp(
          planned,
          "the trial folder %s must be free but another process works in it."
              .formatted(folder.path()));
      return;
    }
    var patience = new Patience(executor.maxAttempts());
    while (!ends.complete(trunk)) {
      Optional<String> cancelled = stops.cancelled(trunk.id());
      if (cancelled.isPresent()) {
        open.setAside(planned);
        announcer.tell(o -> new ExecutionEvent.Cancelled(planned, cancelled.get(), o));
        return;
      }
      if (stops.all()) {
        return;
      }
      Set<RunId> before = store.finished(trunk);
      AtomicBoolean stop = stops.begin(trunk.id());
      Attempt attempt = begin(planned);
      StoringSink sink = context.sink(planned, attempt, workers);
      var assignment = new Assignment(trunk, attempt, before, folder, worker, stop);
      AttemptEnd end = attempt(planned, assignment, sink);
      announcer.count(tracker -> tracker.ended(trunk));
      if (ends.complete(trunk) || stop.get()) {
        continue;
      }
      boolean newResults = !store.finished(trunk).equals(before);
      if (!end.again() || patience.isOver(end, newResults, sink.furthestStep())) {
        open.giveUp(planned, end.reason());
        return;
      }
      announcer.tell(o -> new ExecutionEvent.Retrying(planned, attempt, end.reason(), o));
    }
    announcer.count(tracker -> tracker.closed(trunk, true));
    deleteFolder(trunk);
  }

  private Attempt begin(PlannedTrunk planned) {
    Attempt attempt = store.beginAttempt(planned.trunk(), machine);
    announcer.begun(planned, attempt, attempt.number() == 1);
    return attempt;
  }

  private AttemptEnd attempt(PlannedTrunk planned, Assignment assignment, AttemptSink sink)
      throws IOException {
    AttemptEnd end;
    try {
      assignment.folder().clear(assignment.attempt().token());
      assignment.folder().admit(assignment.attempt().token());
      end = executor.attempt(assignment, sink);
    } catch (RefusedResultException e) {
      end = AttemptEnd.failed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      end = AttemptEnd.failed(disk.reason(planned, e));
    } finally {
      stops.end(assignment.trunk().id());
    }
    return ends.conclude(assignment, end);
  }

  private void deleteFolder(Trunk trunk) {
    TrialFolder folder = TrialFolder.of(executor.trials(), trunk);
    try {
      if (folder.exists()) {
        folder.delete(trunk);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("The folder {} of a finished trunk could not be deleted.", folder.path(), e);
    }
  }
}
