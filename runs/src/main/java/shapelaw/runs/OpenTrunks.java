package shapelaw.runs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;

/// The trunks that workers left without all their results. Safe for use by several threads.
final class OpenTrunks {

  private final RunStore store;
  private final StopRequests stops;
  private final Announcer announcer;
  private final List<ExecutionSummary.Unfinished> unfinished = new ArrayList<>();
  private final Map<String, PlannedTrunk> setAside = new LinkedHashMap<>();

  OpenTrunks(ExecutionContext context) {
    this.store = context.store();
    this.stops = context.stops();
    this.announcer = context.announcer();
  }

  /// No more is attempted.
  void giveUp(PlannedTrunk planned, String reason) {
    synchronized (unfinished) {
      unfinished.add(new ExecutionSummary.Unfinished(planned, reason));
    }
    announcer.tell(
        tracker -> tracker.closed(planned.trunk(), false),
        overall -> new ExecutionEvent.GaveUp(planned, reason, overall));
  }

  /// It is cancelled, until somebody opens it again.
  void setAside(PlannedTrunk planned) {
    announcer.count(tracker -> tracker.closed(planned.trunk(), false));
    synchronized (setAside) {
      setAside.put(planned.trunk().id(), planned);
    }
  }

  /// Takes out those that people opened again.
  List<PlannedTrunk> takeReopened() {
    var opened = new ArrayList<PlannedTrunk>();
    synchronized (setAside) {
      setAside
          .values()
          .removeIf(
              planned -> stops.cancelled(planned.trunk().id()).isEmpty() && opened.add(planned));
    }
    return opened;
  }

  /// What became of trunks, once nobody works on them any more.
  ExecutionSummary summary(List<PlannedTrunk> trunks) {
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
