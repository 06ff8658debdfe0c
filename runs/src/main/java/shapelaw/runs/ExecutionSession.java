package shapelaw.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.TrainingContext;
import shapelaw.run.Trunk;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RefusedResultException;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StoreException;
import shapelaw.runs.trial.TrialFolder;

/// One call of [Executor#execute]: workers take trunks from a queue, longest first, and make
/// attempts until each trunk has all its results or is given up.
///
/// A stop reaches workers as a flag, never as an interrupt, which would close the very files that
/// must be written.
final class ExecutionSession {

  private static final Logger LOG = LoggerFactory.getLogger(ExecutionSession.class);

  /// How long a process of a dead coordinator may take to die.
  private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(60);

  private final WorkerExecutor executor;
  private final List<PlannedTrunk> trunks;
  private final RunStore store;
  private final ExecutionListener listener;
  private final WorkTracker tracker;
  private final String machine = Machine.describe();
  private final Queue<PlannedTrunk> waiting = new ConcurrentLinkedQueue<>();
  private final List<ExecutionSummary.Unfinished> unfinished = new ArrayList<>();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();

  ExecutionSession(
      WorkerExecutor executor,
      List<Trunk> trunks,
      RunStore store,
      ExecutionListener listener,
      InstantSource clock) {
    this.executor = executor;
    this.trunks = withPurpose(trunks, store);
    this.store = store;
    this.listener = listener;
    this.tracker = new WorkTracker(trunks, store.results().keySet(), executor.workers(), clock);
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
    enqueue();
    emit(ExecutionEvent.Began::new);
    boolean interrupted = work();
    Throwable cause = fault.get();
    emit(overall -> new ExecutionEvent.Ended(interrupted || cause != null, overall));
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

  /// Ends the execution with an error, once every attempt has written its checkpoint.
  void fail(Throwable cause) {
    fault.compareAndSet(null, cause);
    stop.set(true);
  }

  /// Longest first, so that no long trunk is left for the end. Complete trunks come too if a dead
  /// coordinator left something to tidy up.
  private void enqueue() {
    var open = new ArrayList<PlannedTrunk>();
    for (PlannedTrunk planned : trunks) {
      Trunk trunk = planned.trunk();
      boolean tidy =
          !TrialFolder.of(executor.trials(), trunk).exists() && abandoned(trunk).isEmpty();
      if (complete(trunk) && tidy) {
        tracker.closed(trunk, true);
      } else {
        open.add(planned);
      }
    }
    open.sort(
        Comparator.comparingDouble((PlannedTrunk p) -> WorkTracker.flops(p.trunk())).reversed());
    waiting.addAll(open);
  }

  /// Runs the workers to their end.
  ///
  /// @return true if this thread was interrupted
  private boolean work() {
    int count = Math.min(executor.workers(), waiting.size());
    var ended = new CountDownLatch(count);
    for (int worker = 0; worker < count; worker++) {
      int number = worker;
      Thread.ofPlatform()
          .name("worker-" + number)
          .daemon()
          .start(() -> {
            try {
              takeTrunks(number);
            } catch (Throwable e) { // whatever it is, execute() throws it
              fail(e);
            } finally {
              ended.countDown();
            }
          });
    }
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
        stop.set(true);
      }
    }
  }

  private void takeTrunks(int worker) throws IOException, InterruptedException {
    PlannedTrunk planned;
    while (!stop.get() && (planned = waiting.poll()) != null) {
      train(planned, worker);
    }
  }

  private void train(PlannedTrunk planned, int worker) throws IOException, InterruptedException {
    Trunk trunk = planned.trunk();
    TrialFolder folder = TrialFolder.of(executor.trials(), trunk);
    folder.prepare(trunk);
    if (!recover(planned, folder, worker)) {
      giveUp(
          planned,
          "the trial folder %s must be free but another process works in it."
              .formatted(folder.path()));
      return;
    }
    int fruitless = 0;
    while (!complete(trunk)) {
      Set<RunId> before = store.finished(trunk);
      Attempt attempt = begin(planned);
      AttemptEnd end = attempt(planned, attempt, before, folder, worker);
      store.endAttempt(attempt.token(), end.status(), end.reason());
      synchronized (this) {
        tracker.ended(trunk);
      }
      if (complete(trunk)) {
        break;
      }
      if (stop.get()) {
        return;
      }
      fruitless = store.finished(trunk).equals(before) ? fruitless + 1 : 0;
      if (!end.again() || fruitless >= executor.maxAttempts()) {
        giveUp(planned, end.reason());
        return;
      }
      emit(overall -> new ExecutionEvent.Retrying(planned, attempt, end.reason(), overall));
    }
    synchronized (this) {
      tracker.closed(trunk, true);
    }
    deleteFolder(trunk);
  }

  /// Stores what the last attempt of a dead coordinator wrote, once its process is gone: nobody
  /// else can then write.
  ///
  /// @return false if that process would not go
  private boolean recover(PlannedTrunk planned, TrialFolder folder, int worker)
      throws IOException, InterruptedException {
    Optional<Attempt> left = abandoned(planned.trunk());
    if (left.isPresent()) {
      Set<RunId> before = store.finished(planned.trunk());
      var assignment = new Assignment(planned.trunk(), left.get(), before, folder, worker, stop);
      Optional<AttemptEnd> end = executor.adopt(assignment, new Sink(planned, left.get()));
      if (end.isPresent()) {
        store.endAttempt(left.get().token(), end.get().status(), end.get().reason());
        return true;
      }
    }
    Optional<FileChannel> lock = folder.lock(ORPHAN_PATIENCE);
    if (lock.isEmpty()) {
      return false;
    }
    try (FileChannel _ = lock.get()) {
      Optional<Attempt> last = abandoned(planned.trunk());
      if (last.isPresent()) {
        Attempt lost = last.get();
        var sink = new Sink(planned, lost);
        folder.results(lost.token()).forEach(sink::accept);
        store.endAttempt(
            lost.token(),
            complete(planned.trunk()) ? AttemptStatus.DONE : AttemptStatus.LOST,
            "its coordinator died",
            folder.lastChange().orElse(lost.started()));
      }
    }
    return true;
  }

  /// The attempt that a dead coordinator did not end: this one has not begun any at this trunk yet.
  private Optional<Attempt> abandoned(Trunk trunk) {
    return store.lastAttempt(trunk).filter(attempt -> attempt.status() == AttemptStatus.RUNNING);
  }

  private Attempt begin(PlannedTrunk planned) {
    Attempt attempt = store.beginAttempt(planned.trunk(), machine);
    synchronized (this) {
      tracker.started(planned.trunk(), attempt.number() == 1);
    }
    emit(overall -> new ExecutionEvent.Started(planned, attempt, overall));
    return attempt;
  }

  private AttemptEnd attempt(
      PlannedTrunk planned, Attempt attempt, Set<RunId> before, TrialFolder folder, int worker)
      throws IOException {
    Trunk trunk = planned.trunk();
    AttemptEnd end;
    try {
      end =
          executor.attempt(
              new Assignment(trunk, attempt, before, folder, worker, stop),
              new Sink(planned, attempt));
    } catch (RefusedResultException e) {
      return AttemptEnd.failed(String.valueOf(e.getMessage()));
    }
    if (end.status() != AttemptStatus.DONE) {
      return end;
    }
    if (!complete(trunk)) {
      return AttemptEnd.failed("the trainer ended without a result for every run.");
    }
    boolean diverged =
        trunk.runs().stream()
            .anyMatch(run -> store.result(run.id()).orElseThrow() instanceof RunResult.Diverged);
    return diverged
        ? new AttemptEnd(AttemptStatus.DIVERGED, "the loss became non-finite.", false)
        : end;
  }

  private boolean complete(Trunk trunk) {
    return store.finished(trunk).size() == trunk.runs().size();
  }

  private void giveUp(PlannedTrunk planned, String reason) {
    synchronized (this) {
      tracker.closed(planned.trunk(), false);
      unfinished.add(new ExecutionSummary.Unfinished(planned, reason));
    }
    emit(overall -> new ExecutionEvent.GaveUp(planned, reason, overall));
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

  private synchronized void emit(Function<ExecutionProgress, ExecutionEvent> event) {
    listener.on(event.apply(tracker.progress()));
  }

  private synchronized ExecutionSummary summary() {
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
    return new ExecutionSummary(done, diverged, failed, unfinished);
  }

  private final class Sink implements AttemptSink {
    private final PlannedTrunk planned;
    private final Attempt attempt;

    Sink(PlannedTrunk planned, Attempt attempt) {
      this.planned = planned;
      this.attempt = attempt;
    }

    @Override
    public void accept(RunResult result) {
      if (!store.accept(attempt.token(), result)) {
        return;
      }
      RunSpec run =
          planned.trunk().runs().stream()
              .filter(candidate -> candidate.id().equals(result.run()))
              .findFirst()
              .orElseThrow();
      synchronized (ExecutionSession.this) {
        tracker.finishedRun();
      }
      emit(overall -> new ExecutionEvent.Finished(planned.purpose(), run, result, overall));
    }

    @Override
    public void progress(TrainingContext.Progress progress) {
      synchronized (ExecutionSession.this) {
        tracker.progressed(planned.trunk(), progress);
      }
      emit(overall -> new ExecutionEvent.Progressed(planned, progress, overall));
    }

    @Override
    public void carriedBy(String handle) {
      store.attachHandle(attempt.token(), handle);
    }
  }
}
