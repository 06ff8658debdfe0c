package shapelaw.torch.data;

import java.util.BitSet;
import java.util.SplittableRandom;

/// An iterated function system: some affine contractions of the plane, each with a probability. The
/// chaos game (apply a random map, draw the point, repeat) draws its attractor, a fractal.
///
/// Classes are sampled as in Kataoka et al., "Pre-training without Natural Images" (ACCV 2020): 2
/// to 8 maps, probabilities proportional to |determinant|, and a system counts only if its
/// attractor fills enough of the picture. The linear parts are drawn by their singular values
/// (Anderson & Farrell, "Improving Fractal Pre-training", WACV 2022), which makes every map a
/// contraction by construction.
///
/// Only +, −, ×, ÷ and `StrictMath` are used, so the same seed gives the same bits on every
/// machine.
final class IteratedFunctionSystem {

  private static final int LEAST_MAPS = 2;
  private static final int MOST_MAPS = 8;
  private static final double LEAST_SINGULAR_VALUE = 0.1;
  private static final double GREATEST_SINGULAR_VALUE = 0.85;

  /// Numbers of a map (x, y) → (a x + b y + e, c x + d y + f), in the order a b c d e f.
  private static final int COEFFICIENTS = 6;

  /// Probabilities are rounded to 1/256, so that one random byte chooses a map.
  private static final int CHOICES = 256;

  /// Points before the first one drawn: the start may lie off the attractor.
  private static final int BURN_IN = 20;

  /// Grid and points with which the filling rate of a candidate is measured.
  private static final int FILLING_GRID = 32;

  private static final int FILLING_POINTS = 4 * FILLING_GRID * FILLING_GRID;
  static final double LEAST_FILLING = 0.15;
  static final double GREATEST_FILLING = 0.7;

  private final double[] coefficients;
  private final byte[] chooser;

  private IteratedFunctionSystem(double[] coefficients, byte[] chooser) {
    this.coefficients = coefficients;
    this.chooser = chooser;
  }

  /// The system of a class: the first candidate of the seed's sequence whose filling rate is
  /// neither too small (collapsed, dust) nor too large (a blot without structure).
  static IteratedFunctionSystem ofClass(long seed) {
    var random = new SplittableRandom(seed);
    while (true) {
      IteratedFunctionSystem candidate = candidate(random);
      double filling = candidate.fillingRate(random);
      if (filling >= LEAST_FILLING && filling <= GREATEST_FILLING) {
        return candidate;
      }
    }
  }

  private static IteratedFunctionSystem candidate(SplittableRandom random) {
    int maps = random.nextInt(LEAST_MAPS, MOST_MAPS + 1);
    var coefficients = new double[maps * COEFFICIENTS];
    for (int m = 0; m < maps; m++) {
      double large = random.nextDouble(LEAST_SINGULAR_VALUE, GREATEST_SINGULAR_VALUE);
      double small = random.nextDouble(LEAST_SINGULAR_VALUE, large);
      writeLinearPart(coefficients, m * COEFFICIENTS, large, small, random);
      coefficients[m * COEFFICIENTS + 4] = random.nextDouble(-1, 1);
      coefficients[m * COEFFICIENTS + 5] = random.nextDouble(-1, 1);
    }
    return new IteratedFunctionSystem(coefficients, chooser(coefficients));
  }

  /// Writes R(θ) · diag(large, ±small) · R(φ).
  private static void writeLinearPart(
      double[] to, int at, double large, double small, SplittableRandom random) {
    double theta = random.nextDouble(0, 2 * StrictMath.PI);
    double phi = random.nextDouble(0, 2 * StrictMath.PI);
    double second = random.nextBoolean() ? small : -small;
    double cosTheta = StrictMath.cos(theta);
    double sinTheta = StrictMath.sin(theta);
    double cosPhi = StrictMath.cos(phi);
    double sinPhi = StrictMath.sin(phi);
    to[at] = cosTheta * large * cosPhi - sinTheta * second * sinPhi;
    to[at + 1] = -cosTheta * large * sinPhi - sinTheta * second * cosPhi;
    to[at + 2] = sinTheta * large * cosPhi + cosTheta * second * sinPhi;
    to[at + 3] = -sinTheta * large * sinPhi + cosTheta * second * cosPhi;
  }

  /// A table of 256 map numbers in which each map occurs in proportion to |determinant|, at least
  /// once.
  private static byte[] chooser(double[] coefficients) {
    int maps = coefficients.length / COEFFICIENTS;
    var cumulative = new double[maps];
    double sum = 0;
    for (int m = 0; m < maps; m++) {
      int at = m * COEFFICIENTS;
      sum +=
          Math.abs(
              coefficients[at] * coefficients[at + 3]
                  - coefficients[at + 1] * coefficients[at + 2]);
      cumulative[m] = sum;
    }
    var table = new byte[CHOICES];
    int filled = 0;
    for (int m = 0; m < maps; m++) {
      int end = (int) (cumulative[m] / sum * (CHOICES - maps)) + m + 1;
      for (; filled < end; filled++) {
        table[filled] = (byte) m;
      }
    }
    for (; filled < CHOICES; filled++) {
      table[filled] = (byte) (maps - 1);
    }
    return table;
  }

  /// Maps of the system.
  int maps() {
    return coefficients.length / COEFFICIENTS;
  }

  /// A sibling of the same class: every coefficient is moved by a uniform number in ±`strength`.
  /// The largest singular value grows by at most 2 · strength, so that strengths below 0.075 surely
  /// leave contractions.
  IteratedFunctionSystem varied(double strength, SplittableRandom random) {
    double[] moved = coefficients.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (2 * random.nextDouble() - 1) * strength;
    }
    return new IteratedFunctionSystem(moved, chooser);
  }

  /// Plays the chaos game.
  ///
  /// @param points how many
  /// @param random chooses the maps
  PointCloud play(int points, SplittableRandom random) {
    var xs = new float[points];
    var ys = new float[points];
    var maps = new byte[points];
    double x = 0;
    double y = 0;
    long bits = 0;
    for (int i = -BURN_IN; i < points; i++) {
      bits = ((i + BURN_IN) & 7) == 0 ? random.nextLong() : bits >>> 8;
      byte map = chooser[(int) bits & 0xFF];
      int at = map * COEFFICIENTS;
      double next = coefficients[at] * x + coefficients[at + 1] * y + coefficients[at + 4];
      y = coefficients[at + 2] * x + coefficients[at + 3] * y + coefficients[at + 5];
      x = next;
      if (i >= 0) {
        xs[i] = (float) x;
        ys[i] = (float) y;
        maps[i] = map;
      }
    }
    return new PointCloud(xs, ys, maps);
  }

  /// Share of the cells of a coarse grid over the attractor's bounding square that the attractor
  /// touches.
  double fillingRate(SplittableRandom random) {
    var touched = new BitSet(FILLING_GRID * FILLING_GRID);
    play(FILLING_POINTS, random).lay(FILLING_GRID, 1, 0, 0, (cell, map) -> touched.set(cell));
    return (double) touched.cardinality() / (FILLING_GRID * FILLING_GRID);
  }
}
