package shapelaw.numerics;

/// The vector operations that fits spend their time in. Their main loops hold no branches and no
/// calls, so that the compiler makes vector instructions of them.
public final class Vectors {

  private static final double LOG2_E = 1.4426950408889634;

  /// ln 2 in two parts; the first has so few digits that its multiples up to 2^11 are exact.
  private static final double LN2_HIGH = 0x1.62e42fee00000p-1;

  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;

  /// Adding and subtracting it rounds to a whole number.
  private static final double ROUNDING = 0x1.8p52;

  private static final int MANTISSA_BITS = 52;

  private static final double C12 = 1 / 479001600.0;
  private static final double C13 = 1 / 6227020800.0;

  /// Beyond, e^x or e^(−x) is near the end of the doubles.
  private static final double GREATEST_POWER = 700;

  /// The furthest from 1 that the logarithm's series is good for.
  private static final double NEAR_ONE = 0.25;

  private Vectors() {}

  /// Σ u_i v_i, `(n)` each, in four interleaved partial sums: a single one would wait for each
  /// addition before the next can start.
  public static double dot(double[] u, double[] v) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int i = 0;
    for (; i + 3 < u.length; i += 4) {
      sum0 += u[i] * v[i];
      sum1 += u[i + 1] * v[i + 1];
      sum2 += u[i + 2] * v[i + 2];
      sum3 += u[i + 3] * v[i + 3];
    }
    for (; i < u.length; i++) {
      sum0 += u[i] * v[i];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }

  /// Writes u · v_j into the target for each of the first `count` of `v`, `(n)` each. Four at a
  /// time read u once and need not wait for each other's additions, in half the time of single
  /// ones.
  public static void dots(double[] u, double[][] v, int count, double[] target) {
    int j = 0;
    for (; j + 3 < count; j += 4) {
      fourDots(u, v, j, target);
    }
    for (; j + 1 < count; j += 2) {
      twoDots(u, v, j, target);
    }
    if (j < count) {
      target[j] = dot(u, v[j]);
    }
  }

  private static void fourDots(double[] u, double[][] v, int j, double[] target) {
    double[] v0 = v[j];
    double[] v1 = v[j + 1];
    double[] v2 = v[j + 2];
    double[] v3 = v[j + 3];
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    for (int i = 0; i < u.length; i++) {
      double factor = u[i];
      sum0 += factor * v0[i];
      sum1 += factor * v1[i];
      sum2 += factor * v2[i];
      sum3 += factor * v3[i];
    }
    target[j] = sum0;
    target[j + 1] = sum1;
    target[j + 2] = sum2;
    target[j + 3] = sum3;
  }

  private static void twoDots(double[] u, double[][] v, int j, double[] target) {
    double[] v0 = v[j];
    double[] v1 = v[j + 1];
    double sum0 = 0;
    double sum1 = 0;
    for (int i = 0; i < u.length; i++) {
      double factor = u[i];
      sum0 += factor * v0[i];
      sum1 += factor * v1[i];
    }
    target[j] = sum0;
    target[j + 1] = sum1;
  }

  /// Σ v_i, in the order of [#dot].
  public static double sum(double[] v) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int i = 0;
    for (; i + 3 < v.length; i += 4) {
      sum0 += v[i];
      sum1 += v[i + 1];
      sum2 += v[i + 2];
      sum3 += v[i + 3];
    }
    for (; i < v.length; i++) {
      sum0 += v[i];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }

  /// Adds `factor` · v to `target`, `(n)` each.
  public static void addMultiple(double[] target, double factor, double[] v) {
    for (int i = 0; i < target.length; i++) {
      target[i] += factor * v[i];
    }
  }

  /// Writes the products u_i v_i into `target`, `(n)` each.
  public static void multiply(double[] u, double[] v, double[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] = u[i] * v[i];
    }
  }

  /// The entries of `v` at the places `kept`.
  public static double[] pick(double[] v, int[] kept) {
    double[] picked = new double[kept.length];
    for (int i = 0; i < kept.length; i++) {
      picked[i] = v[kept[i]];
    }
    return picked;
  }

  /// Writes e^v_i into `target`, which must be another array, `(n)` each, to within 4e-16 of its
  /// size.
  ///
  /// e^x = 2^k e^r with the whole number k nearest to x / ln 2, and the Taylor series of e^r, |r| ≤
  /// ½ ln 2, whose next term would be r^14 / 14! < 5e-18.
  public static void exp(double[] v, double[] target) {
    for (int i = 0; i < target.length; i++) {
      double k = v[i] * LOG2_E + ROUNDING - ROUNDING;
      double r = v[i] - k * LN2_HIGH - k * LN2_LOW;
      double tail = 1 / 3628800.0 + r * (1 / 39916800.0 + r * (C12 + r * C13));
      tail = 1 / 720.0 + r * (1 / 5040.0 + r * (1 / 40320.0 + r * (1 / 362880.0 + r * tail)));
      tail = 1 / 2.0 + r * (1 / 6.0 + r * (1 / 24.0 + r * (1 / 120.0 + r * tail)));
      target[i] = 1 + r * (1 + r * tail);
    }
    for (int i = 0; i < target.length; i++) {
      if (Math.abs(v[i]) <= GREATEST_POWER) {
        // The last bits of the rounded sum are k, which becomes the exponent of 2^k.
        long k = Double.doubleToRawLongBits(v[i] * LOG2_E + ROUNDING);
        target[i] *= Double.longBitsToDouble((k + Double.MAX_EXPONENT) << MANTISSA_BITS);
      } else {
        target[i] = Math.exp(v[i]);
      }
    }
  }

  /// Writes ln v_i into `target`, which must be another array, `(n)` each; fast where v_i is near
  /// 1.
  ///
  /// There ln v = 2 artanh t = 2 (t + t³/3 + t⁵/5 + …) with t = (v − 1) / (v + 1), |t| ≤ 1/7; the
  /// first term left out is below 2 t²¹ / 21 < 2e-16 t.
  public static void log(double[] v, double[] target) {
    for (int i = 0; i < target.length; i++) {
      double t = (v[i] - 1) / (v[i] + 1);
      double z = t * t;
      double tail = 1 / 13.0 + z * (1 / 15.0 + z * (1 / 17.0 + z * (1 / 19.0)));
      tail = 1 / 5.0 + z * (1 / 7.0 + z * (1 / 9.0 + z * (1 / 11.0 + z * tail)));
      target[i] = 2 * (t + t * z * (1 / 3.0 + z * tail));
    }
    for (int i = 0; i < target.length; i++) {
      if (!(Math.abs(v[i] - 1) <= NEAR_ONE)) {
        target[i] = Math.log(v[i]);
      }
    }
  }
}
