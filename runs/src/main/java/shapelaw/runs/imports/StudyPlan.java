package shapelaw.runs.imports;

import java.util.List;
import shapelaw.run.RunSpec;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.sweep.GridSweep;
import shapelaw.sweep.Plan;
import shapelaw.sweep.Purpose;

/// A study's plan whose runs were trained elsewhere.
///
/// @param study its name
/// @param seed of its fits
/// @param plan its runs, at least one
/// @param grid its grid sweep
/// @param heads how its widths are split into heads
public record StudyPlan(String study, long seed, Plan plan, GridSweep grid, HeadRule heads) {

  public StudyPlan {
    if (plan.trunks().isEmpty()) {
      throw new IllegalArgumentException(
          "the plan of %s must have at least one run but has none.".formatted(study));
    }
  }

  /// Dimensions of the star's arms, in the plan's order.
  List<Dimension> arms() {
    return plan.trunks().stream()
        .map(Plan.PlannedTrunk::purpose)
        .filter(Purpose.Arm.class::isInstance)
        .map(purpose -> ((Purpose.Arm) purpose).dimension())
        .distinct()
        .toList();
  }

  /// How many runs the grid has.
  int gridRuns() {
    return plan.trunks().stream()
        .filter(planned -> planned.purpose() instanceof Purpose.Grid)
        .mapToInt(planned -> planned.trunk().runs().size())
        .sum();
  }

  /// Images of a training step.
  int batchSize() {
    RunSpec any = plan.trunks().getFirst().trunk().longest();
    return any.recipe().batchSize();
  }
}
