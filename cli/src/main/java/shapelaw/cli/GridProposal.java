package shapelaw.cli;

import static shapelaw.cost.Compute.FLOPS_PER_GFLOP;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.shape.Shape;
import shapelaw.study.GridExtension;
import shapelaw.study.Study;
import shapelaw.sweep.GridRuns;
import shapelaw.sweep.GridSweep;
import shapelaw.sweep.Pareto;
import shapelaw.sweep.ParetoStart;
import shapelaw.sweep.Plan;
import shapelaw.sweep.SweepResults;

/// The next runs of a study whose finished grid has its best shape on an edge: the paper wants it
/// strictly inside, so the grid grows by a step beyond each edge on which it lies.
///
/// @param folder the study
/// @param best the grid's best shape
/// @param edges those it lies on that can be extended
/// @param before the plan as it is
/// @param after the plan with the longer grid
record GridProposal(
    StudyFolder folder, Shape best, List<GridSweep.Edge> edges, Plan before, Plan after) {

  /// What to run next; empty if the grid is not finished, its best shape lies inside, no edge can
  /// be extended, or every run is at chance level, where no shape is better than another.
  static Optional<GridProposal> of(StudyFolder folder, SweepResults results) {
    Optional<ParetoStart> start = start(folder, results);
    if (start.isEmpty() || start.get().runs().unfinished().isPresent()) {
      return Optional.empty();
    }
    HeadRule heads = folder.study().model().heads();
    List<GridSweep.Edge> edges =
        start.get().edges().stream().filter(edge -> isTrainable(edge, heads)).toList();
    return edges.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new GridProposal(
                folder,
                start.get().shape(),
                edges,
                results.plan(),
                folder.withStudy(extension(folder, edges).applied(folder.study())).plan()));
  }

  /// The same of a study whose measurements are looked at; empty for an imported one.
  static Optional<GridProposal> of(MeasuredStudy study) {
    return switch (study.origin()) {
      case MeasuredStudy.Origin.Trained(StudyFolder folder, SweepResults results) ->
          of(folder, results);
      case MeasuredStudy.Origin.Imported _ -> Optional.empty();
    };
  }

  /// That runs of the grid are at chance level and what helps, and, if all are, that it is not
  /// extended; empty if none is.
  static Optional<String> atChance(StudyFolder folder, SweepResults results) {
    String all = start(folder, results).isPresent() ? "" : "The grid is not extended. ";
    return GridRuns.of(results).leftOut().map(told -> "%n%s%s%n".formatted(all, told));
  }

  private static Optional<ParetoStart> start(StudyFolder folder, SweepResults results) {
    return Pareto.start(folder.study().grid().sweep(), results.grid(), GridRuns.of(results));
  }

  private static boolean isTrainable(GridSweep.Edge edge, HeadRule heads) {
    return !edge.dimension().equals(Dimension.WIDTH) || heads.serves(edge.next());
  }

  private static GridExtension extension(StudyFolder folder, List<GridSweep.Edge> edges) {
    return GridExtension.read(folder.folder()).with(edges);
  }

  /// Makes it part of the study.
  void accept() throws IOException {
    extension(folder, edges).write(folder.folder());
  }

  /// The study with the longer grid.
  Study study() {
    return extension(folder, edges).applied(folder.study());
  }

  /// What it is and what it costs.
  String text() {
    double more = after.trainedForwardFlops() - before.trainedForwardFlops();
    return "The grid's best shape %s lies on its %s. One more step there: %s, %s forward GFLOPs (%.0f %% of the plan so far)."
        .formatted(
            best.compact(),
            String.join(" and its ", edges.stream().map(Object::toString).toList()),
            Count.of(after.runs() - before.runs(), "run"),
            Table.number(more / FLOPS_PER_GFLOP),
            100 * more / before.trainedForwardFlops());
  }

  /// The same with the command that does it.
  String advice() {
    return "%n%s%nMaybe: %s --extend%n".formatted(text(), folder.command("run"));
  }
}
