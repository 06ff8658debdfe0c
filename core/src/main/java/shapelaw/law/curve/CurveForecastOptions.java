package shapelaw.law.curve;

/// How to make intervals around a forecast.
///
/// @param replicates bootstrap replicates, ≥ 2
/// @param level nominal coverage, in (0, 1)
/// @param seed of the replicates; the same data, options and seed give the same bits
public record CurveForecastOptions(int replicates, double level, long seed) {

  /// 400 replicates, 95 %.
  public static final CurveForecastOptions DEFAULT = new CurveForecastOptions(400, 0.95, 0);

  public CurveForecastOptions {
    if (replicates < 2) {
      throw new IllegalArgumentException(
          "replicates must be at least 2 but was " + replicates + ".");
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level must be in (0, 1) but was " + level + ".");
    }
  }
}
