package shapelaw.runs.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The runs of a study together with results that are appended to it, which may be there already.
/// What a run was planned for does not tell it from others, since a plan's grid may grow over runs
/// of its star; and what a run of a plan is called does not either, since its id or its shape says
/// which one it is.
///
/// @param runs all runs, the study's first
/// @param fresh those that the study had not
record JoinedRuns(List<ImportedRun> runs, List<ImportedRun> fresh) {

  static JoinedRuns of(List<ImportedRun> stored, ImportedResults results) {
    Optional<PlannedRuns> plan = results.planned().map(PlannedRows::runs);
    var runs = new ArrayList<ImportedRun>();
    Map<ImportedRun, List<Integer>> places = new HashMap<>();
    for (ImportedRun run : stored) {
      places.computeIfAbsent(identity(run, plan), _ -> new ArrayList<>()).add(runs.size());
      runs.add(plan.map(p -> run.withSweeps(p.sweepsNow(run))).orElse(run));
    }
    var fresh = new ArrayList<ImportedRun>();
    for (ImportedRun run : results.runs()) {
      List<Integer> there = places.get(identity(run, plan));
      if (there == null) {
        fresh.add(run);
      } else {
        there.forEach(place -> runs.set(place, runs.get(place).withSweeps(run.sweeps())));
      }
    }
    runs.addAll(fresh);
    return new JoinedRuns(runs, fresh);
  }

  private static ImportedRun identity(ImportedRun run, Optional<PlannedRuns> plan) {
    return plan.flatMap(p -> p.id(run)).map(run::named).orElse(run).withSweeps(Set.of());
  }
}
