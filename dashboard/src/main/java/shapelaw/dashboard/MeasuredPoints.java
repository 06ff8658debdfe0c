package shapelaw.dashboard;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;

/// Every measured error rate over its compute, thinned out where more points than a screen can show
/// lie on top of each other.
///
/// @param version of the study
/// @param total measured runs
/// @param points those to draw
record MeasuredPoints(long version, int total, List<Point> points) {

  /// Cells along each logarithmic axis; of each purpose, a cell keeps one point.
  private static final double CELLS_PER_E_FOLD = 60;

  /// Below this there is nothing to thin out.
  private static final int FEW = 2000;

  /// A measured run.
  ///
  /// @param trunk id of its trunk
  record Point(
      String trunk, String purpose, String shape, double forwardGflops, double errorRate) {}

  static MeasuredPoints of(long version, Collection<TrunkState> states) {
    var all = new ArrayList<Point>();
    for (TrunkState state : states) {
      for (RunResult result : state.results().values()) {
        if (result instanceof RunResult.Done done) {
          all.add(point(state, done.run(), done.errorRate()));
        }
      }
    }
    return new MeasuredPoints(version, all.size(), all.size() <= FEW ? all : thinned(all));
  }

  private static Point point(TrunkState state, RunId run, double errorRate) {
    double gflops = state.forwardGflops(Objects.requireNonNull(state.runs().get(run)));
    TrunkRow row = state.row();
    return new Point(state.id(), row.purpose(), row.shape(), gflops, errorRate);
  }

  private record Cell(String purpose, long x, long y) {}

  private static List<Point> thinned(List<Point> all) {
    var taken = new HashSet<Cell>();
    return all.stream()
        .filter(p -> taken.add(new Cell(p.purpose(), cell(p.forwardGflops()), cell(p.errorRate()))))
        .toList();
  }

  private static long cell(double value) {
    return Math.round(CELLS_PER_E_FOLD * Math.log(value));
  }
}
