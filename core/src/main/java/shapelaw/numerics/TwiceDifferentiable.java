package shapelaw.numerics;

/// A function of several variables with analytic first and second derivatives.
public interface TwiceDifferentiable {

  /// How many variables it has.
  int dimension();

  /// Its value at `point`.
  double value(double[] point);

  /// Its value at `point`, with the derivatives written into the other two arguments. A minimiser
  /// asks for it where it has just asked for the value alone, which is worth remembering.
  ///
  /// @param gradient receives ∂f/∂x_i, `(dimension)`
  /// @param hessian receives ∂²f/∂x_i∂x_j, `(dimension, dimension)`
  double value(double[] point, double[] gradient, double[][] hessian);

  /// The least difference from `value` that means anything: what rounding errors may do to it.
  double resolution(double value);
}
