package shapelaw.law.joint;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A functional form of the loss: a sum of products of powers of variables with coefficients ≥ 0 (a
/// posynomial),
///
/// ```text
/// L = Σ_j θ_j Π_f v_f^(± p_f),   θ_j ≥ 0,   low ≤ p ≤ high
/// ```
///
/// where the exponents p may be shared by several terms. Every law over whole shapes that is in use
/// has this form; it is linear in θ, and its logarithm is convex in ln θ and p.
///
/// @param name short name for tables and options, such as `structural`
/// @param equation the law as people write it
/// @param source where it comes from
/// @param exponents the exponents with their bounds
/// @param terms the terms; a term without factors is a constant
public record LawForm(
    String name, String equation, String source, List<Exponent> exponents, List<Term> terms) {

  /// Least exponent of a search unless a form says otherwise: below it a power looks constant.
  public static final double LEAST_EXPONENT = 0.01;

  /// Greatest exponent of a search unless a form says otherwise: above it a power looks like a
  /// wall.
  public static final double GREATEST_EXPONENT = 5;

  public LawForm {
    exponents = List.copyOf(exponents);
    terms = List.copyOf(terms);
    Set<String> known = exponents.stream().map(Exponent::name).collect(Collectors.toSet());
    if (terms.isEmpty() || known.size() != exponents.size()) {
      throw new IllegalArgumentException(
          "a law must have a term or more and exponents of different names but %s has %s and %s."
              .formatted(name, terms, exponents));
    }
    for (Term term : terms) {
      for (Factor factor : term.factors()) {
        if (!known.contains(factor.exponent())) {
          throw new IllegalArgumentException(
              "exponent of a factor must be one of %s but was '%s'."
                  .formatted(known, factor.exponent()));
        }
      }
    }
  }

  /// A named exponent, > 0.
  ///
  /// @param name as in the equation
  /// @param low least value of the search
  /// @param high greatest value of the search
  public record Exponent(String name, double low, double high) {
    public Exponent {
      if (!(low > 0) || !(low < high) || Double.isInfinite(high)) {
        throw new IllegalArgumentException(
            "bounds of exponent %s must be 0 < low < high but were %s and %s."
                .formatted(name, low, high));
      }
    }

    /// With the usual bounds.
    public static Exponent of(String name) {
      return new Exponent(name, LEAST_EXPONENT, GREATEST_EXPONENT);
    }
  }

  /// A coefficient times a product of powers.
  ///
  /// @param coefficient its name, as in the equation
  /// @param factors the powers; none for a constant
  public record Term(String coefficient, List<Factor> factors) {
    public Term {
      factors = List.copyOf(factors);
    }

    /// A term of the given factors.
    public static Term of(String coefficient, Factor... factors) {
      return new Term(coefficient, List.of(factors));
    }
  }

  /// A power of a variable.
  ///
  /// @param variable a column of [Measurements]
  /// @param exponent name of the exponent
  /// @param sign +1 if the power rises with the variable, −1 if it falls
  public record Factor(String variable, String exponent, int sign) {
    public Factor {
      if (sign != 1 && sign != -1) {
        throw new IllegalArgumentException("sign must be 1 or −1 but was " + sign + ".");
      }
    }

    /// variable^exponent.
    public static Factor rising(String variable, String exponent) {
      return new Factor(variable, exponent, 1);
    }

    /// variable^(−exponent).
    public static Factor falling(String variable, String exponent) {
      return new Factor(variable, exponent, -1);
    }
  }

  /// Coefficients and exponents together.
  public int parameters() {
    return terms.size() + exponents.size();
  }

  /// Every variable that occurs, in the order of the terms.
  public List<String> variables() {
    var variables = new LinkedHashSet<String>();
    terms.forEach(term -> term.factors().forEach(factor -> variables.add(factor.variable())));
    return List.copyOf(variables);
  }

  /// Place of an exponent in [#exponents()].
  ///
  /// @throws IllegalArgumentException if there is none of that name
  public int exponentIndex(String exponent) {
    for (int k = 0; k < exponents.size(); k++) {
      if (exponents.get(k).name().equals(exponent)) {
        return k;
      }
    }
    throw new IllegalArgumentException(
        "exponent must be one of %s but was '%s'."
            .formatted(exponents.stream().map(Exponent::name).toList(), exponent));
  }

  /// Place of a coefficient in [#terms()].
  ///
  /// @throws IllegalArgumentException if there is none of that name
  public int coefficientIndex(String coefficient) {
    for (int j = 0; j < terms.size(); j++) {
      if (terms.get(j).coefficient().equals(coefficient)) {
        return j;
      }
    }
    throw new IllegalArgumentException(
        "coefficient must be one of %s but was '%s'."
            .formatted(terms.stream().map(Term::coefficient).toList(), coefficient));
  }
}
