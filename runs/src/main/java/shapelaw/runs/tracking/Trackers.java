package shapelaw.runs.tracking;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.TrainingContext;
import shapelaw.runs.ExecutionEvent;
import shapelaw.runs.ExecutionListener;
import shapelaw.runs.logs.MetricPoint;
import shapelaw.runs.logs.RunEntry;
import shapelaw.runs.logs.RunEntry.Status;
import shapelaw.runs.store.PlannedTrunk;

/// Tells trackers what happens during an execution. Each run of a study is a run there, found again
/// by its id. A trunk's curve is told with the trunk's longest run, in steps of the trunk, branches
/// included.
///
/// Results of runs that were finished before are told, too, when an execution begins: a tracker
/// that was down, or that is new, then catches up; what it has it keeps.
public final class Trackers implements ExecutionListener {

  /// A curve needs no more.
  private static final Duration BETWEEN_POINTS = Duration.ofSeconds(2);

  /// How long the end of an execution waits for trackers.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String study;
  private final List<Tracker> trackers;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final Duration patience;
  private final Supplier<Map<RunId, RunResult>> stored;
  private final Map<RunId, RunNews> news = new LinkedHashMap<>();
  private final Set<RunId> ended = new HashSet<>();
  private final Set<RunId> running = new HashSet<>();

  /// Ticks of the latest points of learning curves, by trunk.
  private final Map<String, Long> lastPoints = new HashMap<>();

  private Trackers(
      String study,
      List<Tracker> trackers,
      List<PlannedTrunk> planned,
      Supplier<Map<RunId, RunResult>> stored,
      InstantSource clock,
      LongSupplier ticker,
      Duration patience) {
    this.study = study;
    this.ticker = ticker;
    this.patience = patience;
    this.trackers = trackers;
    this.clock = clock;
    this.stored = stored;
    planned.forEach(trunk -> trunk.trunk().runs().forEach(run -> news(trunk.purpose(), run)));
  }

  /// A listener that tells all of `targets`; one that hears nothing if there is none.
  ///
  /// @param study name of the study
  /// @param targets where runs are logged
  /// @param planned what is to be executed
  /// @param stored results that are there already
  /// @param warnings is told, once each, of trackers that fail
  /// @throws shapelaw.runs.logs.LogException if a target's address is none
  public static ExecutionListener of(
      String study,
      List<TrackingTarget> targets,
      List<PlannedTrunk> planned,
      Supplier<Map<RunId, RunResult>> stored,
      Consumer<String> warnings) {
    return of(
        study,
        targets,
        planned,
        stored,
        warnings,
        InstantSource.system(),
        System::nanoTime,
        PATIENCE);
  }

  /// @param clock tells trackers when something was
  /// @param ticker nanoseconds from any origin, which no change of the clock shifts
  /// @param patience how long the end of an execution waits for trackers
  static ExecutionListener of(
      String study,
      List<TrackingTarget> targets,
      List<PlannedTrunk> planned,
      Supplier<Map<RunId, RunResult>> stored,
      Consumer<String> warnings,
      InstantSource clock,
      LongSupplier ticker,
      Duration patience) {
    return targets.isEmpty()
        ? ExecutionListener.SILENT
        : new Trackers(
            study,
            targets.stream().map(target -> new Tracker(target.writer(), warnings)).toList(),
            planned,
            stored,
            clock,
            ticker,
            patience);
  }

  @Override
  public void on(ExecutionEvent event) {
    switch (event) {
      case ExecutionEvent.Began _ -> begin();
      case ExecutionEvent.Started started -> start(started.planned());
      case ExecutionEvent.Progressed(PlannedTrunk planned, var progress, var _) ->
          progress(planned, progress);
      case ExecutionEvent.Finished finished -> finish(finished);
      case ExecutionEvent.Retrying _ -> {}
      case ExecutionEvent.GaveUp(PlannedTrunk planned, String reason, var _) ->
          leave(planned, "given up for now: " + reason);
      case ExecutionEvent.Cancelled(PlannedTrunk planned, String reason, var _) ->
          leave(planned, "cancelled: " + reason);
      case ExecutionEvent.Ended(boolean _, var _) -> end();
    }
  }

  private RunNews news(String purpose, RunSpec run) {
    return news.computeIfAbsent(run.id(), _ -> new RunNews(study, purpose, run));
  }

  private void begin() {
    Map<RunId, RunResult> results = stored.get();
    news.forEach((id, run) -> {
      RunResult result = results.get(id);
      if (result != null) {
        ended.add(id);
        tell(run.end(result, clock.millis()));
      }
    });
  }

  private void start(PlannedTrunk planned) {
    for (RunSpec run : planned.trunk().runs()) {
      if (!ended.contains(run.id())) {
        running.add(run.id());
        tell(news(planned.purpose(), run).standing(Status.RUNNING, Map.of(), clock.millis()));
      }
    }
  }

  private void progress(PlannedTrunk planned, TrainingContext.Progress progress) {
    RunSpec longest = planned.trunk().longest();
    long ticks = ticker.getAsLong();
    Long last = lastPoints.get(planned.trunk().id());
    boolean tooSoon = last != null && ticks - last < BETWEEN_POINTS.toNanos();
    if (tooSoon || ended.contains(longest.id())) {
      return;
    }
    lastPoints.put(planned.trunk().id(), ticks);
    long now = clock.millis();
    var points = new LinkedHashMap<String, List<MetricPoint>>();
    add(points, RunNews.TRAINING_LOSS, progress.trainedSteps(), now, progress.trainingLoss());
    add(
        points,
        RunNews.IMAGES_PER_SECOND,
        progress.trainedSteps(),
        now,
        progress.imagesPerSecond());
    tell(news(planned.purpose(), longest).progress(points, now));
  }

  private static void add(
      Map<String, List<MetricPoint>> points, String name, long step, long now, double value) {
    points.put(name, List.of(new MetricPoint(step, now, value)));
  }

  private void finish(ExecutionEvent.Finished finished) {
    RunId id = finished.run().id();
    ended.add(id);
    running.remove(id);
    tell(news(finished.purpose(), finished.run()).end(finished.result(), clock.millis()));
  }

  private void leave(PlannedTrunk planned, String why) {
    for (RunSpec run : planned.trunk().runs()) {
      if (!ended.contains(run.id())) {
        running.remove(run.id());
        tell(
            news(planned.purpose(), run)
                .standing(Status.KILLED, RunNews.outcome(why), clock.millis()));
      }
    }
  }

  private void end() {
    for (RunId id : running) {
      RunNews run = news.get(id);
      if (run != null) {
        tell(run.standing(Status.KILLED, RunNews.outcome("stopped"), clock.millis()));
      }
    }
    running.clear();
    try {
      for (Tracker tracker : trackers) {
        tracker.finish(patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(RunEntry entry) {
    trackers.forEach(tracker -> tracker.tell(entry));
  }
}
