package shapelaw.cli;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import shapelaw.law.Interval;
import shapelaw.law.curve.CurveChoice;
import shapelaw.law.curve.CurveChoiceOutcome;
import shapelaw.law.curve.CurveChooser;
import shapelaw.law.curve.CurveFitOptions;
import shapelaw.law.curve.CurveForecastOptions;
import shapelaw.law.curve.CurveForecaster;
import shapelaw.law.curve.CurvePoint;

/// What came of one learning curve.
///
/// @param curve its points
/// @param outcome the laws, weighed
/// @param milliseconds that took, all fits together
/// @param forecasts losses with intervals where they were asked for, empty if refused
record CurveResult(
    CurveTable.Curve curve,
    CurveChoiceOutcome outcome,
    double milliseconds,
    List<Interval> forecasts) {

  private static final double NANOS_PER_MILLISECOND = 1e6;

  /// Chooses among the laws for `curve` and forecasts at each of `at`.
  static CurveResult of(CurveTable.Curve curve, CurveFitOptions options, List<Double> at) {
    long start = System.nanoTime();
    CurveChoiceOutcome outcome = CurveChooser.choose(curve.fitted(), options);
    double milliseconds = (System.nanoTime() - start) / NANOS_PER_MILLISECOND;
    List<Interval> forecasts =
        outcome instanceof CurveChoiceOutcome.Chosen(CurveChoice choice) && !at.isEmpty()
            ? CurveForecaster.losses(
                curve.fitted(), choice, options, CurveForecastOptions.DEFAULT, at)
            : List.of();
    return new CurveResult(curve, outcome, milliseconds, forecasts);
  }

  /// Root of the mean square of ln forecast − ln loss over the points beyond; empty if there are
  /// none.
  OptionalDouble logRmse(DoubleUnaryOperator forecast) {
    return curve.beyond().stream().mapToDouble(p -> square(p, forecast)).average().stream()
        .map(Math::sqrt)
        .findFirst();
  }

  private static double square(CurvePoint point, DoubleUnaryOperator forecast) {
    double error = Math.log(forecast.applyAsDouble(point.x()) / point.loss());
    return error * error;
  }
}
