package shapelaw.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import shapelaw.numerics.TwiceDifferentiable;

/// The relative squared error of all arms as a function of the exponents' logarithms: ln a_k and ln
/// b_k of each arm in turn, then the one ln c that they share. With a single arm this is Eq. 2 on
/// its own.
final class ProjectedError implements TwiceDifferentiable {

  private final List<Arm> arms;
  private final int rows;

  /// @param withXi false to hold ξ at zero in every arm
  ProjectedError(List<List<Observation>> observations, boolean withXi) {
    arms = observations.stream().map(arm -> new Arm(arm, withXi)).toList();
    rows = arms.stream().mapToInt(Arm::rows).sum();
  }

  /// Replaces the losses of every arm, for a replicate on the same design.
  void setLosses(List<double[]> losses) {
    for (int k = 0; k < arms.size(); k++) {
      arms.get(k).setLosses(losses.get(k));
    }
  }

  /// Holds ξ and ε at zero in every arm where they are small at `point`.
  void barSmallTerms(double[] point) {
    value(point);
    arms.forEach(Arm::barSmallTerms);
  }

  /// Undoes [#barSmallTerms(double\[\])].
  void allowAllTerms() {
    arms.forEach(Arm::allowAllTerms);
  }

  int armCount() {
    return arms.size();
  }

  int rows() {
    return rows;
  }

  @Override
  public int dimension() {
    return 2 * arms.size() + 1;
  }

  @Override
  public double value(double[] point) {
    double value = 0;
    for (int k = 0; k < arms.size(); k++) {
      value += armValue(k, point[2 * k], point[2 * k + 1], point[2 * arms.size()]);
    }
    return value;
  }

  /// The part of arm `k` alone.
  double armValue(int k, double logA, double logB, double logC) {
    return arms.get(k).value(Math.exp(logA), Math.exp(logB), Math.exp(logC));
  }

  @Override
  public double value(double[] point, double[] gradient, double[][] hessian) {
    Arrays.fill(gradient, 0);
    for (double[] row : hessian) {
      Arrays.fill(row, 0);
    }
    int shared = 2 * arms.size();
    double c = Math.exp(point[shared]);
    double value = 0;
    for (int k = 0; k < arms.size(); k++) {
      int[] at = {2 * k, 2 * k + 1, shared};
      double a = Math.exp(point[2 * k]);
      double b = Math.exp(point[2 * k + 1]);
      value += arms.get(k).value(a, b, c, at, gradient, hessian);
    }
    return value;
  }

  /// Relative residuals r carry errors of about 1e-15 each, so F = ½ Σ r² carries √(2 rows F) ·
  /// 1e-15.
  @Override
  public double resolution(double value) {
    return 1e-15 * Math.sqrt(2 * rows * Math.max(0, value)) + rows * 1e-27;
  }

  /// The directions in which f / y moves at `point` over the rows of all arms, one after the other:
  /// `(directions, rows)`.
  double[][] tangent(double[] point) {
    var all = new ArrayList<double[]>();
    double[] ofC = new double[rows];
    int firstRow = 0;
    for (int k = 0; k < arms.size(); k++) {
      double a = Math.exp(point[2 * k]);
      double b = Math.exp(point[2 * k + 1]);
      List<double[]> ofArm = arms.get(k).tangent(a, b, Math.exp(point[2 * arms.size()]));
      int length = arms.get(k).rows();
      for (double[] direction : ofArm.subList(0, ofArm.size() - 1)) {
        double[] extended = new double[rows];
        System.arraycopy(direction, 0, extended, firstRow, length);
        all.add(extended);
      }
      System.arraycopy(ofArm.getLast(), 0, ofC, firstRow, length);
      firstRow += length;
    }
    all.add(ofC);
    return all.toArray(double[][]::new);
  }

  /// The laws at `point`, arm by arm.
  List<SingleDimensionLaw> laws(double[] point) {
    var laws = new ArrayList<SingleDimensionLaw>();
    double c = Math.exp(point[2 * arms.size()]);
    for (int k = 0; k < arms.size(); k++) {
      double a = Math.exp(point[2 * k]);
      double b = Math.exp(point[2 * k + 1]);
      arms.get(k).value(a, b, c);
      laws.add(arms.get(k).law(a, b, c));
    }
    return laws;
  }

  /// ½ Σ of each arm's squared relative residuals at `point`.
  List<Double> armValues(double[] point) {
    return IntStream.range(0, arms.size())
        .mapToObj(k -> armValue(k, point[2 * k], point[2 * k + 1], point[2 * arms.size()]))
        .toList();
  }
}
