package shapelaw.runs.store;

import shapelaw.run.Trunk;

/// A trunk with what it is trained for.
///
/// @param trunk the runs
/// @param purpose part of the study, for example `star:width`, `centre`, `grid`, `check`
public record PlannedTrunk(Trunk trunk, String purpose) {
  public PlannedTrunk {
    if (purpose.isBlank()) {
      throw new IllegalArgumentException("a purpose must not be blank.");
    }
  }
}
