package shapelaw.law.joint;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import shapelaw.law.joint.LawForm.Exponent;
import shapelaw.law.joint.LawForm.Term;

/// Sentences on what a fitted joint law leaves open.
final class JointFindings {

  /// An exponent this near to a bound (factor) lies on it.
  private static final double NEAR = 1.001;

  /// Fewer than this fraction of the starts at the optimum is worth a warning.
  private static final double FEW_STARTS = 0.1;

  /// Fewer than this fraction of the replicates fitted is worth a warning.
  private static final double ENOUGH_REFITTED = 0.9;

  private JointFindings() {}

  /// @param refitted how many of the `drawn` replicates could be fitted
  static List<String> about(JointLaw law, LawFit.Search search, int refitted, int drawn) {
    var sentences = new ArrayList<String>();
    List<Term> terms = law.form().terms();
    for (Term term : terms) {
      if (law.coefficient(term.coefficient()) == 0) {
        sentences.add(atZero(law, term));
      }
    }
    for (Exponent exponent : law.form().exponents()) {
      double p = law.exponent(exponent.name());
      boolean atBound = p <= exponent.low() * NEAR || p >= exponent.high() / NEAR;
      if (atBound && isTold(law, exponent)) {
        sentences.add(
            "Exponent %s lies at the bound %.3g of the search: the data fix it on one side at most."
                .formatted(exponent.name(), p));
      }
    }
    if (search.atOptimum() < FEW_STARTS * search.converged()) {
      sentences.add(
          "Only %d of %d starts reached the best fit: a better one may exist. Maybe use more starts."
              .formatted(search.atOptimum(), search.starts()));
    }
    if (refitted < ENOUGH_REFITTED * drawn) {
      sentences.add(
          "Only %d of %d bootstrap fits converged: the intervals leave out the hardest cases."
              .formatted(refitted, drawn));
    }
    return sentences;
  }

  private static String atZero(JointLaw law, Term term) {
    if (term.factors().isEmpty()) {
      return "%s is at zero: the data do not tell the loss that remains from slow decay."
          .formatted(term.coefficient());
    }
    String open =
        term.factors().stream()
            .map(LawForm.Factor::exponent)
            .filter(
                name -> !isTold(law, law.form().exponents().get(law.form().exponentIndex(name))))
            .distinct()
            .collect(Collectors.joining(", "));
    return "%s is at zero: the data show no such part of the loss%s."
        .formatted(term.coefficient(), open.isEmpty() ? "" : ", and leave " + open + " open");
  }

  /// True if a term with a positive coefficient uses the exponent.
  static boolean isTold(JointLaw law, Exponent exponent) {
    return law.form().terms().stream()
        .filter(term -> law.coefficient(term.coefficient()) > 0)
        .flatMap(term -> term.factors().stream())
        .anyMatch(factor -> factor.exponent().equals(exponent.name()));
  }
}
