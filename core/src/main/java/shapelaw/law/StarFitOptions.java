package shapelaw.law;

/// How to fit a star sweep.
///
/// @param sharedC one c for all dimensions, as Eq. 3 demands, instead of one each
/// @param starts random starting points of the search, ≥ 1
/// @param replicates bootstrap replicates, ≥ 2
/// @param level nominal coverage of the intervals, in (0, 1)
/// @param noiseFloor a loss's relative standard error if known (for example from repeated seeds):
///   the intervals assume at least this noise; 0 to take it from the residuals alone
/// @param seed of the starting points and the replicates; the same data, options and seed give the
///   same bits
public record StarFitOptions(
    boolean sharedC, int starts, int replicates, double level, double noiseFloor, long seed) {

  /// One c for all dimensions, 24 starts, 400 replicates, 95 % intervals, noise from the residuals.
  public static final StarFitOptions DEFAULT = new StarFitOptions(true, 24, 400, 0.95, 0, 0);

  public StarFitOptions {
    require(starts >= 1, "starts must be at least 1 but was " + starts + ".");
    require(replicates >= 2, "replicates must be at least 2 but was " + replicates + ".");
    require(level > 0 && level < 1, "level must be in (0, 1) but was " + level + ".");
    require(
        noiseFloor >= 0 && noiseFloor < 1,
        "noise floor must be a fraction of the loss in [0, 1) but was " + noiseFloor + ".");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /// The same with one c for all dimensions, or one each.
  public StarFitOptions withSharedC(boolean newSharedC) {
    return new StarFitOptions(newSharedC, starts, replicates, level, noiseFloor, seed);
  }

  /// The same with another number of starting points.
  public StarFitOptions withStarts(int newStarts) {
    return new StarFitOptions(sharedC, newStarts, replicates, level, noiseFloor, seed);
  }

  /// The same with another number of bootstrap replicates.
  public StarFitOptions withReplicates(int newReplicates) {
    return new StarFitOptions(sharedC, starts, newReplicates, level, noiseFloor, seed);
  }

  /// The same with another nominal coverage.
  public StarFitOptions withLevel(double newLevel) {
    return new StarFitOptions(sharedC, starts, replicates, newLevel, noiseFloor, seed);
  }

  /// The same with another least noise.
  public StarFitOptions withNoiseFloor(double newNoiseFloor) {
    return new StarFitOptions(sharedC, starts, replicates, level, newNoiseFloor, seed);
  }

  /// The same with another seed.
  public StarFitOptions withSeed(long newSeed) {
    return new StarFitOptions(sharedC, starts, replicates, level, noiseFloor, newSeed);
  }
}
