package shapelaw.dashboard;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;

/// The study as this process knows it, brought up to date from the store by reading what can have
/// changed alone: attempts that are new or were under way, and the results, learning curves and
/// failed runs of their trunks. A store of 100,000 runs is read whole once. For one thread.
final class StudyModel {

  private static final int LATEST_ATTEMPTS = 40;

  private final DashboardStudy study;
  private final Map<String, TrunkState> states = new LinkedHashMap<>();
  private final NavigableMap<Long, Attempt> latest = new TreeMap<>();
  private final Set<String> strangers = new HashSet<>();
  private final Set<Long> open = new HashSet<>();
  private long lastToken;

  /// Which plan the trunks were taken from ([RunStore#planMark]).
  private Optional<String> planMark = Optional.empty();

  StudyModel(DashboardStudy study) {
    this.study = study;
    takePlan();
  }

  /// Reads everything.
  void load(RunStore store) {
    planMark = store.planMark();
    takePlan();
    strangers.clear();
    open.clear();
    latest.clear();
    lastToken = 0;
    states.replaceAll((_, state) -> state.cleared());
    Map<RunId, RunResult> results = store.results();
    for (Attempt attempt : store.attempts()) {
      if (!note(attempt)) {
        strangers.add(attempt.trunk());
      }
    }
    states.replaceAll((_, state) -> state.withResults(stored(state, results)));
    noteCancelled(store);
    states.replaceAll((_, state) -> withLastPoint(state, store));
  }

  private static List<RunResult> stored(TrunkState state, Map<RunId, RunResult> results) {
    return state.runs().keySet().stream()
        .map(run -> Optional.ofNullable(results.get(run)))
        .flatMap(Optional::stream)
        .toList();
  }

  /// A trunk that is through with its training needs no curve for its share.
  private static TrunkState withLastPoint(TrunkState state, RunStore store) {
    return state.attempts().isEmpty() || state.complete()
        ? state
        : store.lastCurvePoint(state.id()).map(state::with).orElse(state);
  }

  /// Reads what can have changed since; everything if that is the plan.
  ///
  /// @return ids of the trunks that changed
  Set<String> update(RunStore store) {
    if (!store.planMark().equals(planMark)) {
      load(store);
      return new LinkedHashSet<>(states.keySet());
    }
    var changed = new LinkedHashSet<String>();
    long from = open.stream().mapToLong(Long::longValue).min().orElse(lastToken + 1);
    for (Attempt attempt : store.attemptsFrom(from)) {
      if (!states.containsKey(attempt.trunk()) && strangers.add(attempt.trunk())) {
        takePlan(); // the study may have grown
      }
      if (note(attempt)) {
        changed.add(attempt.trunk());
      }
    }
    for (TrunkState state : states.values()) {
      if (state.hasFailedRun()) {
        changed.add(state.id()); // somebody may have asked to try again
      }
    }
    changed.retainAll(states.keySet());
    for (String id : changed) {
      states.computeIfPresent(
          id, (_, state) -> withLastPoint(withStoredResults(state, store), store));
    }
    changed.addAll(noteCancelled(store));
    return changed;
  }

  /// Measurements never change, so only runs without one are looked up.
  private static TrunkState withStoredResults(TrunkState state, RunStore store) {
    var results = new ArrayList<RunResult>();
    for (RunId run : state.runs().keySet()) {
      RunResult known = state.results().get(run);
      if (known == null || known instanceof RunResult.Failed) {
        store.result(run).ifPresent(results::add);
      } else {
        results.add(known);
      }
    }
    return state.withResults(results);
  }

  /// @return true if the attempt's trunk is the study's
  private boolean note(Attempt attempt) {
    lastToken = Math.max(lastToken, attempt.token());
    if (attempt.status() == AttemptStatus.RUNNING) {
      open.add(attempt.token());
    } else {
      open.remove(attempt.token());
    }
    TrunkState state =
        states.computeIfPresent(attempt.trunk(), (_, before) -> before.with(attempt));
    if (state == null) {
      return false;
    }
    latest.put(attempt.token(), attempt);
    if (latest.size() > LATEST_ATTEMPTS) {
      latest.pollFirstEntry();
    }
    return true;
  }

  /// Takes the trunks from the study's plan. One that is known keeps what has come of it, one that
  /// left the plan is forgotten.
  private void takePlan() {
    var taken = new LinkedHashMap<String, TrunkState>();
    for (PlannedTrunk planned : study.trunks()) {
      TrunkState state = TrunkState.planned(taken.size() + 1, planned);
      taken.putIfAbsent(state.id(), known(state));
    }
    states.clear();
    states.putAll(taken);
    latest.values().removeIf(attempt -> !states.containsKey(attempt.trunk()));
  }

  private TrunkState known(TrunkState planned) {
    TrunkState before = states.get(planned.id());
    return before == null ? planned : before.at(planned);
  }

  private Set<String> noteCancelled(RunStore store) {
    Map<String, String> cancelled = store.cancelled();
    var changed = new LinkedHashSet<String>();
    for (TrunkState state : states.values()) {
      Optional<String> reason = Optional.ofNullable(cancelled.get(state.id()));
      if (!reason.equals(state.cancelReason())) {
        changed.add(state.id());
      }
    }
    for (String id : changed) {
      states.computeIfPresent(id, (_, state) -> state.withCancelReason(cancelled.get(id)));
    }
    return changed;
  }

  /// Every trunk in the plan's order.
  Collection<TrunkState> states() {
    return states.values();
  }

  /// The newest attempts, newest first.
  List<Attempt> latestAttempts() {
    return List.copyOf(latest.descendingMap().values());
  }
}
