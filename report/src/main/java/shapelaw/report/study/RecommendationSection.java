package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import shapelaw.law.Interval;
import shapelaw.law.joint.Measurements;
import shapelaw.recommend.Budget;
import shapelaw.recommend.Optimum;
import shapelaw.recommend.ShapeChoice;
import shapelaw.recommend.ShapeComparison;
import shapelaw.recommend.SizeRange;
import shapelaw.report.figure.Numbers;

/// What every rule recommends for the budget, side by side, and how much freedom there is.
final class RecommendationSection {

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
    section.bullets("Rules that cannot answer here:", comparison.absent());
    section.table(rules());
    section.bullets("How much the sizes matter:", freedom());
    section.figure(SizeFreedom.figure(comparison));
    report
        .recommendation()
        .ifPresent(r -> section.reasons("The paper’s rule, step by step", r.explanation()));
    return section.build();
  }

  private Table rules() {
    List<ShapeComparison.Row> rows = comparison.rows();
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

  private List<String> freedom() {
    Optimum optimum = comparison.optimum();
    var sentences = new ArrayList<String>();
    optimum
        .sizes()
        .forEach((dimension, size) -> {
          SizeRange.Span flat = optimum.flat().get(dimension);
          sentences.add(
              flat == null || flat.isSingle()
                  ? "%s stays at %s: it was never varied."
                      .formatted(Words.title(dimension), Words.size(size.estimate()))
                  : freedom(dimension, size, flat));
        });
    if (comparison.budget() instanceof Budget.TargetLoss) {
      Interval total = optimum.totalFlops();
      sentences.add(
          "Reaching the loss takes %sFLOPs in all (training counted 3 × forward), %s: %s to %s."
              .formatted(
                  Numbers.prefixed(total.estimate()),
                  Words.level(total.level()),
                  Numbers.prefixed(total.low()),
                  Numbers.prefixed(total.high())));
    }
    return sentences;
  }

  private static String freedom(String dimension, Interval size, SizeRange.Span flat) {
    String sure =
        Double.isFinite(size.high())
            ? " (%s: %s to %s)"
                .formatted(
                    Words.level(size.level()), Words.size(size.low()), Words.size(size.high()))
            : "";
    boolean alone = dimension.equals(Measurements.PARAMETERS);
    return "%s: the best is %s%s; every size from %s to %s%s comes within %s of the least loss%s."
        .formatted(
            Words.title(dimension),
            Words.size(size.estimate()),
            sure,
            Words.size(flat.least()),
            Words.size(flat.greatest()),
            alone ? "" : ", the others chosen anew,",
            Words.level(Optimum.FLAT),
            flat.greatest() > SizeFreedom.FLAT_FACTOR * flat.least()
                ? ": the optimum is flat, so choose by what hardware likes"
                : "");
  }
}
