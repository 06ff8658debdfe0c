package shapelaw.law.curve;

/// How to fit a learning curve.
///
/// A law of few parameters holds at most asymptotically, so what predicts the next doubling of x is
/// the end of the curve: `recency` weights a point by (x / greatest x)^recency. And since the end
/// alone does not determine five parameters, `priorStrength` draws them towards typical values
/// ([TypicalValues]) with the weight of as many observations; where the data speak it does not
/// matter.
///
/// `docs/paper/curves.md` has the values tried and what they give.
///
/// @param recency exponent of the weights in x, ≥ 0; 0 weights all points alike
/// @param priorStrength weight of the typical values in observations, ≥ 0; 0 fits by the data alone
/// @param huber beyond which error of ln loss a point counts linearly instead of squared; ∞ for
///   squares
/// @param starts starting points of the search, ≥ 1
/// @param seed of the starting points; the same data, options and seed give the same bits
public record CurveFitOptions(
    double recency, double priorStrength, double huber, int starts, long seed) {

  /// Recent points first, drawn to typical values as by one observation, least squares, 4 starts.
  public static final CurveFitOptions DEFAULT =
      new CurveFitOptions(2, 1, Double.POSITIVE_INFINITY, 4, 0);

  /// All points alike and nothing but the data, as the laws' authors fit them; 16 starts.
  public static final CurveFitOptions PLAIN =
      new CurveFitOptions(0, 0, Double.POSITIVE_INFINITY, 16, 0);

  public CurveFitOptions {
    require(
        recency >= 0 && Double.isFinite(recency), "recency must be ≥ 0 but was " + recency + ".");
    require(
        priorStrength >= 0 && Double.isFinite(priorStrength),
        "prior strength must be ≥ 0 but was " + priorStrength + ".");
    require(huber > 0, "huber must be > 0 but was " + huber + ".");
    require(starts >= 1, "starts must be at least 1 but was " + starts + ".");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /// The same with another recency.
  public CurveFitOptions withRecency(double newRecency) {
    return new CurveFitOptions(newRecency, priorStrength, huber, starts, seed);
  }

  /// The same with another weight of the typical values.
  public CurveFitOptions withPriorStrength(double newPriorStrength) {
    return new CurveFitOptions(recency, newPriorStrength, huber, starts, seed);
  }

  /// The same with another threshold of Huber's loss.
  public CurveFitOptions withHuber(double newHuber) {
    return new CurveFitOptions(recency, priorStrength, newHuber, starts, seed);
  }

  /// The same with another number of starting points.
  public CurveFitOptions withStarts(int newStarts) {
    return new CurveFitOptions(recency, priorStrength, huber, newStarts, seed);
  }

  /// The same with another seed.
  public CurveFitOptions withSeed(long newSeed) {
    return new CurveFitOptions(recency, priorStrength, huber, starts, newSeed);
  }
}
