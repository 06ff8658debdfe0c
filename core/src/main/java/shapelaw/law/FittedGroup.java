package shapelaw.law;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import shapelaw.numerics.MultiStart;
import shapelaw.shape.Dimension;

/// Dimensions that were fitted together because they share c: all of them, or one.
///
/// @param dimensions which
/// @param observations theirs, in the same order
/// @param error the objective; its losses are those of the last replicate
/// @param search how the optimum was found
/// @param laws the optimum's laws, in the same order
/// @param errors ½ Σ of squared relative residuals of each dimension
record FittedGroup(
    List<Dimension> dimensions,
    List<List<Observation>> observations,
    ProjectedError error,
    MultiStart search,
    List<SingleDimensionLaw> laws,
    List<Double> errors) {

  /// Fits; empty if no start converged.
  static Optional<FittedGroup> fit(
      List<Dimension> dimensions,
      List<List<Observation>> observations,
      StarFitOptions options,
      RandomGenerator generator) {
    var error = new ProjectedError(observations, options.xi());
    Optional<MultiStart> found = new ExponentSearch(error).search(options.starts(), generator);
    return found
        .map(search -> {
          double[] optimum = search.best().point();
          return new FittedGroup(
              dimensions,
              observations,
              error,
              search,
              error.laws(optimum),
              error.armValues(optimum));
        })
        .filter(FittedGroup::isFinite);
  }

  /// A coefficient overflows if sizes or computes span hundreds of orders of magnitude.
  private boolean isFinite() {
    return laws.stream()
        .flatMapToDouble(l -> DoubleStream.of(l.alpha(), l.beta(), l.xi(), l.epsilon()))
        .allMatch(Double::isFinite);
  }

  static String noneConverged(List<Dimension> dimensions, StarFitOptions options) {
    return "none of the %d starts of the search along %s converged to a finite law, so there is no answer to trust. Maybe use more starts, or check the losses and the units of size and compute."
        .formatted(options.starts(), dimensions);
  }

  /// The k-th dimension's result.
  DimensionFit fitOf(int k) {
    Dimension dimension = dimensions.get(k);
    SingleDimensionLaw law = laws.get(k);
    return new DimensionFit(
        dimension,
        law,
        Math.sqrt(2 * errors.get(k) / observations.get(k).size()),
        observations.get(k),
        search.starts(),
        search.atOptimum(),
        Findings.about(dimension, law, observations.get(k), search));
  }

  /// The measured losses replaced by what the laws say, with relative noise of standard deviation
  /// `noise` and correlation `rho` between the runs of one shape.
  List<double[]> resample(double noise, double rho, RandomGenerator generator) {
    return IntStream.range(0, laws.size())
        .mapToObj(k -> resample(k, noise, rho, generator))
        .toList();
  }

  private double[] resample(int k, double noise, double rho, RandomGenerator generator) {
    List<Observation> measured = observations.get(k);
    double[] draws = ShapeCorrelation.draw(measured, rho, generator);
    return IntStream.range(0, draws.length)
        .mapToDouble(i ->
            laws.get(k).loss(measured.get(i).x(), measured.get(i).compute())
                * Math.exp(noise * draws[i]))
        .toArray();
  }
}
