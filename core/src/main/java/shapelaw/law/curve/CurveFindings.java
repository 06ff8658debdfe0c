package shapelaw.law.curve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import shapelaw.numerics.MultiStart;

/// Sentences on what a fitted curve leaves open.
final class CurveFindings {

  /// A limit below this part of the last loss is as good as none.
  private static final double NO_LIMIT = 0.01;

  /// A logarithm this near to a bound lies on it.
  private static final double NEAR_BOUND = 1e-3;

  /// Fewer than this fraction of the starts at the optimum is worth a warning.
  private static final double FEW_STARTS = 0.25;

  private CurveFindings() {}

  /// Everything worth saying of the law at `point`, in units of the last point.
  static List<String> about(
      CurveForm form, double[] point, TypicalValues typical, MultiStart search) {
    var sentences = new ArrayList<String>();
    List<String> names = form.parameters();
    for (int i = 0; i < point.length; i++) {
      double value = Math.exp(point[i]);
      if (names.get(i).equals("limit") && value < NO_LIMIT) {
        sentences.add(
            "The limit of %s is below %.0f %% of the last loss: the data show no loss that remains."
                .formatted(form.symbol(), 100 * NO_LIMIT));
      } else if (point[i] <= typical.lower(i) + NEAR_BOUND
          || point[i] >= typical.upper(i) - NEAR_BOUND) {
        sentences.add(
            String.format(
                Locale.ROOT,
                "%s of %s lies at a bound of the search (%.3g in units of the last point): the data fix it on one side at most.",
                names.get(i),
                form.symbol(),
                value));
      }
    }
    if (search.atOptimum() < FEW_STARTS * search.starts()) {
      sentences.add(
          "Only %d of %d starts reached the best fit of %s: a better one may exist. Maybe use more starts."
              .formatted(search.atOptimum(), search.starts(), form.symbol()));
    }
    return sentences;
  }
}
