package shapelaw.law.curve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// A part of a curve to fit on and the part behind it to score on.
///
/// @param fit points up to some x
/// @param score points behind it
record HeldOut(List<CurvePoint> fit, List<CurvePoint> score) {

  /// Doublings of x that are held out, one after the other.
  static final int DOUBLINGS = 3;

  /// Fewer different x than this tell a law from a constant, but hardly more.
  private static final int LEAST_SIZES = 3;

  /// Cutting at half an x should not depend on its last bit.
  private static final double ROUNDING = 1 + 1e-9;

  /// The nested splits of a curve: up to 1/2 of the greatest x scored up to the greatest, up to 1/4
  /// scored up to 1/2, and so on, as far as there are points. A curve too short for a doubling is
  /// cut once, behind two thirds of its points; one too short for that gives none.
  static List<HeldOut> splits(List<CurvePoint> points) {
    List<CurvePoint> sorted =
        points.stream().sorted(Comparator.comparingDouble(CurvePoint::x)).toList();
    var splits = new ArrayList<HeldOut>();
    double above = sorted.getLast().x() * ROUNDING;
    for (int k = 0; k < DOUBLINGS; k++) {
      addIfUseful(between(sorted, 0, above / 2), between(sorted, above / 2, above), splits);
      above /= 2;
    }
    if (splits.isEmpty()) {
      double cut = sorted.get((2 * sorted.size() - 1) / 3).x() * ROUNDING;
      addIfUseful(between(sorted, 0, cut), between(sorted, cut, Double.POSITIVE_INFINITY), splits);
    }
    return splits;
  }

  private static void addIfUseful(
      List<CurvePoint> fit, List<CurvePoint> score, List<HeldOut> splits) {
    if (ScaledCurve.distinctSizes(fit) >= LEAST_SIZES
        && !score.isEmpty()
        && ScaledCurve.refusal(fit).isEmpty()) {
      splits.add(new HeldOut(fit, score));
    }
  }

  private static List<CurvePoint> between(List<CurvePoint> points, double above, double upTo) {
    return points.stream().filter(p -> p.x() > above && p.x() <= upTo).toList();
  }

  /// Mean square of ln forecast − ln loss over the scored points, by their own weights.
  double meanSquare(DoubleUnaryOperator forecast) {
    double sum = 0;
    double weights = 0;
    for (CurvePoint point : score) {
      double error = Math.log(forecast.applyAsDouble(point.x()) / point.loss());
      sum += point.weight() * error * error;
      weights += point.weight();
    }
    return sum / weights;
  }
}
