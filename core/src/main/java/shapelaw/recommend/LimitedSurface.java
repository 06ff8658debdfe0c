package shapelaw.recommend;

import java.util.List;
import shapelaw.cost.ShapeCost;
import shapelaw.numerics.TwiceDifferentiable;

/// A [LossSurface] with a logarithmic barrier in front of its limits and of the sides of its box.
final class LimitedSurface implements TwiceDifferentiable {

  private final LossSurface surface;
  private final List<Bound> bounds;
  private final double[] lower;
  private final double[] upper;
  private final double barrier;
  private final double[] d;
  private final double[][] dd;

  /// @param lower, upper sides of the box; a variable between equal ones is left alone
  LimitedSurface(
      LossSurface surface, List<Bound> bounds, double[] lower, double[] upper, double barrier) {
    this.surface = surface;
    this.bounds = bounds;
    this.lower = lower.clone();
    this.upper = upper.clone();
    this.barrier = barrier;
    d = new double[surface.dimension()];
    dd = new double[surface.dimension()][surface.dimension()];
  }

  /// ln g(u) ≤ ln b.
  ///
  /// @param log ln g
  /// @param logBound ln b
  record Bound(LogPosynomial log, double logBound) {
    static Bound of(Limit limit, ShapeCost cost, List<String> dimensions) {
      return new Bound(
          new LogPosynomial(limit.quantity(cost), dimensions), Math.log(limit.bound()));
    }

    /// ln b − ln g: how much the limit leaves, ≥ 0 if it holds.
    double slack(double[] u) {
      return logBound - log.value(u);
    }
  }

  @Override
  public int dimension() {
    return surface.dimension();
  }

  @Override
  public double resolution(double value) {
    return surface.resolution(value);
  }

  @Override
  public double value(double[] point) {
    double value = surface.value(point);
    for (Bound bound : bounds) {
      value -= barrier * log(bound.slack(point));
    }
    for (int k = 0; k < d.length; k++) {
      if (lower[k] < upper[k]) {
        value -= barrier * (log(point[k] - lower[k]) + log(upper[k] - point[k]));
      }
    }
    return value;
  }

  private static double log(double slack) {
    return slack > 0 ? Math.log(slack) : Double.NEGATIVE_INFINITY;
  }

  /// With s = ln b − ln g: −ln s has gradient ∇ln g / s and Hessian ∇²ln g / s + ∇ln g ∇ln gᵀ / s².
  @Override
  public double value(double[] point, double[] gradient, double[][] hessian) {
    double value = surface.value(point, gradient, hessian);
    for (Bound bound : bounds) {
      double slack = bound.logBound() - bound.log().value(point, d, dd);
      value -= barrier * log(slack);
      for (int k = 0; k < d.length; k++) {
        gradient[k] += barrier * d[k] / slack;
        for (int l = 0; l < d.length; l++) {
          hessian[k][l] += barrier * (dd[k][l] / slack + d[k] * d[l] / (slack * slack));
        }
      }
    }
    for (int k = 0; k < d.length; k++) {
      if (lower[k] < upper[k]) {
        double above = point[k] - lower[k];
        double below = upper[k] - point[k];
        value -= barrier * (log(above) + log(below));
        gradient[k] += barrier * (1 / below - 1 / above);
        hessian[k][k] += barrier * (1 / (above * above) + 1 / (below * below));
      }
    }
    return value;
  }
}
