package shapelaw.recommend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import shapelaw.numerics.BoundedNewton;
import shapelaw.numerics.Minimum;

/// Seeks the lowest point of a [LossSurface] within a box and under limits.
///
/// Without an active limit it is a bounded Newton descent. An active limit is kept by a logarithmic
/// barrier, L − μ Σ ln(ln b_i − ln g_i), with falling μ (Boyd and Vandenberghe, *Convex
/// Optimization*, 2004, ch. 11); the box then has barriers, too, because steps that are cut at its
/// sides would leave the curved edge of a limit. At the end the loss is at most μ for each limit
/// and each side of the box above the least, and all limits hold strictly.
final class Valley {

  /// μ of each stage, relative to the loss.
  private static final double[] BARRIERS = {1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8};

  /// From here on a stage is an answer; the last ones may not converge to all their digits.
  private static final double LOW_BARRIER = 1e-6;

  private static final int MOST_HALVINGS = 60;

  private final LossSurface surface;
  private final List<LimitedSurface.Bound> limits;
  private final double[] lower;
  private final double[] upper;

  /// @param lower, upper bounds of the sizes' logarithms
  Valley(LossSurface surface, List<LimitedSurface.Bound> limits, double[] lower, double[] upper) {
    this.surface = surface;
    this.limits = limits;
    this.lower = lower.clone();
    this.upper = upper.clone();
  }

  /// The same valley cut at one size.
  Valley cut(int dimension, double at) {
    double[] low = lower.clone();
    double[] high = upper.clone();
    low[dimension] = at;
    high[dimension] = at;
    return new Valley(surface, limits, low, high);
  }

  /// True if the smallest shape obeys every limit and leaves something to train with.
  boolean isReachable() {
    return isInside(lower);
  }

  private boolean isInside(double[] u) {
    return limits.stream().allMatch(limit -> limit.slack(u) > 0)
        && Double.isFinite(surface.value(u));
  }

  /// The lowest point, `(dimensions)`; empty if no start led to one.
  Optional<double[]> lowest() {
    return lowest(starts());
  }

  /// The lowest point that a descent from one of `starts` finds.
  Optional<double[]> lowest(List<double[]> starts) {
    if (!isReachable()) {
      return Optional.empty();
    }
    return starts.stream()
        .map(this::descend)
        .flatMap(Optional::stream)
        .min(Comparator.comparingDouble(surface::value));
  }

  /// The middle; where there may be several valleys, also points around it.
  private List<double[]> starts() {
    var starts = new ArrayList<double[]>();
    starts.add(between(0.5));
    if (!surface.isConvex()) {
      starts.add(between(0.25));
      starts.add(between(0.75));
      for (int k = 0; k < lower.length; k++) {
        for (double share : new double[] {0.2, 0.8}) {
          double[] start = between(0.5);
          start[k] = lower[k] + share * (upper[k] - lower[k]);
          starts.add(start);
        }
      }
    }
    return starts;
  }

  private double[] between(double share) {
    double[] point = new double[lower.length];
    Arrays.setAll(point, k -> lower[k] + share * (upper[k] - lower[k]));
    return point;
  }

  private Optional<double[]> descend(double[] start) {
    Minimum free = new BoundedNewton(surface, lower, upper).minimise(finite(start));
    if (limits.stream().allMatch(limit -> limit.slack(free.point()) >= 0)) {
      return free.converged() ? Optional.of(free.point()) : Optional.empty();
    }
    double[] point = strictlyInside(free.point());
    Optional<double[]> best = Optional.empty();
    for (double barrier : BARRIERS) {
      var limited = new LimitedSurface(surface, limits, lower, upper, barrier * free.value());
      Minimum stage = new BoundedNewton(limited, lower, upper).minimise(point);
      point = stage.point();
      if (stage.converged() && barrier <= LOW_BARRIER) {
        best = Optional.of(point);
      }
    }
    return best;
  }

  /// `start`, or a point on the way from it to the smallest shape that leaves something to train
  /// with.
  private double[] finite(double[] start) {
    double[] point = clamped(start);
    for (int i = 0; i < MOST_HALVINGS && !Double.isFinite(surface.value(point)); i++) {
      point = halfway(point);
    }
    return point;
  }

  /// A point that obeys every limit and lies on no side of the box: halfway between one on the way
  /// from `start` to the smallest shape and one on the way from the largest to the smallest. Since
  /// limits are convex, it obeys them as both do.
  private double[] strictlyInside(double[] start) {
    double[] first = inside(start);
    double[] second = inside(upper);
    double[] point = new double[first.length];
    Arrays.setAll(point, k -> (first[k] + second[k]) / 2);
    return point;
  }

  private double[] inside(double[] start) {
    double[] point = clamped(start);
    for (int i = 0; i < MOST_HALVINGS && !isInside(point); i++) {
      point = halfway(point);
    }
    return isInside(point) ? point : lower.clone();
  }

  private double[] clamped(double[] start) {
    double[] point = new double[start.length];
    Arrays.setAll(point, k -> Math.clamp(start[k], lower[k], upper[k]));
    return point;
  }

  private double[] halfway(double[] point) {
    double[] half = new double[point.length];
    Arrays.setAll(half, k -> (point[k] + lower[k]) / 2);
    return half;
  }
}
