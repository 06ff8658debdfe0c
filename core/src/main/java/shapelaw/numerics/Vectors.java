package shapelaw.numerics;

/// The two vector operations that fits spend their time in.
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
}
