package shapelaw.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StoreException;
import shapelaw.runs.store.StudyLock;

/// The trunks of a study's plan as its store knows them.
///
/// @param store the study's store
/// @param planned the trunks of the study file's plan
record StoredTrunks(RunStore store, List<PlannedTrunk> planned) {

  /// Those of a study.
  static StoredTrunks of(StudyFolder folder, RunStore store) {
    return new StoredTrunks(store, Execution.planned(folder.plan()));
  }

  /// Lets the store know trunks that nobody has run yet.
  void remember(List<PlannedTrunk> trunks) {
    Set<String> known =
        store.planned().stream().map(p -> p.trunk().id()).collect(Collectors.toSet());
    store.plan(trunks.stream().filter(p -> !known.contains(p.trunk().id())).toList());
  }

  /// Those among trunks whose runs do not all have a result.
  List<PlannedTrunk> open(List<PlannedTrunk> trunks) {
    Set<RunId> finished = store.results().keySet();
    return trunks.stream()
        .filter(p -> p.trunk().runs().stream().anyMatch(run -> !finished.contains(run.id())))
        .toList();
  }

  /// Those among trunks that were cancelled.
  List<PlannedTrunk> cancelled(List<PlannedTrunk> trunks) {
    Set<String> cancelled = store.cancelled().keySet();
    return trunks.stream().filter(p -> cancelled.contains(p.trunk().id())).toList();
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

  /// True if some process runs the study now.
  boolean hasCoordinator() {
    try (StudyLock _ = store.lock()) {
      return false;
    } catch (StoreException e) {
      return true;
    }
  }

  static List<String> ids(List<PlannedTrunk> trunks) {
    return trunks.stream().map(p -> p.trunk().id()).toList();
  }

  /// For example `1 trunk`, `12 trunks`.
  static String count(int trunks) {
    return trunks == 1 ? "1 trunk" : "%,d trunks".formatted(trunks);
  }
}
