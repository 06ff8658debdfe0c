package shapelaw.report.page;

import java.util.Locale;
import java.util.stream.DoubleStream;
import shapelaw.cost.Compute;
import shapelaw.law.joint.LawFitOutcome;
import shapelaw.law.joint.Measurements;
import shapelaw.recommend.ShapeChoice;
import shapelaw.report.figure.Markup;
import shapelaw.report.figure.Numbers;
import shapelaw.report.study.Origin;
import shapelaw.report.study.StudyReport;
import shapelaw.report.study.Words;
import shapelaw.run.SimulatedTrainer;
import shapelaw.sweep.Plan;
import shapelaw.sweep.SweepResults;

/// The top of the page: the recommended shape with its reasons and risks, or what is missing for
/// one; what was run.
final class Summary {
  private final StudyReport report;

  Summary(StudyReport report) {
    this.report = report;
  }

  Markup markup() {
    var html = new Markup();
    if (report.origin() instanceof Origin.Trained trained && simulated(trained.results()) > 0) {
      html.leaf("p", "Simulated, not trained: losses are drawn from a law.", "class", "simulated");
    }
    if (report.compared().isPresent() || report.recommendation().isPresent()) {
      html.append(new RecommendationCard(report).markup());
    } else {
      nothingRecommended(html);
    }
    effort(html);
    return html;
  }

  private void nothingRecommended(Markup html) {
    html.open("section", "class", "card hero").newline();
    html.leaf("h2", "No shape recommended yet");
    html.open("ul");
    if (report.comparison().orElse(null) instanceof ShapeChoice.Outcome.Refused(String reason)) {
      html.leaf("li", reason);
    } else {
      missing(html);
    }
    report.plateau().ifPresent(warning -> html.leaf("li", warning));
    html.close().close().newline();
  }

  private void missing(Markup html) {
    switch (report.origin()) {
      case Origin.Trained trained -> missingForTheRule(html, trained.results());
      case Origin.Imported _ -> {
        if (report.analysis().joint().chosen() instanceof LawFitOutcome.Refused(String reason)) {
          html.leaf("li", "No law could be fitted: " + reason);
        } else {
          html.leaf("li", "No budget has been given.");
        }
      }
    }
  }

  private void missingForTheRule(Markup html, SweepResults results) {
    if (results.missing() > 0) {
      html.leaf("li", Words.plural(results.missing(), "planned run") + " not finished yet.");
    }
    report.refusal().ifPresent(reason -> html.leaf("li", "No laws could be fitted: " + reason));
    if (report.start().isEmpty()) {
      html.leaf("li", "The grid has no start shape.");
    }
    if (report.fit().isPresent() && report.start().isPresent()) {
      html.leaf("li", "No compute budget has been given.");
    }
  }

  private void effort(Markup html) {
    html.open("dl", "class", "facts effort");
    switch (report.origin()) {
      case Origin.Trained trained -> trained(html, trained.results());
      case Origin.Imported _ -> imported(html, report.analysis().evidence().all());
    }
    html.close().newline();
  }

  private static void trained(Markup html, SweepResults results) {
    Plan plan = results.plan();
    long planned = results.rows().size();
    fact(
        html, "Runs", Numbers.count(planned - results.missing()) + " of " + Numbers.count(planned));
    long simulated = simulated(results);
    if (simulated > 0) {
      fact(html, "Simulated, not trained", Words.plural(simulated, "run"));
    }
    int unusable = results.withoutMeasurement().size();
    if (unusable > 0) {
      fact(html, "Without a measurement", Numbers.count(unusable));
    }
    double trained = plan.trainedForwardFlops();
    if (trained > 0) {
      fact(html, "Training compute", Numbers.prefixed(trained) + "FLOPs forward");
      fact(
          html,
          "Brute force would cost",
          String.format(
              Locale.ROOT,
              "%s times the compute",
              Numbers.significant(plan.bruteForceForwardFlops() / trained, 2)));
    }
  }

  /// Runs whose loss was drawn from a law.
  private static long simulated(SweepResults results) {
    return results.rows().stream()
        .flatMap(row -> row.result().stream())
        .filter(result -> result.provenance().trainer().equals(SimulatedTrainer.NAME))
        .count();
  }

  private static void fact(Markup html, String name, String value) {
    html.open("div").leaf("dt", name).leaf("dd", value).close();
  }

  private static void imported(Markup html, Measurements data) {
    fact(html, "Measurements, trained elsewhere", Numbers.count(data.rows()));
    fact(html, "Shapes", Numbers.count(data.shapeCount()));
    for (String variable : data.variables()) {
      fact(html, Words.title(variable), range(data.column(variable), variable));
    }
    fact(html, "Loss", range(data.losses(), ""));
  }

  private static String range(double[] values, String variable) {
    var ends = DoubleStream.of(values).summaryStatistics();
    if (ends.getCount() == 0) {
      return "–";
    }
    boolean flops = variable.equals(Measurements.COMPUTE);
    double unit = flops ? Compute.FLOPS_PER_GFLOP : 1;
    String suffix = flops ? "FLOPs forward" : "";
    String low = Numbers.prefixed(ends.getMin() * unit);
    String high = Numbers.prefixed(ends.getMax() * unit);
    return (low.equals(high) ? low : low + " to " + high) + suffix;
  }
}
