package shapelaw.law;

/// The paper's law along one dimension, the others held so large that they are no bottleneck (Eq.
/// 2):
///
/// ```text
/// f(x, t) = α x^(−a) + (β x^b + ξ) t^(−c) + ε
/// ```
///
/// @param alpha weight of the capacity term, > 0
/// @param a its exponent, > 0
/// @param beta weight of the slow-down that a larger model pays at the same compute, > 0
/// @param b its exponent, > 0
/// @param xi weight of the compute term that no size changes, ≥ 0
/// @param c exponent of compute, > 0
/// @param epsilon loss that remains, ≥ 0
public record SingleDimensionLaw(
    double alpha, double a, double beta, double b, double xi, double c, double epsilon) {

  /// f(x, t); t in the unit that the law was fitted in (forward GFLOPs).
  public double loss(double x, double t) {
    return alpha * Math.pow(x, -a) + (beta * Math.pow(x, b) + xi) * Math.pow(t, -c) + epsilon;
  }

  /// The size that minimises f(·, t) (Eq. 4): x* = (α a t^c / (β b))^(1/(a+b)).
  public double optimum(double t) {
    return Math.pow(alpha * a * Math.pow(t, c) / (beta * b), 1 / (a + b));
  }

  /// True if a larger size both gains and costs (α, β > 0), so that there is a best one. Otherwise
  /// the exponent below is made of a number that the data say nothing about.
  public boolean hasOptimum() {
    return alpha > 0 && beta > 0;
  }

  /// s = c / (a + b): the optimum grows as t^s (Eq. 4).
  public double exponent() {
    return c / (a + b);
  }

  /// The least loss at compute t: f(x*(t), t).
  public double frontierLoss(double t) {
    return loss(optimum(t), t);
  }
}
