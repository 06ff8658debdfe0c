package shapelaw.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import shapelaw.cost.CostModel;
import shapelaw.law.Interval;
import shapelaw.law.joint.LawChoice;
import shapelaw.law.joint.Measurements;
import shapelaw.recommend.HardwareRules;
import shapelaw.recommend.LawInUse;
import shapelaw.recommend.PricedShape;
import shapelaw.recommend.Recommendation;
import shapelaw.recommend.ScalingRule;
import shapelaw.recommend.ShapeComparison;
import shapelaw.report.figure.Markup;
import shapelaw.report.figure.Numbers;
import shapelaw.report.study.RecommendedModel;
import shapelaw.report.study.StudyReport;
import shapelaw.report.study.Words;
import shapelaw.shape.Dimension;

/// The recommended shape with its reasons and risks: by the rule that the comparison recommends, or
/// by the paper's rule where no other could be compared.
final class RecommendationCard {
  private final StudyReport report;
  private final Markup html = new Markup();

  RecommendationCard(StudyReport report) {
    this.report = report;
  }

  Markup markup() {
    html.open("section", "class", "card hero", "aria-labelledby", "recommended").newline();
    boolean sizeAlone =
        report
            .compared()
            .filter(c -> c.recommendedRow().shape().sizes().containsKey(Measurements.PARAMETERS))
            .isPresent();
    html.leaf("h2", sizeAlone ? "Recommended size" : "Recommended shape", "id", "recommended");
    html.newline();
    report
        .compared()
        .ifPresentOrElse(this::compared, () -> report.recommendation().ifPresent(this::byThePaper));
    html.close().newline();
    return html;
  }

  private void compared(ShapeComparison comparison) {
    ShapeComparison.Row row = comparison.recommendedRow();
    html.leaf("p", "for " + Words.budget(comparison.budget()), "class", "budget");
    html.open("dl", "class", "shape").newline();
    row.shape()
        .sizes()
        .forEach((dimension, size) ->
            size(Words.variable(dimension), Words.size(size), note(comparison, dimension)));
    RecommendedModel.of(report)
        .ifPresent(m ->
            size("heads", Numbers.count(m.model().heads()), "of size " + m.model().headSize()));
    html.close().newline();
    facts(row);
    html.open("div", "class", "columns").open("div").leaf("h3", "Why");
    html.open("ul", "class", "risks");
    why(comparison).forEach(sentence -> html.leaf("li", sentence));
    html.close().close().newline();
    whatCouldBeWrong(risks(comparison));
    html.close();
  }

  /// Those of the law, and what hardware is known to dislike about the heads.
  private List<String> risks(ShapeComparison comparison) {
    var risks = new ArrayList<>(comparison.risks());
    RecommendedModel.of(report)
        .flatMap(m -> HardwareRules.headSize(m.model().headSize()))
        .ifPresent(risks::add);
    return risks;
  }

  /// The best size before rounding, if it is what is recommended.
  private String note(ShapeComparison comparison, String dimension) {
    Interval size = comparison.optimum().sizes().get(dimension);
    if (size == null || comparison.recommended() != ScalingRule.DIRECT_MINIMUM) {
      return "";
    }
    if (report.analysis().joint().constant().contains(dimension)) {
      return "as in every measurement";
    }
    if (comparison.optimum().ended().contains(dimension)) {
      return "the end of the search, which says nothing of what is beyond";
    }
    return size.width() > 0 && Double.isFinite(size.high())
        ? range(size, end -> comparison.optimum().text(dimension, end, Words::size))
        : "";
  }

  private void facts(ShapeComparison.Row row) {
    PricedShape shape = row.shape();
    String example = Words.example(report);
    html.open("dl", "class", "facts");
    if (!shape.sizes().containsKey(Measurements.PARAMETERS)) {
      fact("Parameters", shape.parameters(), "");
    }
    fact("One " + example, shape.forwardFlops(), "FLOPs forward");
    fact(Words.title(example) + "s in the budget", shape.examples(), "");
    Interval loss = row.loss();
    fact(
        "Predicted " + report.loss(),
        Double.isFinite(loss.high())
            ? "%s (%s: %s to %s)"
                .formatted(
                    Numbers.significant(loss.estimate(), 4),
                    Words.level(loss.level()),
                    Numbers.significant(loss.low(), 4),
                    Numbers.significant(loss.high(), 4))
            : Numbers.significant(loss.estimate(), 4));
    html.close().newline();
  }

