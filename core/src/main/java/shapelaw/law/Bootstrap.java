package shapelaw.law;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import shapelaw.numerics.MultiStart;
import shapelaw.shape.Dimension;

/// Parametric bootstrap: replicates are drawn from the fitted laws with relative noise, and fitted
/// again.
///
/// Whole shapes are not resampled, since a sweep has as few as three of them in a dimension. As the
/// noise itself is estimated, each replicate draws it anew from σ² ν / χ²_ν (ν residuals beyond the
/// parameters), which for a linear model gives exactly Student's t intervals: few observations make
/// wide intervals.
final class Bootstrap {

  /// Random starts if the descent from the estimate does not converge.
  private static final int RESCUE_STARTS = 4;

  /// A loss that scatters by more than a factor e says nothing; drawing more would only overflow.
  private static final double GREATEST_NOISE = 1;

  private final List<FittedGroup> groups;
  private final Noise noise;
  private final StarFitOptions options;

  Bootstrap(List<FittedGroup> groups, Noise noise, StarFitOptions options) {
    this.groups = groups;
    this.noise = noise;
    this.options = options;
  }

  /// Those of the replicates whose fit converged.
  List<Map<Dimension, SingleDimensionLaw>> replicates(SplittableRandom generator) {
    var replicates = new ArrayList<Map<Dimension, SingleDimensionLaw>>();
    for (int r = 0; r < options.replicates(); r++) {
      replicate(generator.split()).ifPresent(replicates::add);
    }
    return replicates;
  }

  private Optional<Map<Dimension, SingleDimensionLaw>> replicate(RandomGenerator generator) {
    double scale = drawNoise(generator);
    var laws = new LinkedHashMap<Dimension, SingleDimensionLaw>();
    for (FittedGroup group : groups) {
      ProjectedError error = group.error();
      error.setLosses(group.resample(scale, options.shapeCorrelation(), generator));
      var search = new ExponentSearch(error);
      Optional<MultiStart> found =
          search
              .search(group.search().best().point(), 0, generator)
              .or(() -> search.search(RESCUE_STARTS, generator));
      if (found.isEmpty()) {
        return Optional.empty();
      }
      List<SingleDimensionLaw> refitted = error.laws(found.get().best().point());
      for (int k = 0; k < refitted.size(); k++) {
        laws.put(group.dimensions().get(k), refitted.get(k));
      }
    }
    return Optional.of(laws);
  }

  private double drawNoise(RandomGenerator generator) {
    if (noise.degreesOfFreedom() == 0) {
      return noise.relative();
    }
    double chiSquared = 0;
    for (int i = 0; i < noise.degreesOfFreedom(); i++) {
      double z = generator.nextGaussian();
      chiSquared += z * z;
    }
    double drawn = noise.relative() * Math.sqrt(noise.degreesOfFreedom() / chiSquared);
    return Math.clamp(drawn, options.noiseFloor(), GREATEST_NOISE);
  }
}
