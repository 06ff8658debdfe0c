package shapelaw.law;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import shapelaw.shape.Dimension;

/// Fits Eq. 2 to every dimension of a star sweep by the least relative squared error, the paper's
/// objective:
///
/// ```text
/// minimise  Σ_k Σ_i ((f_k(x_i, t_i) − y_i) / y_i)²   over a, b, c > 0 and α, β, ξ, ε ≥ 0
/// ```
///
/// The exponents are sought by a bounded Newton method from several seeded starts; for given
/// exponents the rest is linear and solved exactly (variable projection, see [Arm]). Intervals come
/// from a parametric bootstrap.
public final class StarFitter {

  private StarFitter() {}

  /// Fits all dimensions.
  ///
  /// @param arms the observations along each dimension, in the order of the study
  public static StarFitOutcome fit(Map<Dimension, List<Observation>> arms, StarFitOptions options) {
    Optional<String> refusal = Identifiability.refusal(arms, options);
    if (refusal.isPresent()) {
      return new StarFitOutcome.Refused(refusal.get());
    }
    var generator = new SplittableRandom(options.seed());
    var groups = new ArrayList<FittedGroup>();
    for (List<Dimension> together : split(arms, options)) {
      Optional<FittedGroup> group =
          FittedGroup.fit(
              together, together.stream().map(arms::get).toList(), options, generator.split());
      if (group.isEmpty()) {
        return new StarFitOutcome.Refused(FittedGroup.noneConverged(together, options));
      }
      groups.add(group.get());
    }
    return withIntervals(groups, options, generator);
  }

  private static List<List<Dimension>> split(
      Map<Dimension, List<Observation>> arms, StarFitOptions options) {
    return options.sharedC()
        ? List.of(List.copyOf(arms.keySet()))
        : arms.keySet().stream().map(List::of).toList();
  }

  private static StarFitOutcome withIntervals(
      List<FittedGroup> groups, StarFitOptions options, SplittableRandom generator) {
    Noise noise = noise(groups, options);
    List<Map<Dimension, SingleDimensionLaw>> replicates =
        new Bootstrap(groups, noise, options).replicates(generator);
    if (2 * replicates.size() < options.replicates()) {
      return new StarFitOutcome.Refused(
          "at least half of the %d bootstrap fits must converge but %d did, so no interval can be trusted. Maybe add observations."
              .formatted(options.replicates(), replicates.size()));
    }
    var fits = new LinkedHashMap<Dimension, DimensionFit>();
    for (FittedGroup group : groups) {
      for (int k = 0; k < group.dimensions().size(); k++) {
        fits.put(group.dimensions().get(k), group.fitOf(k));
      }
    }
    return new StarFitOutcome.Fitted(
        new StarFit(fits, options.sharedC(), replicates, noise, options.level()));
  }

  /// One scatter for all dimensions: they are measured by the same evaluation around the same
  /// centre.
  private static Noise noise(List<FittedGroup> groups, StarFitOptions options) {
    double squares =
        groups.stream()
            .mapToDouble(g ->
                2
                    * g.search().best().value()
                    / ShapeCorrelation.shrinkage(g, options.shapeCorrelation()))
            .sum();
    int rows = groups.stream().mapToInt(g -> g.error().rows()).sum();
    int dimensions = groups.stream().mapToInt(g -> g.dimensions().size()).sum();
    int left = rows - Identifiability.parameters(dimensions, options);
    if (left == 0) {
      return new Noise(options.noiseFloor(), 0);
    }
    return new Noise(Math.max(options.noiseFloor(), Math.sqrt(squares / left)), left);
  }
}