  private List<String> why(ShapeComparison comparison) {
    var why = new ArrayList<String>();
    why.add(
        "It is the answer of the %s: %s."
            .formatted(
                Words.rule(comparison.recommended()), Words.withoutFullStop(comparison.reason())));
    LawInUse.of(report.analysis().joint()).ifPresent(law -> why.add(heldOut(law)));
    if (comparison.recommended() == ScalingRule.DIRECT_MINIMUM) {
      why.add(
          "Rounding to sizes that can be built costs %s of loss."
              .formatted(Words.excess(comparison.recommendedRow().excess())));
    }
    return why;
  }

  private String heldOut(LawInUse law) {
    LawChoice choice = report.analysis().joint().choice();
    String name = law.used().form().name();
    boolean tested = choice.countedSplits() > 0;
    if (law.isAnother()) {
      return law.why(choice)
          + (tested ? " (%s and %s off).".formatted(off(law.used()), off(law.preferred())) : ".");
    }
    if (!tested) {
      return "That law, “%s”, could not be tested on held-out measurements: there are too few."
          .formatted(name);
    }
    long ranked = choice.candidates().stream().filter(c -> c.score().isPresent()).count();
    if (ranked == 1) {
      return "That law, “%s”, predicts held-out measurements %s off."
          .formatted(name, off(law.used()));
    }
    return choice.isTie()
        ? "No law predicts held-out measurements clearly better than that one, “%s”: %s off."
            .formatted(name, off(law.used()))
        : "That law, “%s”, predicts held-out measurements best of %s: %s off."
            .formatted(name, Words.plural(ranked, "law"), off(law.used()));
  }

  private static String off(LawChoice.Candidate law) {
    return law.score().isPresent()
        ? Numbers.significant(100 * law.score().getAsDouble(), 2) + " %"
        : "not known how far";
  }

  private void byThePaper(Recommendation r) {
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
          Words.dimension(dimension),
          Numbers.count(r.model().shape().value(dimension)),
          size == null ? "" : range(size, Words::size));
    }
    size("heads", Numbers.count(r.model().heads()), "of size " + r.model().headSize());
    html.close().newline();
    html.open("dl", "class", "facts");
    fact("Parameters", Numbers.prefixed(CostModel.parameters(r.model())));
    fact("One image", Numbers.prefixed(CostModel.forwardFlops(r.model())) + "FLOPs forward");
    fact("Images in the budget", Numbers.prefixed(r.examples()));
    html.close().newline();
    html.open("div", "class", "columns").open("div").leaf("h3", "Why");
    html.append(SectionMarkup.reasons(r.explanation())).close().newline();
    whatCouldBeWrong(r.risks());
    html.close();
  }

  /// @param end writes an end of the interval
  private static String range(Interval size, DoubleFunction<String> end) {
    return "%s unrounded, %s: %s to %s"
        .formatted(
            Words.size(size.estimate()),
            Words.level(size.level()),
            end.apply(size.low()),
            end.apply(size.high()));
  }

  private void size(String name, String value, String note) {
    html.open("div").leaf("dt", name).leaf("dd", value);
    if (!note.isEmpty()) {
      html.leaf("dd", note, "class", "note");
    }
    html.close();
  }

  private void fact(String name, OptionalDouble value, String unit) {
    if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
      fact(name, Numbers.prefixed(value.getAsDouble()) + unit);
    }
  }

  private void fact(String name, String value) {
    html.open("div").leaf("dt", name).leaf("dd", value).close();
  }

  private void whatCouldBeWrong(List<String> ofTheRule) {
    List<String> risks =
        Stream.of(
                report.repeatedImages().stream(),
                report.plateau().stream(),
                report.leftOut().stream(),
                ofTheRule.stream())
            .flatMap(said -> said)
            .toList();
    html.open("div").leaf("h3", "What could be wrong");
    if (risks.isEmpty()) {
      html.leaf(
          "p",
          "Nothing that the data show. What they cannot show is beyond the compute that was measured.");
    } else {
      html.open("ol", "class", "risks");
      risks.forEach(risk -> html.leaf("li", risk));
      html.close();
    }
    html.close();
  }
}
