package shapelaw.law.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import shapelaw.law.Interval;

class CurveForecasterTest {

  private static final CurveLaw TRUTH = new OffsetPowerLaw(0.8, 0.5, 0.25).rescaled(1e7, 1);
  private static final double NOISE = 0.01;

  /// Noise whose neighbours correlate, as those of one training run do.
  private static List<CurvePoint> correlated(long seed) {
    var random = new SplittableRandom(seed);
    var points = new ArrayList<CurvePoint>();
    double noise = NOISE * random.nextGaussian();
    for (double x = 4e6; points.size() < 60; x *= 1.1) {
      points.add(new CurvePoint(x, TRUTH.loss(x) * Math.exp(noise)));
      noise = 0.7 * noise + NOISE * Math.sqrt(1 - 0.49) * random.nextGaussian();
    }
    return points;
  }

  private static List<Interval> forecast(
      List<CurvePoint> points, CurveForecastOptions options, List<Double> x) {
    return switch (CurveChooser.choose(points, CurveFitOptions.DEFAULT)) {
      case CurveChoiceOutcome.Chosen(CurveChoice choice) ->
          CurveForecaster.losses(points, choice, CurveFitOptions.DEFAULT, options, x);
      case CurveChoiceOutcome.Refused(String reason) -> throw new AssertionError(reason);
    };
  }

  @Test
  void intervalsHoldTheNextMeasurement() {
    int inside = 0;
    int repetitions = 60;
    for (int r = 0; r < repetitions; r++) {
      List<CurvePoint> points = correlated(r);
      double x = 2 * points.getLast().x();
      double measured =
          TRUTH.loss(x) * Math.exp(NOISE * new SplittableRandom(-r - 1).nextGaussian());
      var options = new CurveForecastOptions(100, 0.95, r);
      inside += forecast(points, options, List.of(x)).getFirst().contains(measured) ? 1 : 0;
    }
    // At 95 % coverage fewer than 52 of 60 come about once in a hundred times.
    assertThat(inside).isGreaterThanOrEqualTo(52);
  }

  @Test
  void intervalsWidenWithTheDistanceAndHoldTheForecast() {
    List<CurvePoint> points = correlated(1);
    double last = points.getLast().x();
    List<Interval> intervals =
        forecast(points, CurveForecastOptions.DEFAULT, List.of(1.1 * last, 4 * last, 32 * last));
    for (Interval interval : intervals) {
      assertThat(interval.contains(interval.estimate())).isTrue();
    }
    assertThat(intervals.get(1).width()).isGreaterThan(intervals.get(0).width());
    assertThat(intervals.get(2).width()).isGreaterThan(intervals.get(1).width());
  }

  @Test
  void theSameSeedGivesTheSameInterval() {
    List<CurvePoint> points = correlated(2);
    var options = new CurveForecastOptions(20, 0.9, 3);
    assertThat(forecast(points, options, List.of(1e10)))
        .isEqualTo(forecast(points, options, List.of(1e10)));
  }
}
