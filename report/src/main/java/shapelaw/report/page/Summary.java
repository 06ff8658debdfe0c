package shapelaw.report.page;

import java.util.List;
import java.util.Locale;
import shapelaw.cost.CostModel;
import shapelaw.law.Interval;
import shapelaw.recommend.Explanation;
import shapelaw.recommend.Recommendation;
import shapelaw.report.figure.Markup;
import shapelaw.report.figure.Numbers;
import shapelaw.report.study.StudyReport;
import shapelaw.report.study.Words;
import shapelaw.shape.Dimension;
import shapelaw.sweep.Plan;

/// The top of the page: the recommended shape with its reasons and risks, or what is missing for
/// one; what was run.
final class Summary {
  private final StudyReport report;

  Summary(StudyReport report) {
    this.report = report;
  }

  Markup markup() {
    var html = new Markup();
    report
        .recommendation()
        .ifPresentOrElse(r -> recommendation(html, r), () -> nothingRecommended(html));
    effort(html);
    return html;
  }

  private static void recommendation(Markup html, Recommendation r) {
    html.open("section", "class", "card hero", "aria-labelledby", "recommended").newline();
    html.leaf("h2", "Recommended shape", "id", "recommended").newline();
    html.leaf(
        "p",
        "for "
            + Words.compute(r.target())
            + " of training, "
            + Numbers.significant(r.tau(), 3)
            + " times the start shape’s",
        "class",
        "budget");
    html.open("dl", "class", "shape").newline();
    for (Dimension dimension : r.model().shape().dimensions()) {
      Interval size = r.sizes().get(dimension);
      size(
          html,
          Words.dimension(dimension),
          Numbers.count(r.model().shape().value(dimension)),
          size == null ? "" : range(size));
    }
    size(html, "heads", Numbers.count(r.model().heads()), "of size " + r.model().headSize());
    html.close().newline();
    html.open("dl", "class", "facts");
    fact(html, "Parameters", Numbers.prefixed(CostModel.parameters(r.model())));
    fact(html, "One image", Numbers.prefixed(CostModel.forwardFlops(r.model())) + "FLOPs forward");
    fact(html, "Images in the budget", Numbers.prefixed(r.examples()));
    html.close().newline();
    html.open("div", "class", "columns").open("div").leaf("h3", "Why");
    html.open("ul", "class", "reasons");
    explanation(html, r.explanation());
    html.close().close().newline();
    html.open("div").leaf("h3", "What could be wrong");
    risks(html, r.risks());
    html.close().close().close().newline();
  }

  private static String range(Interval size) {
    return "%s unrounded, %s: %s to %s"
        .formatted(
            Numbers.significant(size.estimate(), 3),
            Words.level(size.level()),
            Numbers.significant(size.low(), 3),
            Numbers.significant(size.high(), 3));
  }

  private static void size(Markup html, String name, String value, String note) {
    html.open("div").leaf("dt", name).leaf("dd", value);
    if (!note.isEmpty()) {
      html.leaf("dd", note, "class", "note");
    }
    html.close();
  }

  private static void fact(Markup html, String name, String value) {
    html.open("div").leaf("dt", name).leaf("dd", value).close();
  }

  private static void explanation(Markup html, Explanation explanation) {
    html.open("li").text(explanation.sentence());
    if (!explanation.parts().isEmpty()) {
      html.open("ul");
      explanation.parts().forEach(part -> explanation(html, part));
      html.close();
    }
    html.close();
  }

  private static void risks(Markup html, List<String> risks) {
    if (risks.isEmpty()) {
      html.leaf(
          "p",
          "Nothing that the data show. What they cannot show is beyond the compute that was measured.");
      return;
    }
    html.open("ol", "class", "risks");
    risks.forEach(risk -> html.leaf("li", risk));
    html.close();
  }

  private void nothingRecommended(Markup html) {
    html.open("section", "class", "card hero").newline();
    html.leaf("h2", "No shape recommended yet");
    html.open("ul");
    if (report.results().missing() > 0) {
      html.leaf(
          "li", Words.plural(report.results().missing(), "planned run") + " not finished yet.");
    }
    report.refusal().ifPresent(reason -> html.leaf("li", "No laws could be fitted: " + reason));
    if (report.start().isEmpty()) {
      html.leaf("li", "The grid has no start shape.");
    }
    if (report.fit().isPresent() && report.start().isPresent()) {
      html.leaf("li", "No compute budget has been given.");
    }
    html.close().close().newline();
  }

  private void effort(Markup html) {
    Plan plan = report.results().plan();
    long planned = report.results().rows().size();
    long missing = report.results().missing();
    html.open("dl", "class", "facts effort");
    fact(html, "Runs", Numbers.count(planned - missing) + " of " + Numbers.count(planned));
    int unusable = report.results().withoutMeasurement().size();
    if (unusable > 0) {
      fact(html, "Without a measurement", Numbers.count(unusable));
    }
    if (plan.trainedForwardFlops() > 0) {
      fact(
          html, "Training compute", Numbers.prefixed(plan.trainedForwardFlops()) + "FLOPs forward");
      fact(
          html,
          "Brute force would cost",
          String.format(
              Locale.ROOT,
              "%s times the compute",
              Numbers.significant(plan.bruteForceForwardFlops() / plan.trainedForwardFlops(), 2)));
    }
    html.close().newline();
  }
}
