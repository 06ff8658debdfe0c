package shapelaw.runs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import shapelaw.run.RunId;
import shapelaw.run.TrainingContext;
import shapelaw.run.Trunk;

/// Counts what an execution has done and estimates what it still needs. Work is measured in forward
/// FLOPs of the steps that are really trained; speed is what a worker achieved in this execution,
/// start-up and evaluation included; the time that remains follows from handing the remaining
/// trunks, longest first, to the workers at that speed. A change costs the same in a study of any
/// size; the time that remains is estimated about once a second. Not safe for use by several
/// threads at once.
final class WorkTracker {

  /// Seconds that a worker must have worked, on average, before its speed says how long the rest
  /// takes: starting takes some, and the first steps are slower.
  private static final double BASIS_SECONDS = 20;

  /// Only how far its instants are apart means something, which no change of the clock shifts.
  static final InstantSource TICKS = () -> Instant.EPOCH.plusNanos(System.nanoTime());

  /// How old an estimate of the time that remains may be: it looks at every trunk.
  private static final Duration ESTIMATE_AGE = Duration.ofSeconds(1);

  private final int totalRuns;
  private final InstantSource clock;
  private final Instant began;
  private final Map<String, Work> works = new LinkedHashMap<>();
  private final Set<Work> running = new LinkedHashSet<>();
  private double workOfAll;
  private double workDone;

  /// Trunks whose share is below 1: sums of shares are rounded.
  private int unfinishedTrunks;

  private int workers = 1;
  private int finishedRuns;
  private double workDoneHere;
  private double workerSecondsEnded;
  private Instant estimated = Instant.MIN;
  private Optional<Duration> estimate = Optional.empty();

  private static final class Work {
    private final double flops;
    private double share;
    private double imagesPerSecond;
    private boolean closed;
    private boolean shareIsFromHere;
    private @Nullable Instant runningSince;

    Work(double flops, double share) {
      this.flops = flops;
      this.share = share;
    }

    double remaining() {
      return closed ? 0 : flops * (1 - share);
    }
  }

  WorkTracker(Collection<Trunk> trunks, Set<RunId> finished, InstantSource clock) {
    this.clock = clock;
    this.began = clock.instant();
    int runs = 0;
    for (Trunk trunk : trunks) {
      runs += trunk.runs().size();
      finishedRuns += (int) trunk.runs().stream().filter(r -> finished.contains(r.id())).count();
      var work = new Work(flops(trunk), shareBefore(trunk, finished));
      works.put(trunk.id(), work);
      workOfAll += work.flops;
      workDone += work.flops * work.share;
      unfinishedTrunks += work.share < 1 ? 1 : 0;
    }
    totalRuns = runs;
  }

  /// Trunks are trained by so many workers side by side.
  void employ(int workers) {
    this.workers = workers;
  }

  /// Forward FLOPs that training a trunk takes.
  static double flops(Trunk trunk) {
    return trunk.trainedForwardFlops();
  }

  /// A trunk is at least as far as the longest run that came out of it.
  private static double shareBefore(Trunk trunk, Set<RunId> finished) {
    if (trunk.runs().stream().allMatch(run -> finished.contains(run.id()))) {
      return 1;
    }
    return trunk.runs().stream()
        .filter(run -> finished.contains(run.id()))
        .mapToDouble(run -> (double) run.steps() / trunk.trainedSteps())
        .max()
        .orElse(0);
  }

  void started(Trunk trunk, boolean firstAttempt) {
    Work work = work(trunk);
    work.runningSince = clock.instant();
    running.add(work);
    work.shareIsFromHere = firstAttempt;
  }

  /// What a checkpoint brought along was not trained here and says nothing about speed.
  void progressed(Trunk trunk, TrainingContext.Progress progress) {
    Work work = work(trunk);
    double share = Math.min(1, (double) progress.trainedSteps() / progress.totalSteps());
    if (work.shareIsFromHere) {
      workDoneHere += Math.max(0, share - work.share) * work.flops;
    }
    work.shareIsFromHere = true;
    reach(work, share);
    work.imagesPerSecond = progress.imagesPerSecond();
  }

  void finishedRun() {
    finishedRuns++;
  }

  void ended(Trunk trunk) {
    Work work = work(trunk);
    if (work.runningSince != null) {
      workerSecondsEnded += seconds(work.runningSince, clock.instant());
    }
    work.runningSince = null;
    running.remove(work);
    work.imagesPerSecond = 0;
  }

  /// Nothing more will be done for this trunk.
  void closed(Trunk trunk, boolean complete) {
    Work work = work(trunk);
    if (complete) {
      workDoneHere += work.shareIsFromHere ? (1 - work.share) * work.flops : 0;
      reach(work, 1);
    }
    work.closed = true;
  }

  private void reach(Work work, double share) {
    workDone += (share - work.share) * work.flops;
    unfinishedTrunks += (share < 1 ? 1 : 0) - (work.share < 1 ? 1 : 0);
    work.share = share;
  }

  /// A trunk that was closed is worked on after all.
  void reopened(Trunk trunk) {
    work(trunk).closed = false;
  }

  private Work work(Trunk trunk) {
    Work work = works.get(trunk.id());
    if (work == null) {
      throw new IllegalArgumentException("trunk " + trunk.id() + " is not part of this execution.");
    }
    return work;
  }

  ExecutionProgress progress() {
    Instant now = clock.instant();
    return new ExecutionProgress(
        finishedRuns,
        totalRuns,
        running.size(),
        unfinishedTrunks == 0 ? 1 : Math.clamp(workDone / workOfAll, 0, 1),
        running.stream().mapToDouble(w -> w.imagesPerSecond).sum(),
        Duration.between(began, now),
        remaining(now));
  }

  private Optional<Duration> remaining(Instant now) {
    if (estimate.isEmpty() || Duration.between(estimated, now).abs().compareTo(ESTIMATE_AGE) >= 0) {
      estimate = estimate(now);
      estimated = now;
    }
    return estimate;
  }

  private Optional<Duration> estimate(Instant now) {
    double workerSeconds = workerSecondsEnded;
    for (Work work : running) {
      workerSeconds += work.runningSince == null ? 0 : seconds(work.runningSince, now);
    }
    if (workDoneHere <= 0 || workerSeconds < BASIS_SECONDS * Math.max(1, running.size())) {
      return Optional.empty();
    }
    double flopsPerSecond = workDoneHere / workerSeconds;
    return Optional.of(Duration.ofMillis((long) (1000 * makespan() / flopsPerSecond)));
  }

  /// FLOPs that the busiest worker still has before it, when each waiting trunk goes to the first
  /// free worker.
  private double makespan() {
    var loads = new PriorityQueue<Double>();
    running.forEach(work -> loads.add(work.remaining()));
    while (loads.size() < workers) {
      loads.add(0.0);
    }
    works.values().stream()
        .filter(work -> work.runningSince == null)
        .mapToDouble(work -> -work.remaining())
        .filter(remaining -> remaining < 0)
        .sorted()
        .forEachOrdered(remaining -> loads.add(loads.remove() - remaining));
    return loads.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }
}
