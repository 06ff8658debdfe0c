package shapelaw.law.joint;

import shapelaw.law.StarFitOptions;

/// How to fit a joint law.
///
/// @param objective what is minimised
/// @param starts random starting points of the search, ≥ 1
/// @param resampling how the replicates for the intervals are drawn
/// @param replicates how many replicates, ≥ 0; 0 for no intervals
/// @param level nominal coverage of the intervals, in (0, 1)
/// @param shapeCorrelation correlation, in [0, 0.95], that parametric replicates give the noise of
///   rows of one shape: branches of one training run share its luck
/// @param seed of the starts and the replicates; the same data, options and seed give the same bits
public record LawFitOptions(
    Objective objective,
    int starts,
    Resampling resampling,
    int replicates,
    double level,
    double shapeCorrelation,
    long seed) {

  /// Relative error, 24 starts, 400 parametric replicates, 95 % intervals.
  public static final LawFitOptions DEFAULT =
      new LawFitOptions(new Objective.RelativeError(), 24, Resampling.PARAMETRIC, 400, 0.95, 0, 0);

  /// The default with the seed, level and correlation with which a star is fitted.
  public static LawFitOptions matching(StarFitOptions star) {
    return DEFAULT
        .withSeed(star.seed())
        .withLevel(star.level())
        .withShapeCorrelation(star.shapeCorrelation());
  }

  /// How a replicate's data are drawn.
  public enum Resampling {
    /// From the fitted law, with noise as large as the residuals': right if the law is.
    PARAMETRIC,

    /// Whole shapes are drawn with replacement, with all their rows: trusts the law less, needs
    /// many shapes.
    SHAPES,

    /// Single rows are drawn with replacement.
    ROWS
  }

  public LawFitOptions {
    require(starts >= 1, "starts must be at least 1 but was " + starts + ".");
    require(replicates >= 0, "replicates must be at least 0 but was " + replicates + ".");
    require(
        shapeCorrelation >= 0 && shapeCorrelation <= 0.95,
        "shape correlation must be in [0, 0.95] but was " + shapeCorrelation + ".");
    require(level > 0 && level < 1, "level must be in (0, 1) but was " + level + ".");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /// The same with another objective.
  public LawFitOptions withObjective(Objective newObjective) {
    return new LawFitOptions(
        newObjective, starts, resampling, replicates, level, shapeCorrelation, seed);
  }

  /// The same with another number of starting points.
  public LawFitOptions withStarts(int newStarts) {
    return new LawFitOptions(
        objective, newStarts, resampling, replicates, level, shapeCorrelation, seed);
  }

  /// The same with other replicates.
  public LawFitOptions withReplicates(Resampling newResampling, int newReplicates) {
    return new LawFitOptions(
        objective, starts, newResampling, newReplicates, level, shapeCorrelation, seed);
  }

  /// The same with another nominal coverage.
  public LawFitOptions withLevel(double newLevel) {
    return new LawFitOptions(
        objective, starts, resampling, replicates, newLevel, shapeCorrelation, seed);
  }

  /// The same with another correlation between rows of one shape.
  public LawFitOptions withShapeCorrelation(double newShapeCorrelation) {
    return new LawFitOptions(
        objective, starts, resampling, replicates, level, newShapeCorrelation, seed);
  }

  /// The same with another seed.
  public LawFitOptions withSeed(long newSeed) {
    return new LawFitOptions(
        objective, starts, resampling, replicates, level, shapeCorrelation, newSeed);
  }
}
