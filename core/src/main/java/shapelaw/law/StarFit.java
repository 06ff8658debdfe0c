package shapelaw.law;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import shapelaw.numerics.Quantiles;
import shapelaw.shape.Dimension;

/// The laws of all dimensions of a star sweep, with bootstrap replicates from which every interval
/// is read.
///
/// Intervals are percentiles of the replicates. Where a replicate's data leave a quantity open (β =
/// 0 says nothing of b) it counts with everything that the exponents' bounds allow, so that what is
/// unknown widens an interval.
///
/// @param dimensions the fit of each dimension, in the order of the study
/// @param sharedC true if all dimensions were fitted with one c (Eq. 3 demands it)
/// @param replicates laws refitted to resampled data, each with every dimension; at least two
/// @param noise scatter of the losses around the laws
/// @param level nominal coverage of the intervals, in (0, 1)
public record StarFit(
    Map<Dimension, DimensionFit> dimensions,
    boolean sharedC,
    List<Map<Dimension, SingleDimensionLaw>> replicates,
    Noise noise,
    double level) {
  public StarFit {
    dimensions = Collections.unmodifiableMap(new LinkedHashMap<>(dimensions));
    replicates = List.copyOf(replicates);
    if (replicates.size() < 2) {
      throw new IllegalArgumentException(
          "replicates must be at least 2 but were " + replicates.size() + ".");
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level must be in (0, 1) but was " + level + ".");
    }
  }

  /// The fit along `dimension`.
  ///
  /// @throws IllegalArgumentException if that dimension was not swept
  public DimensionFit fit(Dimension dimension) {
    DimensionFit fit = dimensions.get(dimension);
    if (fit == null) {
      throw new IllegalArgumentException(
          "dimension must be one of %s but was '%s'.".formatted(dimensions.keySet(), dimension));
    }
    return fit;
  }

  /// The fitted law along `dimension`.
  ///
  /// @throws IllegalArgumentException if that dimension was not swept
  public SingleDimensionLaw law(Dimension dimension) {
    return fit(dimension).law();
  }

  /// The scaling exponent s = c / (a + b) (Eq. 4).
  ///
  /// @throws IllegalArgumentException if that dimension was not swept
  public Interval exponent(Dimension dimension) {
    return interval(
        dimension,
        SingleDimensionLaw::exponent,
        law ->
            ExponentBounds.least(law.c(), tellsC(law))
                / (ExponentBounds.greatest(law.a(), law.alpha() > 0)
                    + ExponentBounds.greatest(law.b(), law.beta() > 0)),
        law ->
            ExponentBounds.greatest(law.c(), tellsC(law))
                / (ExponentBounds.least(law.a(), law.alpha() > 0)
                    + ExponentBounds.least(law.b(), law.beta() > 0)));
  }

  private static boolean tellsC(SingleDimensionLaw law) {
    return law.beta() > 0 || law.xi() > 0;
  }

  /// The size that is best at compute `t` (Eq. 4); infinite where nothing says that larger ever
  /// costs.
  ///
  /// @throws IllegalArgumentException if that dimension was not swept
  public Interval optimum(Dimension dimension, double t) {
    return interval(
        dimension,
        law -> law.optimum(t),
        law -> orElse(law.optimum(t), 0),
        law -> orElse(law.optimum(t), Double.POSITIVE_INFINITY));
  }

  private static double orElse(double value, double ifNaN) {
    return Double.isNaN(value) ? ifNaN : value;
  }

  /// The law's value f(x, t): where the noiseless loss lies.
  ///
  /// @throws IllegalArgumentException if that dimension was not swept
  public Interval expectedLoss(Dimension dimension, double x, double t) {
    ToDoubleFunction<SingleDimensionLaw> loss = law -> law.loss(x, t);
    return interval(dimension, loss, loss, loss);
  }

  /// Where one **measured** loss at (x, t) should lie: a prediction interval, for checks against
  /// runs that were held out. It is read from the mixture, over the replicates, of their values
  /// with the noise around each.
  ///
  /// @throws IllegalArgumentException if that dimension was not swept
  public Interval predictedLoss(Dimension dimension, double x, double t) {
    double[] means = sample(dimension, law -> law.loss(x, t));
    return new NoisyMixture(means, noise).interval(law(dimension).loss(x, t), level);
  }

  private Interval interval(
      Dimension dimension,
      ToDoubleFunction<SingleDimensionLaw> estimate,
      ToDoubleFunction<SingleDimensionLaw> least,
      ToDoubleFunction<SingleDimensionLaw> greatest) {
    return new Interval(
        Quantiles.of(sample(dimension, least), lowerTail()),
        estimate.applyAsDouble(law(dimension)),
        Quantiles.of(sample(dimension, greatest), 1 - lowerTail()),
        level);
  }

  private double lowerTail() {
    return (1 - level) / 2;
  }

  private double[] sample(Dimension dimension, ToDoubleFunction<SingleDimensionLaw> quantity) {
    fit(dimension);
    return replicates.stream()
        .mapToDouble(laws -> quantity.applyAsDouble(laws.get(dimension)))
        .toArray();
  }
}
