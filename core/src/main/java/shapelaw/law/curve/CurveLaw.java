package shapelaw.law.curve;

/// A learning curve: the loss as a falling function of one variable x > 0, examples seen or
/// training compute. All parameters are positive, and the loss falls from x = 0 to ∞.
public sealed interface CurveLaw
    permits PowerLaw, OffsetPowerLaw, SaturatingPowerLaw, SigmoidalLaw, BrokenPowerLaw {

  /// Which law this is.
  CurveForm form();

  /// The loss at x.
  double loss(double x);

  /// ln loss at x, with its derivatives by the logarithms of the parameters, in the order of
  /// [CurveForm#parameters()].
  ///
  /// @param gradient receives ∂ ln loss / ∂ ln parameter, `(parameters)`
  /// @param hessian receives the second derivatives in its lower triangle, `(parameters,
  ///   parameters)`
  double logLoss(double x, double[] gradient, double[][] hessian);

  /// The loss that no x reaches: its limit as x → ∞.
  double limitLoss();

  /// The x at which the loss has fallen to `loss`; ∞ if it never does, 0 if it is below even at the
  /// start.
  double reaches(double loss);

  /// −d ln loss / d ln x at x: the exponent of the power law that touches the curve there.
  double localExponent(double x);

  /// The parameters in the order of [CurveForm#parameters()]; a new array.
  double[] values();

  /// The same curve in other units: the law g with g(factor · x) = scale · loss(x).
  ///
  /// @param factor units of the new x in one of the old
  /// @param scale units of the new loss in one of the old
  CurveLaw rescaled(double factor, double scale);
}
