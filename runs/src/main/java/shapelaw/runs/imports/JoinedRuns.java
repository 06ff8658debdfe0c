package shapelaw.runs.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import shapelaw.sweep.Purpose;

/// The runs of a study together with results that are appended to it, each once. What a run was
/// planned for does not tell it from others: a plan's grid may grow over runs of its star.
///
/// @param runs all runs, the study's first
/// @param fresh those that the study had not
record JoinedRuns(List<ImportedRun> runs, List<ImportedRun> fresh) {

  static JoinedRuns of(List<ImportedRun> stored, ImportedResults results) {
    Optional<PlannedRuns> plan = results.planned().map(PlannedRows::runs);
    var sweeps = new LinkedHashMap<ImportedRun, Set<Purpose>>();
    for (ImportedRun run : stored) {
      Set<Purpose> now = plan.map(p -> p.sweepsNow(run)).orElse(run.sweeps());
      sweeps.merge(run.withSweeps(Set.of()), now, JoinedRuns::both);
    }
    var fresh = new ArrayList<ImportedRun>();
    for (ImportedRun run : results.runs()) {
      if (sweeps.put(run.withSweeps(Set.of()), run.sweeps()) == null) {
        fresh.add(run);
      }
    }
    var runs = new ArrayList<ImportedRun>();
    sweeps.forEach((run, of) -> runs.add(run.withSweeps(of)));
    return new JoinedRuns(runs, fresh);
  }

  private static Set<Purpose> both(Set<Purpose> one, Set<Purpose> other) {
    var both = new LinkedHashSet<>(one);
    both.addAll(other);
    return both;
  }
}
