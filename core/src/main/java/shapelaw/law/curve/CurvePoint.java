package shapelaw.law.curve;

/// One point of a learning curve.
///
/// @param x examples seen or training compute
/// @param loss the loss there, lower is better
/// @param weight how much it counts beside the others, for example the number of seeds behind it
public record CurvePoint(double x, double loss, double weight) {

  /// A point that counts once.
  public CurvePoint(double x, double loss) {
    this(x, loss, 1);
  }

  /// The same point with another loss.
  CurvePoint withLoss(double newLoss) {
    return new CurvePoint(x, newLoss, weight);
  }
}
