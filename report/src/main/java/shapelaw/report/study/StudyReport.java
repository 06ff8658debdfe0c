package shapelaw.report.study;

import java.time.Instant;
import java.util.Optional;
import shapelaw.law.StarFit;
import shapelaw.law.StarFitOutcome;
import shapelaw.recommend.Analysis;
import shapelaw.recommend.Recommendation;
import shapelaw.sweep.GridSweep;
import shapelaw.sweep.ParetoStart;
import shapelaw.sweep.StarSweep;
import shapelaw.sweep.SweepResults;

/// Everything that a report is made from. What a study does not have yet is empty, and the report
/// says so.
///
/// @param name the study's name, any text
/// @param written when the report was made
/// @param star the star sweep
/// @param grid the grid sweep
/// @param results the planned runs and what became of them
/// @param analysis what the measurements say
/// @param recommendation the shape for the budget
public record StudyReport(
    String name,
    Instant written,
    StarSweep star,
    GridSweep grid,
    SweepResults results,
    Analysis analysis,
    Optional<Recommendation> recommendation) {

  /// The star's laws, if the data allow them.
  public Optional<StarFit> fit() {
    return switch (analysis.fit()) {
      case StarFitOutcome.Fitted(StarFit fit) -> Optional.of(fit);
      case StarFitOutcome.Refused _ -> Optional.empty();
    };
  }

  /// Why there are no laws.
  public Optional<String> refusal() {
    return switch (analysis.fit()) {
      case StarFitOutcome.Fitted _ -> Optional.empty();
      case StarFitOutcome.Refused(String reason) -> Optional.of(reason);
    };
  }

  /// The start shape, if a grid run is done.
  public Optional<ParetoStart> start() {
    return analysis.start();
  }
}
