package shapelaw.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import shapelaw.run.RunId;
import shapelaw.run.Trunk;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StoreException;
import shapelaw.runs.trial.TrialFolder;

/// One call of [Executor#execute]: workers take trunks from a queue, longest first, and make
/// attempts until each trunk has all its results, is given up or was cancelled.
///
/// A stop reaches workers as a flag, never as an interrupt, which would close the very files that
/// must be written. The calling thread looks into the store for cancelled trunks.
final class ExecutionSession {

  private final WorkerExecutor executor;
  private final List<PlannedTrunk> trunks;
  private final RunStore store;
  private final Set<RunId> finishedBefore;
  private final Announcer announcer;
  private final StopRequests stops;
  private final ExecutionContext context;
  private final OpenTrunks unfinished;
  private final Queue<PlannedTrunk> waiting = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<Integer> ended = new LinkedBlockingQueue<>();
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
    this.stops = new StopRequests(store);
    this.context = new ExecutionContext(executor, store, stops, announcer);
    this.unfinished = new OpenTrunks(context);
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
    var work = new TrunkWork(context, unfinished, workers);
    new UnplannedAttempts(store, executor, trunks).end();
    announcer.tell(ExecutionEvent.Began::new);
    boolean interrupted = employ(work);
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
    return unfinished.summary(trunks);
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
        unfinished.setAside(planned);
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
  private boolean employ(TrunkWork work) {
    var free = new ArrayList<>(IntStream.range(0, workers).boxed().toList());
    boolean interrupted = false;
    while (true) {
      int useful = stops.all() ? 0 : Math.min(free.size(), waiting.size());
      for (int i = 0; i < useful; i++) {
        start(free.removeFirst(), work);
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

  private void start(int worker, TrunkWork work) {
    Thread.ofPlatform()
        .name("worker-" + worker)
        .daemon()
        .start(() -> {
          try {
            takeTrunks(worker, work);
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
    for (PlannedTrunk planned : unfinished.takeReopened()) {
      announcer.count(tracker -> tracker.reopened(planned.trunk()));
      waiting.add(planned);
    }
  }

  private void takeTrunks(int worker, TrunkWork work) throws IOException, InterruptedException {
    PlannedTrunk planned;
    while (!stops.all() && (planned = waiting.poll()) != null) {
      work.finish(planned, worker);
    }
  }
}
