package shapelaw.law;

/// How to fit a star sweep.
///
/// @param sharedC one c for all dimensions, as Eq. 3 demands, instead of one each
/// @param xi whether the laws have the term ξ t^(−c); without it they have six parameters
/// @param starts random starting points of the search, ≥ 1
/// @param replicates bootstrap replicates, ≥ 2
/// @param level nominal coverage of the intervals, in (0, 1)
/// @param noiseFloor a loss's relative standard error if known (for example from repeated seeds):
///   the intervals assume at least this noise; 0 to take it from the residuals alone
/// @param shapeCorrelation correlation, in [0, 0.95], of the noise between runs of one shape.
///   Branches of one trunk share its seed, its data and so part of their luck; taken as independent
///   (0) they make the intervals too narrow. A few runs with two seeds a shape would measure it;
///   the star itself cannot, for with few sizes the law follows what a shape's runs have in common
/// @param seed of the starting points and the replicates; the same data, options and seed give the
///   same bits
public record StarFitOptions(
    boolean sharedC,
    boolean xi,
    int starts,
    int replicates,
    double level,
    double noiseFloor,
    double shapeCorrelation,
    long seed) {

  /// One c for all dimensions, 24 starts, 400 replicates, 95 % intervals, noise from the residuals.
  public static final StarFitOptions DEFAULT =
      new StarFitOptions(true, true, 24, 400, 0.95, 0, 0, 0);

  private static final double GREATEST_CORRELATION = 0.95;

  public StarFitOptions {
    require(starts >= 1, "starts must be at least 1 but was " + starts + ".");
    require(replicates >= 2, "replicates must be at least 2 but was " + replicates + ".");
    require(level > 0 && level < 1, "level must be in (0, 1) but was " + level + ".");
    require(
        noiseFloor >= 0 && noiseFloor < 1,
        "noise floor must be a fraction of the loss in [0, 1) but was " + noiseFloor + ".");
    require(
        shapeCorrelation >= 0 && shapeCorrelation <= GREATEST_CORRELATION,
        "shape correlation must be in [0, 0.95] but was " + shapeCorrelation + ".");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /// The same with one c for all dimensions, or one each.
  public StarFitOptions withSharedC(boolean newSharedC) {
    return new StarFitOptions(
        newSharedC, xi, starts, replicates, level, noiseFloor, shapeCorrelation, seed);
  }

  /// The same with or without the term ξ t^(−c).
  public StarFitOptions withXi(boolean newXi) {
    return new StarFitOptions(
        sharedC, newXi, starts, replicates, level, noiseFloor, shapeCorrelation, seed);
  }

  /// The same with another number of starting points.
  public StarFitOptions withStarts(int newStarts) {
    return new StarFitOptions(
        sharedC, xi, newStarts, replicates, level, noiseFloor, shapeCorrelation, seed);
  }

  /// The same with another number of bootstrap replicates.
  public StarFitOptions withReplicates(int newReplicates) {
    return new StarFitOptions(
        sharedC, xi, starts, newReplicates, level, noiseFloor, shapeCorrelation, seed);
  }

  /// The same with another nominal coverage.
  public StarFitOptions withLevel(double newLevel) {
    return new StarFitOptions(
        sharedC, xi, starts, replicates, newLevel, noiseFloor, shapeCorrelation, seed);
  }

  /// The same with another least noise.
  public StarFitOptions withNoiseFloor(double newNoiseFloor) {
    return new StarFitOptions(
        sharedC, xi, starts, replicates, level, newNoiseFloor, shapeCorrelation, seed);
  }

  /// The same with another correlation between runs of one shape.
  public StarFitOptions withShapeCorrelation(double newShapeCorrelation) {
    return new StarFitOptions(
        sharedC, xi, starts, replicates, level, noiseFloor, newShapeCorrelation, seed);
  }

  /// The same with another seed.
  public StarFitOptions withSeed(long newSeed) {
    return new StarFitOptions(
        sharedC, xi, starts, replicates, level, noiseFloor, shapeCorrelation, newSeed);
  }
}
