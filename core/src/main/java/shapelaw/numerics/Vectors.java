package shapelaw.numerics;

/// The vector operations that fits spend their time in. Their main loops hold no branches and no
/// calls, so that the compiler makes vector instructions of them.
public final class Vectors {

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
}
