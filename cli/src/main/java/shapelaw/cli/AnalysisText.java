package shapelaw.cli;

import java.util.List;
import shapelaw.law.DimensionFit;
import shapelaw.law.Interval;
import shapelaw.law.SingleDimensionLaw;
import shapelaw.law.StarFit;
import shapelaw.law.StarFitOutcome;
import shapelaw.recommend.Analysis;
import shapelaw.sweep.ParetoStart;
import shapelaw.sweep.SweepResults;

/// An analysis as text for a terminal.
final class AnalysisText {

  private AnalysisText() {}

  /// @param arguments that the analysis was made with
  static String of(MeasuredStudy study, FitArguments arguments, Analysis analysis) {
    return study.results().map(AnalysisText::progress).orElse("")
        + study.plateau(arguments).map(told -> told + "\n\n").orElse("")
        + star(study, analysis)
        + JointText.of(analysis.joint(), study::advised);
  }

  private static String star(MeasuredStudy study, Analysis analysis) {
    if (analysis.evidence().arms().isEmpty() && analysis.start().isEmpty()) {
      return "No star and no grid among these runs: the paper's law of one dimension at a time (Eq. 2) has nothing to fit.\n\n";
    }
    String laws =
        switch (analysis.fit()) {
          case StarFitOutcome.Fitted(StarFit fit) ->
              laws(fit) + centre(analysis.centreChecks()) + impossible(study, analysis);
          case StarFitOutcome.Refused(String reason) ->
              "No law of one dimension at a time was fitted: " + study.advised(reason) + "\n";
        };
    return laws
        + analysis
            .start()
            .map(AnalysisText::start)
            .orElseGet(() -> "No start shape: %s\n".formatted(analysis.noStart().orElseThrow()))
        + "\n";
  }

  private static String progress(SweepResults results) {
    var text = new StringBuilder();
    if (results.missing() > 0) {
      text.append(
          "%d of %d planned runs have no result yet; what follows is preliminary.\n\n"
              .formatted(results.missing(), results.rows().size()));
    }
    results.leftOut().ifPresent(told -> text.append(told).append("\n\n"));
    return text.toString();
  }

  private static String laws(StarFit fit) {
    var table =
        new Table(
            "dimension",
            "runs",
            "s = c/(a+b)",
            interval(fit.level()),
            "a",
            "b",
            "c",
            "xi",
            "epsilon",
            "rel. RMSE");
    fit.dimensions().values().forEach(f -> row(table, fit, f));
    var text =
        new StringBuilder("Star sweep: f(x,t) = alpha x^-a + (beta x^b + xi) t^-c + epsilon");
    text.append(fit.sharedC() ? ", one c for all dimensions\n\n" : "\n\n").append(table);
    for (DimensionFit f : fit.dimensions().values()) {
      f.findings()
          .forEach(finding -> text.append("  - ").append(finding).append(System.lineSeparator()));
    }
    return text.append('\n').toString();
  }

  private static String interval(double level) {
    return "%.0f %% interval".formatted(100 * level);
  }

  private static void row(Table table, StarFit fit, DimensionFit f) {
    SingleDimensionLaw law = f.law();
    Interval s = fit.exponent(f.dimension());
    table.row(
        f.dimension(),
        f.observations().size(),
        law.hasOptimum() ? "%.3f".formatted(s.estimate()) : "open",
        "[%.3f, %s]"
            .formatted(s.low(), Double.isInfinite(s.high()) ? "∞" : "%.3f".formatted(s.high())),
        "%.3f".formatted(law.a()),
        "%.3f".formatted(law.b()),
        "%.3f".formatted(law.c()),
        "%.3g".formatted(law.xi()),
        "%.3f".formatted(law.epsilon()),
        "%.2f %%".formatted(100 * f.relativeRmse()));
  }

  private static String centre(List<Analysis.CentreCheck> checks) {
    if (checks.isEmpty()) {
      return "The star's centre is not measured yet: no check of extrapolation.\n\n";
    }
    var table =
        new Table(
            "predicted by",
            "compute (GFLOPs)",
            "measured",
            "predicted",
            "interval",
            "error",
            "inside");
    for (Analysis.CentreCheck check : checks) {
      table.row(
          check.dimension(),
          "%.4g".formatted(check.measured().compute().forwardGflops()),
          "%.4f".formatted(check.measured().loss()),
          "%.4f".formatted(check.predicted().estimate()),
          "[%.4f, %.4f]".formatted(check.predicted().low(), check.predicted().high()),
          "%+.1f %%".formatted(100 * check.relativeError()),
          check.inside() ? "yes" : "NO");
    }
    long inside = checks.stream().filter(Analysis.CentreCheck::inside).count();
    return "Held-out star centre %s: %d of %d predictions inside their interval\n\n%s\n"
        .formatted(checks.getFirst().measured().shape(), inside, checks.size(), table);
  }

  /// An interval around something that cannot be holds any measurement.
  private static String impossible(MeasuredStudy study, Analysis analysis) {
    List<Analysis.CentreCheck> checks = analysis.centreChecks();
    long above = checks.stream().filter(c -> c.predicted().estimate() > 1).count();
    boolean isRate = study.isErrorRate() && checks.stream().allMatch(c -> c.measured().loss() <= 1);
    return above == 0 || !isRate
        ? ""
        : "%d of these %d predictions %s above 1, which no error rate can be: their intervals are too wide to test anything.\n\n"
            .formatted(above, checks.size(), above == 1 ? "is" : "are");
  }

  private static String start(ParetoStart start) {
    var table =
        new Table(
            "frontier shape", "from (GFLOPs)", "to (GFLOPs)", "factor", "error", "inside the grid");
    for (ParetoStart.Stretch stretch : start.frontier()) {
      table.row(
          (stretch.equals(start.range()) ? "* " : "  ") + stretch.shape().compact(),
          "%.4g".formatted(stretch.from().forwardGflops()),
          "%.4g".formatted(stretch.to().forwardGflops()),
          "%.2f".formatted(stretch.factor()),
          "%.4f -> %.4f".formatted(stretch.lossFrom(), stretch.lossTo()),
          stretch.interior() ? "yes" : "edge");
    }
    String doubt =
        start
            .runs()
            .unfinished()
            .map("The start shape may change: %s.\n"::formatted)
            .orElseGet(() -> edges(start));
    return "Grid sweep: start shape %s at %s (*)\n\n%s%s%s"
        .formatted(
            start.shape(),
            start.compute(),
            table,
            doubt,
            start.runs().leftOut().map(told -> told + "\n").orElse(""));
  }

  private static String edges(ParetoStart start) {
    return start.interior()
        ? ""
        : "No interior shape is optimal over a range. Extend the grid at: "
            + String.join("; ", start.edges().stream().map(Object::toString).toList())
            + "\n";
  }
}
