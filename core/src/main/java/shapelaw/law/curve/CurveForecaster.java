package shapelaw.law.curve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import shapelaw.law.Interval;
import shapelaw.numerics.Quantiles;

/// Intervals for a loss that will be measured at another x.
///
/// Each replicate draws a law by its share in the blend and refits it to a curve whose residuals of
/// ln loss keep their places but change their signs, all of a block together (wild block bootstrap;
/// Shao, "The Dependent Wild Bootstrap", 2010): their size along the curve and their
/// autocorrelation within a block are kept. A law holds only approximately, so beyond the last
/// point each replicate also errs as the blend did on the doublings held out: per doubling by that
/// root mean square times Student's t with one degree of freedom a doubling held out. To that comes
/// the noise of one measurement, a residual drawn by the weights of the fit.
public final class CurveForecaster {

  /// Without a doubling held out the error per doubling is not known, and is taken to be this.
  private static final double UNKNOWN_ERROR = 0.1;

  /// A draw beyond this error of ln loss says only that nothing is known.
  private static final double GREATEST_ERROR = 3;

  private final List<CurvePoint> points;
  private final CurveChoice choice;
  private final CurveFitOptions fitOptions;
  private final double[] fitted;
  private final double[] residual;
  private final double[] weight;

  private CurveForecaster(List<CurvePoint> points, CurveChoice choice, CurveFitOptions fitOptions) {
    this.points = points.stream().sorted(Comparator.comparingDouble(CurvePoint::x)).toList();
    this.choice = choice;
    this.fitOptions = fitOptions;
    fitted = this.points.stream().mapToDouble(p -> choice.loss(p.x())).toArray();
    residual = new double[fitted.length];
    for (int i = 0; i < fitted.length; i++) {
      residual[i] = Math.log(this.points.get(i).loss() / fitted[i]);
    }
    weight = ScaledCurve.of(this.points, fitOptions.recency()).weight();
  }

  /// Forecasts at each of `x`, with intervals for one measurement there.
  ///
  /// @param points what `choice` was made from
  /// @param fitOptions with which it was made
  public static List<Interval> losses(
      List<CurvePoint> points,
      CurveChoice choice,
      CurveFitOptions fitOptions,
      CurveForecastOptions options,
      List<Double> x) {
    return new CurveForecaster(points, choice, fitOptions).forecast(options, x);
  }

  private List<Interval> forecast(CurveForecastOptions options, List<Double> x) {
    double[][] draws = new double[x.size()][options.replicates()];
    var random = new SplittableRandom(options.seed());
    for (int r = 0; r < options.replicates(); r++) {
      RandomGenerator own = random.split();
      CurveLaw law = replicate(own);
      double errorPerDoubling = errorPerDoubling(own);
      for (int i = 0; i < draws.length; i++) {
        double error = errorPerDoubling * doublings(x.get(i)) + residual[drawByWeight(own)];
        draws[i][r] =
            law.loss(x.get(i)) * Math.exp(Math.clamp(error, -GREATEST_ERROR, GREATEST_ERROR));
      }
    }
    double tail = (1 - options.level()) / 2;
    var intervals = new ArrayList<Interval>();
    for (int i = 0; i < draws.length; i++) {
      intervals.add(
          new Interval(
              Quantiles.of(draws[i], tail),
              choice.loss(x.get(i)),
              Quantiles.of(draws[i], 1 - tail),
              options.level()));
    }
    return intervals;
  }

  private double doublings(double x) {
    return Math.max(0, Math.log(x / points.getLast().x()) / Math.log(2));
  }

  private CurveLaw replicate(RandomGenerator random) {
    CurveCandidate drawn = draw(random);
    var curve = new ArrayList<CurvePoint>();
    int toBlockEnd = 1 + random.nextInt(blockLength());
    double sign = sign(random);
    for (int i = 0; i < residual.length; i++) {
      if (toBlockEnd == 0) {
        toBlockEnd = blockLength();
        sign = sign(random);
      }
      toBlockEnd--;
      curve.add(points.get(i).withLoss(fitted[i] * Math.exp(sign * residual[i])));
    }
    CurveLaw estimate = drawn.fit().law();
    Optional<CurveFit> refit =
        ScaledCurve.refusal(curve).isPresent()
            ? Optional.empty()
            : new CurveSearch(drawn.form(), ScaledCurve.of(curve, fitOptions.recency()), fitOptions)
                .fitFrom(estimate);
    return refit.map(CurveFit::law).orElse(estimate);
  }

  private static double sign(RandomGenerator random) {
    return random.nextBoolean() ? 1 : -1;
  }

  /// The usual order for blocks, n^(1/3), twice, since evaluations follow closely on one another.
  private int blockLength() {
    return (int) Math.ceil(2 * Math.cbrt(residual.length));
  }

  private CurveCandidate draw(RandomGenerator random) {
    double left = random.nextDouble();
    for (CurveCandidate candidate : choice.candidates()) {
      left -= candidate.weight();
      if (left < 0) {
        return candidate;
      }
    }
    return choice.candidates().getLast();
  }

  private int drawByWeight(RandomGenerator random) {
    double left = random.nextDouble();
    for (int i = 0; i < weight.length; i++) {
      left -= weight[i];
      if (left < 0) {
        return i;
      }
    }
    return weight.length - 1;
  }

  private double errorPerDoubling(RandomGenerator random) {
    List<Double> errors = choice.heldOutErrors();
    double square =
        errors.stream().mapToDouble(e -> e * e).average().orElse(UNKNOWN_ERROR * UNKNOWN_ERROR);
    int freedom = Math.max(1, errors.size());
    double chiSquared = 0;
    for (int i = 0; i < freedom; i++) {
      double z = random.nextGaussian();
      chiSquared += z * z;
    }
    return Math.sqrt(square) * random.nextGaussian() * Math.sqrt(freedom / chiSquared);
  }
}
