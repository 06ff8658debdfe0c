package shapelaw.runs.imports;

import java.util.List;
import java.util.Set;
import shapelaw.sweep.Purpose;

/// Which rows of a table are runs of a plan.
///
/// @param plan what is kept of the plan
/// @param runs its runs
/// @param sweeps for each row what its run was planned for; nothing if it is none of the plan's
/// @param byId rows whose run is named by its id
/// @param byShape rows whose run was found by its shape and duration
public record PlannedRows(
    PlanRecord plan, PlannedRuns runs, List<Set<Purpose>> sweeps, int byId, int byShape) {

  public PlannedRows {
    sweeps = List.copyOf(sweeps);
  }

  /// How many runs the plan has.
  public int plannedRuns() {
    return runs.count();
  }
}
