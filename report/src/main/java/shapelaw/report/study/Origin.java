package shapelaw.report.study;

import java.util.List;
import java.util.Optional;
import shapelaw.shape.HeadRule;
import shapelaw.shape.VisionTransformer;
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
      implements Origin {
    @Override
    public Optional<Models> planned() {
      return results.rows().stream()
          .findFirst()
          .map(first -> new Models(first.spec().model(), heads));
    }
  }

  /// Trained elsewhere, and brought here as a table of results.
  ///
  /// @param loss name of the loss with its unit, for axes: `loss`, `error rate`
  /// @param facts how the results were made and read, for example the source file with its hash,
  ///   the meaning of its columns, the rows that were left out
  /// @param models of the plan that the results belong to; empty without a plan
  record Imported(String loss, List<Fact> facts, Optional<Models> models) implements Origin {
    public Imported {
      facts = List.copyOf(facts);
    }

    /// Results that belong to no plan.
    public Imported(String loss, List<Fact> facts) {
      this(loss, facts, Optional.empty());
    }

    @Override
    public Optional<Models> planned() {
      return models;
    }
  }

  /// What the models of a plan have in common.
  ///
  /// @param template a model, for everything but its shape
  /// @param heads how a width is split into heads
  record Models(VisionTransformer template, HeadRule heads) {}

  /// The models of the plan that the measurements belong to; empty without a plan.
  Optional<Models> planned();

  /// Something to know about the results.
  ///
  /// @param label what, for people
  /// @param value its value, for people
  record Fact(String label, String value) {}
}
