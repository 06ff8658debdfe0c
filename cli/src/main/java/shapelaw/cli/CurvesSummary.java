package shapelaw.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import shapelaw.law.curve.CurveChoice;
import shapelaw.law.curve.CurveChoiceOutcome;
import shapelaw.law.curve.CurveForm;
import shapelaw.numerics.Quantiles;

/// What many learning curves say together, as text for a terminal.
final class CurvesSummary {

  private final List<CurveResult> results;

  private CurvesSummary(List<CurveResult> results) {
    this.results = results;
  }

  /// Mean errors on the points beyond, of each law, the chosen law and the mean of all, and the
  /// time that a curve took.
  static String of(List<CurveResult> results) {
    var summary = new CurvesSummary(results);
    return summary.errors() + summary.time();
  }

  private String errors() {
    var table = new Table("law", "curves", "mean log-RMSE beyond", "median");
    boolean any = false;
    for (CurveForm form : CurveForm.values()) {
      any |= row(table, form.symbol(), choice -> law(choice, form));
    }
    any |= row(table, "chosen law", c -> Optional.of(c.chosen().fit().law()::loss));
    any |= row(table, "all, by share", c -> Optional.of(c::loss));
    return any ? table.toString() + "\n" : "";
  }

  private static Optional<DoubleUnaryOperator> law(CurveChoice choice, CurveForm form) {
    return choice.candidates().stream()
        .filter(c -> c.form() == form)
        .<DoubleUnaryOperator>map(c -> c.fit().law()::loss)
        .findFirst();
  }

  private boolean row(
      Table table, String name, Function<CurveChoice, Optional<DoubleUnaryOperator>> forecast) {
    var errors = new ArrayList<Double>();
    for (CurveResult result : results) {
      if (result.outcome() instanceof CurveChoiceOutcome.Chosen(CurveChoice choice)) {
        OptionalDouble error =
            forecast.apply(choice).map(result::logRmse).orElse(OptionalDouble.empty());
        error.ifPresent(errors::add);
      }
    }
    if (errors.isEmpty()) {
      return false;
    }
    double[] sample = errors.stream().mapToDouble(e -> e).toArray();
    double mean = errors.stream().mapToDouble(e -> e).average().orElseThrow();
    table.row(
        name, errors.size(), "%.4f".formatted(mean), "%.4f".formatted(Quantiles.of(sample, 0.5)));
    return true;
  }

  private String time() {
    double[] milliseconds = results.stream().mapToDouble(CurveResult::milliseconds).toArray();
    int fits = 0;
    for (CurveResult result : results) {
      if (result.outcome() instanceof CurveChoiceOutcome.Chosen(CurveChoice choice)) {
        fits += choice.candidates().size() * (1 + choice.heldOutErrors().size());
      }
    }
    double total = 0;
    for (double m : milliseconds) {
      total += m;
    }
    return "%s, median %.1f ms a curve with all its fits, %.2f ms a fit.\n"
        .formatted(
            Count.of(results.size(), "curve"),
            Quantiles.of(milliseconds, 0.5),
            total / Math.max(1, fits));
  }
}
