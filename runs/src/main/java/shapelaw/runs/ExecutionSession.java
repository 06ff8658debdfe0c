package shapelaw.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RefusedResultException;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StoreException;
import shapelaw.runs.trial.AttemptLogs;
import shapelaw.runs.trial.Machine;
import shapelaw.runs.trial.TrialFolder;

/// One call of [Executor#execute]: workers take trunks from a queue, longest first, and make
/// attempts until each trunk has all its results, is given up or was cancelled.
///
/// A stop reaches workers as a flag, never as an interrupt, which would close the very files that
/// must be written. The calling thread looks into the store for cancelled trunks.
final class ExecutionSession {

  private static final Logger LOG = LoggerFactory.getLogger(ExecutionSession.class);

  /// How long a process of a dead coordinator may take to die.
  private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(60);

  private final WorkerExecutor executor;
  private final List<PlannedTrunk> trunks;
  private final RunStore store;
  private final Set<RunId> finishedBefore;
  private final Announcer announcer;
  private final AttemptLogs logs;
  private final StopRequests stops;
  private final TrialDisk disk;
  private final String machine = Machine.describe();
  private final Queue<PlannedTrunk> waiting = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<Integer> ended = new LinkedBlockingQueue<>();
  private final List<ExecutionSummary.Unfinished> unfinished = new ArrayList<>();
  private final Map<String, PlannedTrunk> setAside = new LinkedHashMap<>();
  private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();

  /// Attempts side by side; none if nothing waits.
  private int workers;

  ExecutionSession(
      WorkerExecutor executor,
      List<Trunk> trunks,
      RunStore store,
      ExecutionListener listener,
      InstantSource clock) {
    this.executor = executor;
    this.trunks = withPurpose(trunks, store);
    this.store = store;
    this.finishedBefore = store.finished();
    this.announcer = new Announcer(new WorkTracker(trunks, finishedBefore, clock), listener);
    this.logs = AttemptLogs.beside(executor.trials());
    this.stops = new StopRequests(store);
    this.disk = new TrialDisk(executor.trials());
  }

  private static List<PlannedTrunk> withPurpose(List<Trunk> trunks, RunStore store) {
    Map<String, PlannedTrunk> planned =
        store.planned().stream().collect(Collectors.toMap(p -> p.trunk().id(), p -> p));
    return trunks.stream()
        .map(trunk ->
            Optional.ofNullable(planned.get(trunk.id()))
                .orElseThrow(() ->
                    new StoreException(
                        "trunk %s must be planned before it is executed.".formatted(trunk.id()))))
        .toList();
  }

