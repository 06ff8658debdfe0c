package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import shapelaw.law.Interval;
import shapelaw.law.joint.Measurements;
import shapelaw.recommend.Certainty;
import shapelaw.recommend.ShapeChoice;
import shapelaw.recommend.ShapeComparison;
import shapelaw.report.figure.Numbers;

/// What every rule recommends for the budget, side by side, and how much freedom there is.
final class RecommendationSection {

  private static final Certainty.Style PAGE =
      new Certainty.Style() {
        @Override
        public String dimension(String name) {
          return Words.title(name);
        }

        @Override
        public String size(double size) {
          return Words.size(size);
        }

        @Override
        public String flops(double flops) {
          return Numbers.prefixed(flops) + "FLOPs";
        }
      };

  private final StudyReport report;
  private final ShapeComparison comparison;
  private final List<String> dimensions;

  private RecommendationSection(StudyReport report, ShapeComparison comparison) {
    this.report = report;
    this.comparison = comparison;
    dimensions = List.copyOf(comparison.recommendedRow().shape().sizes().keySet());
  }

  static Optional<Section> of(StudyReport report) {
    return report
        .comparison()
        .flatMap(outcome ->
            switch (outcome) {
              case ShapeChoice.Outcome.Compared(ShapeComparison comparison) ->
                  new RecommendationSection(report, comparison).section();
              case ShapeChoice.Outcome.Refused(String reason) ->
                  new Section.Builder("shape", "Which shape")
                      .text("No shape can be recommended for the budget: " + reason)
                      .build();
            });
  }

  private Optional<Section> section() {
    var section = new Section.Builder("shape", "Which shape");
    section.text(
        "Several rules turn laws into a shape. The table has what each of them recommends for %s, with the loss that the chosen law predicts for it. "
                .formatted(Words.budget(comparison.budget()))
            + "Recommended is the %s: %s."
                .formatted(
                    Words.rule(comparison.recommended()),
                    Words.withoutFullStop(comparison.reason())));
    section.bullets("Rules without an answer here:", comparison.absent());
    section.table(rules());
    section.bullets(
        "How sure the direct minimum is, and how much its sizes matter:",
        Certainty.of(comparison.optimum(), PAGE));
    section.figure(SizeFreedom.figure(comparison));
    report
        .recommendation()
        .ifPresent(r -> section.reasons("The paper’s rule, step by step", r.explanation()));
    return section.build();
  }

  private Table rules() {
    List<ShapeComparison.Row> rows = comparison.shown();
    String example = Words.example(report);
    var columns = new ArrayList<Stream<Table.Reader<ShapeComparison.Row>>>();
    columns.add(Table.text("Rule", "rule", r -> Words.rule(r.rule())));
    for (String dimension : dimensions) {
      columns.add(Table.size(Words.title(dimension), dimension, r -> r.shape().size(dimension)));
    }
    columns.add(Table.number("Predicted loss", "loss", 4, r -> Optional.of(r.loss().estimate())));
    columns.add(Table.number("Low", "loss_low", 4, r -> known(r.loss(), r.loss().low())));
    columns.add(Table.number("High", "loss_high", 4, r -> known(r.loss(), r.loss().high())));
    columns.add(Table.excess("Above the least", "excess_loss", ShapeComparison.Row::excess));
    if (!dimensions.contains(Measurements.PARAMETERS)) {
      columns.add(amount("Parameters", "parameters", r -> r.shape().parameters()));
    }
    columns.add(amount("FLOPs, one " + example, "forward_flops", r -> r.shape().forwardFlops()));
    columns.add(
        amount(Words.title(example) + "s in the budget", "examples", r -> r.shape().examples()));
    if (rows.stream().anyMatch(r -> !r.broken().isEmpty())) {
      columns.add(
          Table.text(
              "Breaks",
              "breaks",
              r -> Words.list(r.broken().stream().map(Object::toString).toList())));
    }
    Table table =
        Table.of(
            "rules",
            "Every rule’s answer",
            "Sizes that can be built. The loss is that of the chosen law, with the %s interval of the law; “above the least” compares with the best sizes before rounding."
                .formatted(Words.level(comparison.optimum().loss().level())),
            rows,
            columns.stream().flatMap(c -> c));
    return table.emphasising(rows.indexOf(comparison.recommendedRow()));
  }

  private interface Amount {
    OptionalDouble of(ShapeComparison.Row row);
  }

  private static Stream<Table.Reader<ShapeComparison.Row>> amount(
      String header, String key, Amount amount) {
    return Table.amount(header, key, amount::of);
  }

  private static Optional<Double> known(Interval interval, double end) {
    return Double.isFinite(interval.high()) ? Optional.of(end) : Optional.empty();
  }
}
