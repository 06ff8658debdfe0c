package shapelaw.cli;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;

/// The trunks that may be cancelled or opened: those of the study file's plan, and those of the
/// plan that was run last, which differ after the file was edited (ids are hashes of all that a run
/// depends on) while what is under way goes on by the plan of its beginning.
///
/// @param store the study's store
/// @param inFile the trunks of the study file's plan
/// @param ofRun the trunks of the plan that was run last, or is being run
/// @param hasChanged true if the study file has changed since
record StoredTrunks(
    RunStore store, List<PlannedTrunk> inFile, List<PlannedTrunk> ofRun, boolean hasChanged) {

  /// Those of a study.
  static StoredTrunks of(StudyFolder folder, RunStore store) {
    String mark = folder.study().planMark();
    boolean hasChanged = store.planMark().filter(stored -> !stored.equals(mark)).isPresent();
    return new StoredTrunks(
        store, Execution.planned(folder.plan()), store.plannedOrUnderWay(), hasChanged);
  }

  /// Every trunk once.
  List<PlannedTrunk> all() {
    Set<String> ids = inFile.stream().map(p -> p.trunk().id()).collect(Collectors.toSet());
    return Stream.concat(inFile.stream(), ofRun.stream().filter(p -> !ids.contains(p.trunk().id())))
        .toList();
  }

  /// Lets the store know trunks that nobody has run yet. The first that a store hears of a study is
  /// its whole plan, which `status` then counts; a plan that differs from the one that is run does
  /// not become part of it.
  ///
  /// @param mark the plan's ([RunStore#planMark])
  void remember(List<PlannedTrunk> trunks, String mark) {
    if (store.planMark().isEmpty()) {
      store.replacePlan(inFile, mark);
    } else {
      store.remember(trunks);
    }
  }

  /// How many among trunks are part of the plan that was run last, or is being run.
  int countOfRun(List<PlannedTrunk> trunks) {
    Set<String> ids = ofRun.stream().map(p -> p.trunk().id()).collect(Collectors.toSet());
    return (int) trunks.stream().filter(p -> ids.contains(p.trunk().id())).count();
  }

  /// Whose plan trunks belong to, in a line; empty if there is one plan alone.
  String whosePlan(List<PlannedTrunk> trunks) {
    int known = countOfRun(trunks);
    return hasChanged
        ? "The study file has changed since %s: of these %,d are in the plan as it was then, %,d in the file alone.%n"
            .formatted(
                hasCoordinator() ? "the run under way began" : "the last run",
                known,
                trunks.size() - known)
        : "";
  }

  /// Those among trunks whose runs do not all have a result.
  List<PlannedTrunk> open(List<PlannedTrunk> trunks) {
    return open(store, trunks);
  }

  private static List<PlannedTrunk> open(RunStore store, List<PlannedTrunk> trunks) {
    Set<RunId> finished = store.finished();
    return trunks.stream()
        .filter(p -> p.trunk().runs().stream().anyMatch(run -> !finished.contains(run.id())))
        .toList();
  }

  /// Those among trunks that were cancelled.
  List<PlannedTrunk> cancelled(List<PlannedTrunk> trunks) {
    return cancelled(trunks, store.cancelled());
  }

  private static List<PlannedTrunk> cancelled(
      List<PlannedTrunk> trunks, Map<String, String> reasons) {
    return trunks.stream().filter(p -> reasons.containsKey(p.trunk().id())).toList();
  }

  /// How many trunks of the plan that was run last were cancelled and lack results, by reason.
  static Map<String, Long> openByCancelReason(RunStore store) {
    Map<String, String> reasons = store.cancelled();
    return open(store, cancelled(store.plannedOrUnderWay(), reasons)).stream()
        .collect(
            Collectors.groupingBy(
                p -> Objects.requireNonNull(reasons.get(p.trunk().id())),
                LinkedHashMap::new,
                Collectors.counting()));
  }

  /// Those among trunks with a run that could not be made.
  List<PlannedTrunk> failed(List<PlannedTrunk> trunks) {
    var failed = new HashSet<RunId>();
    store
        .results()
        .forEach((run, result) -> {
          if (result instanceof RunResult.Failed) {
            failed.add(run);
          }
        });
    return trunks.stream()
        .filter(p -> p.trunk().runs().stream().anyMatch(run -> failed.contains(run.id())))
        .toList();
  }

  /// Those among trunks without all their results whose last attempt failed or was lost. Nothing
  /// holds them back: the next run tries them again.
  List<PlannedTrunk> cutShort(List<PlannedTrunk> trunks) {
    var last = new HashMap<String, Attempt>();
    store.attempts().forEach(attempt -> last.put(attempt.trunk(), attempt));
    boolean coordinated = hasCoordinator();
    return open(trunks).stream()
        .filter(p -> {
          Attempt attempt = last.get(p.trunk().id());
          return attempt != null && isCutShort(attempt, coordinated);
        })
        .toList();
  }

  private static boolean isCutShort(Attempt attempt, boolean coordinated) {
    return switch (attempt.statusNow(coordinated)) {
      case FAILED, LOST -> true;
      case RUNNING, DONE, DIVERGED, CHECKPOINTED, CANCELLED -> false;
    };
  }

  /// True if some process runs the study now.
  boolean hasCoordinator() {
    return store.coordinator().isPresent();
  }

  static List<String> ids(List<PlannedTrunk> trunks) {
    return trunks.stream().map(p -> p.trunk().id()).toList();
  }

  /// For example `1 trunk`, `12 trunks`.
  static String count(int trunks) {
    return Count.of(trunks, "trunk");
  }
}
