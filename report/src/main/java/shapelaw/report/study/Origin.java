package shapelaw.report.study;

import java.util.List;
import shapelaw.shape.HeadRule;
import shapelaw.sweep.GridSweep;
import shapelaw.sweep.RepeatedImages;
import shapelaw.sweep.StarSweep;
import shapelaw.sweep.SweepResults;

/// Where a study's measurements come from.
public sealed interface Origin {

  /// Trained here, after a plan.
  ///
  /// @param star the star sweep
  /// @param grid the grid sweep
  /// @param results the planned runs and what became of them
  /// @param heads how a width is split into heads
  /// @param repeated the finished runs that saw images more than once
  record Trained(
      StarSweep star, GridSweep grid, SweepResults results, HeadRule heads, RepeatedImages repeated)
      implements Origin {}

  /// Trained elsewhere, and brought here as a table of results.
  ///
  /// @param loss name of the loss with its unit, for axes: `loss`, `error rate`
  /// @param facts how the results were made and read, for example the source file with its hash,
  ///   the meaning of its columns, the rows that were left out
  record Imported(String loss, List<Fact> facts) implements Origin {
    public Imported {
      facts = List.copyOf(facts);
    }
  }

  /// Something to know about the results.
  ///
  /// @param label what, for people
  /// @param value its value, for people
  record Fact(String label, String value) {}
}
