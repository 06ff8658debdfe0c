package shapelaw.law.joint;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import shapelaw.law.Noise;
import shapelaw.law.joint.LawSearch.Found;

/// Draws replicates of a data set and fits them again, each from the estimate. Replicates are
/// spread over the machine's cores; each has its own seed, so that the number of cores does not
/// matter.
///
/// @param design of the data
/// @param data as measured
/// @param estimate the best fit
/// @param law the same as a law
/// @param noise scatter around it
/// @param options which resampling, and how many
record LawReplicates(
    Design design,
    Measurements data,
    Found estimate,
    JointLaw law,
    Noise noise,
    LawFitOptions options) {

  /// Replicates that are fitted one after the other in one workspace.
  private static final int CHUNK = 25;

  /// Random starts if the descent from the estimate does not converge.
  private static final int RESCUE_STARTS = 4;

  /// A loss that scatters by more than a factor e says nothing; drawing more would only overflow.
  private static final double GREATEST_NOISE = 1;

  /// More rows in a bootstrap than this times the replicates take seconds: fewer replicates then.
  private static final long MOST_ROWS = 4_000_000;

  private static final int LEAST_REPLICATES = 40;

  /// The replicates whose fit converged.
  List<JointLaw> laws(SplittableRandom generator) {
    int count = count();
    SplittableRandom[] generators = new SplittableRandom[count];
    Arrays.setAll(generators, r -> generator.split());
    double[] expected = law.losses(data);
    return IntStream.range(0, (count + CHUNK - 1) / CHUNK)
        .parallel()
        .mapToObj(chunk ->
            chunk(
                Arrays.copyOfRange(generators, chunk * CHUNK, Math.min(count, (chunk + 1) * CHUNK)),
                expected))
        .flatMap(List::stream)
        .toList();
  }

  /// How many replicates are drawn: as many as were asked for unless the table is very long.
  int count() {
    long affordable = Math.max(LEAST_REPLICATES, MOST_ROWS / Math.max(1, data.rows()));
    return (int) Math.min(options.replicates(), affordable);
  }

  private List<JointLaw> chunk(SplittableRandom[] generators, double[] expected) {
    var search = new LawSearch(design, options.objective());
    return Stream.of(generators)
        .map(generator -> {
          draw(search, generator, expected);
          return refit(search, generator);
        })
        .filter(Found::converged)
        .map(found -> design.law(found.coefficients(), found.exponents()))
        .toList();
  }

  private Found refit(LawSearch search, SplittableRandom generator) {
    Found found = search.descend(estimate.coefficients(), estimate.exponents());
    // On a long table a random start takes seconds, and few replicates need one.
    int rescues = data.rows() <= LawFitter.MANY_ROWS ? RESCUE_STARTS : 0;
    for (int s = 0; s < rescues && !found.converged(); s++) {
      found = search.descend(LawSearch.randomExponents(design.form(), generator));
    }
    return found;
  }

  private void draw(LawSearch search, SplittableRandom generator, double[] expected) {
    switch (options.resampling()) {
      case PARAMETRIC -> search.setData(noisy(generator, expected), data.relativeWeights());
      case SHAPES -> search.setData(data.losses(), weights(generator, data.shapeCount(), true));
      case ROWS -> search.setData(data.losses(), weights(generator, data.rows(), false));
    }
  }

  /// Weights after drawing groups of rows with replacement.
  private double[] weights(SplittableRandom generator, int groups, boolean byShape) {
    int[] drawn = new int[groups];
    for (int g = 0; g < groups; g++) {
      drawn[generator.nextInt(groups)]++;
    }
    double[] weights = data.relativeWeights();
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= drawn[byShape ? data.shape(i) : i];
    }
    return weights;
  }

  /// The law's losses with noise, whose size is drawn anew from σ² ν / χ²_ν since it was estimated
  /// from ν residuals.
  private double[] noisy(SplittableRandom generator, double[] expected) {
    double sigma = drawNoise(generator);
    double[] weights = data.relativeWeights();
    double shared = Math.sqrt(options.shapeCorrelation());
    double own = Math.sqrt(1 - options.shapeCorrelation());
    int[] trunks = Repeats.trunks(data);
    double[] ofTrunk = new double[IntStream.of(trunks).max().orElse(-1) + 1];
    Arrays.setAll(ofTrunk, trunk -> shared * generator.nextGaussian());
    double[] losses = new double[expected.length];
    for (int i = 0; i < losses.length; i++) {
      double z = own * generator.nextGaussian() + ofTrunk[trunks[i]];
      double relative = sigma * z / Math.sqrt(weights[i]);
      losses[i] = expected[i] * Math.exp(relative);
    }
    return losses;
  }

  private double drawNoise(SplittableRandom generator) {
    if (noise.degreesOfFreedom() == 0) {
      return noise.relative();
    }
    double chiSquared = 0;
    for (int i = 0; i < Math.min(noise.degreesOfFreedom(), 1000); i++) {
      double z = generator.nextGaussian();
      chiSquared += z * z;
    }
    double degrees = Math.min(noise.degreesOfFreedom(), 1000);
    return Math.min(noise.relative() * Math.sqrt(degrees / chiSquared), GREATEST_NOISE);
  }
}
