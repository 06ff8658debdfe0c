package shapelaw.law.joint;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import shapelaw.law.joint.LawForm.Factor;
import shapelaw.law.joint.LawForm.Term;
import shapelaw.numerics.Vectors;

/// A law's terms over the rows of a data set, laid out for speed.
///
/// Variables and losses are divided by their geometric means, so that coefficients are shares of
/// the loss in the middle of the data; [#law] undoes it. With s_jk,i the sum of ± ln v over the
/// factors of term j that carry exponent k, term j of row i is θ_j exp(Σ_k p_k s_jk,i), and its
/// derivatives by p_k multiply it by s_jk,i.
final class Design {

  private final LawForm form;
  private final int rows;
  private final int[][] used;
  private final double[][][] slopes;
  private final Map<String, Double> centres;
  private final double lossScale;

  Design(LawForm form, Measurements data) {
    this.form = form;
    rows = data.rows();
    centres = new LinkedHashMap<>();
    lossScale = Math.exp(Arrays.stream(data.losses()).map(Math::log).average().orElse(0));
    var sizes = new LinkedHashMap<String, double[]>();
    for (String variable : form.variables()) {
      double[] log = Arrays.stream(data.column(variable)).map(Math::log).toArray();
      double centre = Arrays.stream(log).average().orElse(0);
      centres.put(variable, centre);
      sizes.put(variable, Arrays.stream(log).map(x -> x - centre).toArray());
    }
    int terms = form.terms().size();
    used = new int[terms][];
    slopes = new double[terms][][];
    for (int j = 0; j < terms; j++) {
      List<Factor> factors = form.terms().get(j).factors();
      used[j] =
          factors.stream().mapToInt(f -> form.exponentIndex(f.exponent())).distinct().toArray();
      slopes[j] = new double[used[j].length][rows];
      for (Factor factor : factors) {
        int place = indexOf(used[j], form.exponentIndex(factor.exponent()));
        double[] log = Objects.requireNonNull(sizes.get(factor.variable()));
        for (int i = 0; i < rows; i++) {
          slopes[j][place][i] += factor.sign() * log[i];
        }
      }
    }
  }

  private Design(Design all, int[] kept) {
    form = all.form;
    rows = kept.length;
    centres = all.centres;
    lossScale = all.lossScale;
    used = all.used;
    slopes = new double[used.length][][];
    for (int j = 0; j < used.length; j++) {
      slopes[j] = new double[used[j].length][];
      for (int m = 0; m < used[j].length; m++) {
        slopes[j][m] = Vectors.pick(all.slopes[j][m], kept);
      }
    }
  }

  /// The same with some of its rows only; variables are scaled as before.
  Design keeping(int[] kept) {
    return new Design(this, kept);
  }

  private static int indexOf(int[] values, int wanted) {
    for (int m = 0; m < values.length; m++) {
      if (values[m] == wanted) {
        return m;
      }
    }
    throw new AssertionError("an exponent is among those of its own term");
  }

  LawForm form() {
    return form;
  }

  int rows() {
    return rows;
  }

  int terms() {
    return used.length;
  }

  /// Geometric mean of the losses, by which a search divides them.
  double lossScale() {
    return lossScale;
  }

  int exponents() {
    return form.exponents().size();
  }

  /// Exponents of term `j`.
  int[] used(int j) {
    return used[j];
  }

  /// ∂ ln(term j) / ∂ p, `(exponents of the term, rows)`; to be read only.
  double[][] slopes(int j) {
    return slopes[j];
  }

  /// Writes term `j` without its coefficient into `column`; `scratch` is overwritten. `(rows)`
  /// each.
  void column(int j, double[] exponents, double[] scratch, double[] column) {
    if (used[j].length == 0) {
      Arrays.fill(column, 1);
      return;
    }
    Arrays.fill(scratch, 0);
    for (int m = 0; m < used[j].length; m++) {
      Vectors.addMultiple(scratch, exponents[used[j][m]], slopes[j][m]);
    }
    for (int i = 0; i < rows; i++) {
      column[i] = Math.exp(scratch[i]);
    }
  }

  /// The law with coefficients for variables as they were measured.
  JointLaw law(double[] scaledCoefficients, double[] exponents) {
    double[] coefficients = scaledCoefficients.clone();
    for (int j = 0; j < coefficients.length; j++) {
      Term term = form.terms().get(j);
      double log = 0;
      for (Factor factor : term.factors()) {
        log -=
            factor.sign()
                * exponents[form.exponentIndex(factor.exponent())]
                * centres.getOrDefault(factor.variable(), 0.0);
      }
      // In one exponential, since each factor alone may leave the range of a double.
      coefficients[j] =
          coefficients[j] == 0
              ? 0
              : Math.exp(Math.log(coefficients[j]) + Math.log(lossScale) + log);
    }
    return new JointLaw(form, coefficients, exponents);
  }

  /// The coefficients of `law` for the scaled variables.
  double[] scaledCoefficients(JointLaw law) {
    double[] scaled = new double[terms()];
    for (int j = 0; j < scaled.length; j++) {
      scaled[j] =
          law.term(j, variable -> Math.exp(centres.getOrDefault(variable, 0.0))) / lossScale;
    }
    return scaled;
  }
}
