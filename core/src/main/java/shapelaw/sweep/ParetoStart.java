package shapelaw.sweep;

import java.util.List;
import shapelaw.cost.Compute;
import shapelaw.shape.Shape;

/// The start shape x^(0) that the grid sweep found, and how.
///
/// @param shape the chosen shape
/// @param compute t^(0), the least compute for which it is optimal (errs towards larger models when
///   scaled up)
/// @param loss its loss there
/// @param range over which it is optimal
/// @param fromShortestRun true if the shape is the best from its shortest run on, so that it may be
///   optimal at less compute than t^(0), too
/// @param edges edges of the grid on which it lies; empty when it lies strictly inside, as the
///   paper demands
/// @param frontier every stretch of the frontier, by ascending compute
/// @param runs what is known of the grid's runs
public record ParetoStart(
    Shape shape,
    Compute compute,
    double loss,
    Stretch range,
    boolean fromShortestRun,
    List<GridSweep.Edge> edges,
    List<Stretch> frontier,
    GridRuns runs) {

  public ParetoStart {
    edges = List.copyOf(edges);
    frontier = List.copyOf(frontier);
  }

  /// Of a grid of which nothing but its losses is known.
  public ParetoStart(
      Shape shape,
      Compute compute,
      double loss,
      Stretch range,
      boolean fromShortestRun,
      List<GridSweep.Edge> edges,
      List<Stretch> frontier) {
    this(shape, compute, loss, range, fromShortestRun, edges, frontier, GridRuns.UNKNOWN);
  }

  /// A range of compute over which one shape reaches the lowest loss.
  ///
  /// @param shape the shape
  /// @param from where it becomes the best
  /// @param to where another one does, or its measurements end
  /// @param lossFrom its loss at `from`
  /// @param lossTo its loss at `to`
  /// @param interior true if the shape lies strictly inside the grid
  public record Stretch(
      Shape shape, Compute from, Compute to, double lossFrom, double lossTo, boolean interior) {

    /// to / from, ≥ 1.
    public double factor() {
      return to.ratioTo(from);
    }
  }

  /// True if the shape lies strictly inside the grid.
  public boolean interior() {
    return edges.isEmpty();
  }
}
