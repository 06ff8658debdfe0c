package shapelaw.report.study;

import java.time.Instant;
import java.util.Optional;
import shapelaw.law.StarFit;
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
/// @param results the runs and what became of them
/// @param fit the laws fitted to the star
/// @param start the start shape that the grid gave
/// @param recommendation the shape for the budget
public record StudyReport(
    String name,
    Instant written,
    StarSweep star,
    GridSweep grid,
    SweepResults results,
    Optional<StarFit> fit,
    Optional<ParetoStart> start,
    Optional<Recommendation> recommendation) {}
