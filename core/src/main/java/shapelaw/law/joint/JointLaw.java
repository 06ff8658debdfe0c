package shapelaw.law.joint;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import shapelaw.law.joint.LawForm.Factor;
import shapelaw.law.joint.LawForm.Term;

/// A [LawForm] with numbers.
public final class JointLaw {

  private final LawForm form;
  private final double[] coefficients;
  private final double[] exponents;

  /// A law of the given numbers, in the order of the form's terms and exponents.
  ///
  /// @throws IllegalArgumentException if a coefficient is negative or not finite, an exponent is
  ///   not a finite number above 0, or their counts differ from the form's
  public JointLaw(LawForm form, double[] coefficients, double[] exponents) {
    if (coefficients.length != form.terms().size() || exponents.length != form.exponents().size()) {
      throw new IllegalArgumentException(
          "%s must have %d coefficients and %d exponents but had %d and %d."
              .formatted(
                  form.name(),
                  form.terms().size(),
                  form.exponents().size(),
                  coefficients.length,
                  exponents.length));
    }
    for (double c : coefficients) {
      if (!(c >= 0) || Double.isInfinite(c)) {
        throw new IllegalArgumentException(
            "a coefficient must be a finite number of at least 0 but was " + c + ".");
      }
    }
    for (double p : exponents) {
      if (!(p > 0) || Double.isInfinite(p)) {
        throw new IllegalArgumentException(
            "an exponent must be a finite number above 0 but was " + p + ".");
      }
    }
    this.form = form;
    this.coefficients = coefficients.clone();
    this.exponents = exponents.clone();
  }

  /// The functional form.
  public LawForm form() {
    return form;
  }

  /// A coefficient by its name in the equation.
  ///
  /// @throws IllegalArgumentException if the form has none of that name
  public double coefficient(String name) {
    return coefficients[form.coefficientIndex(name)];
  }

  /// An exponent by its name in the equation.
  ///
  /// @throws IllegalArgumentException if the form has none of that name
  public double exponent(String name) {
    return exponents[form.exponentIndex(name)];
  }

  /// Coefficients in the order of the terms; a copy.
  public double[] coefficients() {
    return coefficients.clone();
  }

  /// Exponents in the order of the form; a copy.
  public double[] exponents() {
    return exponents.clone();
  }

  /// The law's loss.
  ///
  /// @param value of each variable of the form
  public double loss(ToDoubleFunction<String> value) {
    double loss = 0;
    for (int j = 0; j < coefficients.length; j++) {
      loss += term(j, value);
    }
    return loss;
  }

  /// The part of the loss that term `j` makes.
  public double term(int j, ToDoubleFunction<String> value) {
    if (coefficients[j] == 0) {
      return 0;
    }
    double log = Math.log(coefficients[j]);
    Term term = form.terms().get(j);
    for (Factor factor : term.factors()) {
      log +=
          factor.sign()
              * exponents[form.exponentIndex(factor.exponent())]
              * Math.log(value.applyAsDouble(factor.variable()));
    }
    return Math.exp(log);
  }

  /// The law's loss of a row.
  public double loss(Measurements data, int row) {
    return loss(variable -> data.value(row, variable));
  }

  /// The law's losses of all rows, `(rows)`.
  public double[] losses(Measurements data) {
    double[] losses = new double[data.rows()];
    Arrays.setAll(losses, row -> loss(data, row));
    return losses;
  }

  /// Root mean square, over the rows, of ln(law) − ln(measured).
  public double logError(Measurements data) {
    double squares = 0;
    for (int i = 0; i < data.rows(); i++) {
      double residual = Math.log(loss(data, i) / data.loss(i));
      squares += residual * residual;
    }
    return Math.sqrt(squares / data.rows());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JointLaw law
        && form.equals(law.form)
        && Arrays.equals(coefficients, law.coefficients)
        && Arrays.equals(exponents, law.exponents);
  }

  @Override
  public int hashCode() {
    return Objects.hash(form, Arrays.hashCode(coefficients), Arrays.hashCode(exponents));
  }

  /// The numbers by name.
  @Override
  public String toString() {
    var text = new StringBuilder(form.name()).append(':');
    for (int j = 0; j < coefficients.length; j++) {
      text.append(" %s = %.6g".formatted(form.terms().get(j).coefficient(), coefficients[j]));
    }
    for (int k = 0; k < exponents.length; k++) {
      text.append(" %s = %.6g".formatted(form.exponents().get(k).name(), exponents[k]));
    }
    return text.toString();
  }
}