  ExecutionSummary run() throws InterruptedException {
    stops.look();
    enqueue();
    if (!waiting.isEmpty()) {
      executor.requireAvailable();
      workers = executor.workers();
      announcer.count(tracker -> tracker.employ(workers));
    }
    new UnplannedAttempts(store, executor, trunks).end();
    announcer.tell(ExecutionEvent.Began::new);
    boolean interrupted = work();
    Throwable cause = fault.get();
    announcer.tell(overall -> new ExecutionEvent.Ended(interrupted || cause != null, overall));
    switch (cause) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new StoreException("a trial folder cannot be used: " + cause + ".", cause);
    }
    if (interrupted) {
      throw new InterruptedException("the execution was asked to stop");
    }
    return summary();
  }

  /// Ends the execution with an error, once every attempt has written its checkpoint. Without its
  /// store nobody could note how attempts end: those that outlive this process are left to the
  /// next.
  void fail(Throwable cause) {
    fault.compareAndSet(null, cause);
    if (cause instanceof StoreException) {
      executor.leave();
    }
    stops.stopAll();
  }

  /// Longest first, so that no long trunk is left for the end. Trunks that are complete or
  /// cancelled come too if a dead coordinator left something to tidy up. Asks the store about all
  /// of them at once: a large study has 100,000 runs, and its store may be far away.
  private void enqueue() {
    Set<String> underWay =
        store.attemptsUnderWay().stream().map(Attempt::trunk).collect(Collectors.toSet());
    var open = new ArrayList<PlannedTrunk>();
    for (PlannedTrunk planned : trunks) {
      Trunk trunk = planned.trunk();
      boolean complete = trunk.runs().stream().allMatch(run -> finishedBefore.contains(run.id()));
      boolean abandoned = underWay.contains(trunk.id());
      boolean cancelled = stops.cancelled(trunk.id()).isPresent();
      boolean left = Files.exists(TrialFolder.of(executor.trials(), trunk).trunkFile());
      if (complete && !left && !abandoned) {
        announcer.count(tracker -> tracker.closed(trunk, true));
      } else if (cancelled && !complete && !abandoned) {
        setAside(planned);
      } else {
        open.add(planned);
      }
    }
    open.sort(
        Comparator.comparingDouble((PlannedTrunk p) -> WorkTracker.flops(p.trunk())).reversed());
    waiting.addAll(open);
  }

  /// Runs workers as long as there is work for them.
  ///
  /// @return true if this thread was interrupted
  private boolean work() {
    var free = new ArrayList<>(IntStream.range(0, workers).boxed().toList());
    boolean interrupted = false;
    while (true) {
      int useful = stops.all() ? 0 : Math.min(free.size(), waiting.size());
      for (int i = 0; i < useful; i++) {
        start(free.removeFirst());
      }
      if (free.size() == workers) {
        return interrupted;
      }
      try {
        Integer worker = ended.poll(StopRequests.INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        if (worker != null) {
          free.add(worker);
        }
        lookForCancelled();
      } catch (InterruptedException e) {
        interrupted = true;
        stops.stopAll();
      } catch (RuntimeException e) { // the store cannot be read: execute() throws it
        fail(e);
      }
    }
  }

  private void start(int worker) {
    Thread.ofPlatform()
        .name("worker-" + worker)
        .daemon()
        .start(() -> {
          try {
            takeTrunks(worker);
          } catch (Throwable e) { // whatever it is, execute() throws it
            fail(e);
          } finally {
            ended.add(worker);
          }
        });
  }

  /// Trunks that people opened again while this runs are worked on after all.
  private void lookForCancelled() {
    if (stops.all() || !stops.look()) {
      return;
    }
    var opened = new ArrayList<PlannedTrunk>();
    synchronized (setAside) {
      setAside
          .values()
          .removeIf(
              planned -> stops.cancelled(planned.trunk().id()).isEmpty() && opened.add(planned));
    }
    for (PlannedTrunk planned : opened) {
      announcer.count(tracker -> tracker.reopened(planned.trunk()));
      waiting.add(planned);
    }
  }

  private void takeTrunks(int worker) throws IOException, InterruptedException {
    PlannedTrunk planned;
    while (!stops.all() && (planned = waiting.poll()) != null) {
      bearFaults(planned, worker);
    }
  }

  /// Trains a trunk, whose folder may not be usable when a worker comes to it.
  private void bearFaults(PlannedTrunk planned, int worker)
      throws IOException, InterruptedException {
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
          giveUp(planned, reason);
          return;
        }
      }
    }
  }

  private void train(PlannedTrunk planned, int worker) throws IOException, InterruptedException {
    Trunk trunk = planned.trunk();
    TrialFolder folder = TrialFolder.of(executor.trials(), trunk);
    if (stops.cancelled(trunk.id()).isPresent() && abandoned(trunk).isEmpty()) {
      setAside(planned);
      return;
    }
    folder.prepare(trunk);
    if (!recover(planned, folder, worker)) {
      giveUp(
          planned,
          "the trial folder %s must be free but another process works in it."
              .formatted(folder.path()));
      return;
    }
    var patience = new Patience(executor.maxAttempts());
    while (!complete(trunk)) {
      Optional<String> cancelled = stops.cancelled(trunk.id());
      if (cancelled.isPresent()) {
        setAside(planned);
        announcer.tell(o -> new ExecutionEvent.Cancelled(planned, cancelled.get(), o));
        return;
      }
      if (stops.all()) {
        return;
      }
      Set<RunId> before = store.finished(trunk);
      AtomicBoolean stop = stops.begin(trunk.id());
      Attempt attempt = begin(planned);
      StoringSink sink = sink(planned, attempt);
      var assignment = new Assignment(trunk, attempt, before, folder, worker, stop);
      AttemptEnd end = attempt(planned, assignment, sink);
      announcer.count(tracker -> tracker.ended(trunk));
      if (complete(trunk) || stop.get()) {
        continue;
      }
      boolean newResults = !store.finished(trunk).equals(before);
      if (!end.again() || patience.isOver(end, newResults, sink.furthestStep())) {
        giveUp(planned, end.reason());
        return;
      }
      announcer.tell(o -> new ExecutionEvent.Retrying(planned, attempt, end.reason(), o));
    }
    announcer.count(tracker -> tracker.closed(trunk, true));
    deleteFolder(trunk);
  }

  /// Stores what the last attempt of a dead coordinator wrote, once its process is gone: nobody
  /// else can then write.
  ///
  /// @return false if that process would not go
  private boolean recover(PlannedTrunk planned, TrialFolder folder, int worker)
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
        Optional<String> refused = storeLeft(folder, lost, sink(planned, lost)::accept);
        AttemptStatus status = complete(planned.trunk()) ? AttemptStatus.DONE : AttemptStatus.LOST;
        keepLog(lost, folder);
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
            sink(planned, left), hasEnded(left, folder), () -> tellBegun(planned, left, false));
    Optional<AttemptEnd> end;
    try {
      end = executor.adopt(assignment, sink);
    } catch (RefusedResultException | IllegalArgumentException e) {
      LOG.warn("A result of {} was not taken.", left, e);
      conclude(assignment, AttemptEnd.failed(notTaken(e)));
      return false; // its process may still work in the folder
    } finally {
      stops.end(trunk.id());
      announcer.count(tracker -> tracker.ended(trunk));
    }
    end.ifPresent(e -> conclude(assignment, e));
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
  private Optional<Attempt> abandoned(Trunk trunk) {
    return store.lastAttempt(trunk).filter(attempt -> attempt.status() == AttemptStatus.RUNNING);
  }

  private Attempt begin(PlannedTrunk planned) {
    Attempt attempt = store.beginAttempt(planned.trunk(), machine);
    tellBegun(planned, attempt, attempt.number() == 1);
    return attempt;
  }

  /// @param fromStart true if the trunk begins at its first step
  private void tellBegun(PlannedTrunk planned, Attempt attempt, boolean fromStart) {
    announcer.tell(
        tracker -> tracker.started(planned.trunk(), fromStart),
        overall -> new ExecutionEvent.Started(planned, attempt, overall));
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
    return conclude(assignment, end);
  }

  /// Keeps the log and stores how the attempt ended; one that goes on without this coordinator
  /// stays under way.
  private AttemptEnd conclude(Assignment assignment, AttemptEnd end) {
    if (end.status() == AttemptStatus.RUNNING) {
      return end;
    }
    AttemptEnd judged = judged(assignment.trunk(), end, assignment.stop().get());
    keepLog(assignment.attempt(), assignment.folder());
    store.endAttempt(assignment.attempt().token(), judged.status(), judged.reason());
    return judged;
  }

  /// @param asked true if the attempt had been asked to stop
  private AttemptEnd judged(Trunk trunk, AttemptEnd end, boolean asked) {
    return switch (end.status()) {
      case DONE -> done(trunk, end);
      case CHECKPOINTED, CANCELLED -> asked && !stops.all() ? cancelled(trunk, end) : end;
      case RUNNING, DIVERGED, FAILED, LOST -> end;
    };
  }

  private AttemptEnd done(Trunk trunk, AttemptEnd end) {
    if (!complete(trunk)) {
      return AttemptEnd.failed("the trainer ended without a result for every run.");
    }
    return diverged(trunk)
        ? new AttemptEnd(AttemptStatus.DIVERGED, "the loss became non-finite.", false)
        : end;
  }

  private AttemptEnd cancelled(Trunk trunk, AttemptEnd end) {
    String reason = stops.cancelled(trunk.id()).orElse("cancelled, and opened again");
    return new AttemptEnd(AttemptStatus.CANCELLED, "%s (%s)".formatted(reason, how(end)), true);
  }

  private static String how(AttemptEnd end) {
    if (end.status() == AttemptStatus.CHECKPOINTED) {
      return "with a checkpoint";
    }
    return end.reason().startsWith(ExitReport.NO_NEW_CHECKPOINT)
        ? end.reason()
        : "without a checkpoint";
  }

  private boolean diverged(Trunk trunk) {
    return trunk.runs().stream()
        .anyMatch(run -> store.result(run.id()).orElseThrow() instanceof RunResult.Diverged);
  }

  private boolean complete(Trunk trunk) {
    return store.finished(trunk).size() == trunk.runs().size();
  }

  private StoringSink sink(PlannedTrunk planned, Attempt attempt) {
    return new StoringSink(planned, attempt, store, announcer, workers);
  }

  private void giveUp(PlannedTrunk planned, String reason) {
    synchronized (unfinished) {
      unfinished.add(new ExecutionSummary.Unfinished(planned, reason));
    }
    announcer.tell(
        tracker -> tracker.closed(planned.trunk(), false),
        overall -> new ExecutionEvent.GaveUp(planned, reason, overall));
  }

  private void setAside(PlannedTrunk planned) {
    announcer.count(tracker -> tracker.closed(planned.trunk(), false));
    synchronized (setAside) {
      setAside.put(planned.trunk().id(), planned);
    }
  }

  private void keepLog(Attempt attempt, TrialFolder folder) {
    try {
      logs.keep(attempt, folder.log());
    } catch (IOException e) {
      LOG.warn("The log of attempt {} could not be kept in {}.", attempt, logs.folder(), e);
    }
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

  private ExecutionSummary summary() {
    Map<RunId, RunResult> results = store.results();
    int done = 0;
    int diverged = 0;
    int failed = 0;
    for (PlannedTrunk planned : trunks) {
      for (RunSpec run : planned.trunk().runs()) {
        switch (results.get(run.id())) {
          case null -> {}
          case RunResult.Done _ -> done++;
          case RunResult.Diverged _ -> diverged++;
          case RunResult.Failed _ -> failed++;
        }
      }
    }
    List<ExecutionSummary.Unfinished> cancelled =
        setAside.values().stream()
            .map(planned ->
                new ExecutionSummary.Unfinished(
                    planned, stops.cancelled(planned.trunk().id()).orElse("cancelled")))
            .toList();
    return new ExecutionSummary(done, diverged, failed, unfinished, cancelled);
  }
}
