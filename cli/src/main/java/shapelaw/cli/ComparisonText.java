package shapelaw.cli;

import static shapelaw.cost.Compute.FLOPS_PER_GFLOP;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import shapelaw.law.Interval;
import shapelaw.law.joint.LawChoice;
import shapelaw.recommend.Analysis;
import shapelaw.recommend.Optimum;
import shapelaw.recommend.PricedShape;
import shapelaw.recommend.ScalingRule;
import shapelaw.recommend.ShapeComparison;
import shapelaw.recommend.SizeRange;
import shapelaw.shape.HeadRule;

/// What every rule recommends for a budget, as text for a terminal.
final class ComparisonText {

  private static final double LARGE = 1e6;

  private final ShapeComparison comparison;
  private final Optional<HeadRule> heads;
  private final List<String> dimensions;

  /// @param heads of the study's models, if it says
  ComparisonText(ShapeComparison comparison, Optional<HeadRule> heads) {
    this.comparison = comparison;
    this.heads = heads;
    dimensions = List.copyOf(comparison.recommendedRow().shape().sizes().keySet());
  }

  /// The whole text.
  String text(Analysis analysis) {
    return "Recommended for %s:%n%n  %s%n%n".formatted(comparison.budget(), shape())
        + table()
        + comparison.absent().stream().map(line -> "- " + line + "\n").collect(Collectors.joining())
        + "\nWhy\n"
        + lines(why(analysis))
        + "\nHow sure\n"
        + lines(certainty())
        + (comparison.risks().isEmpty()
            ? "\nNo risk was found.\n"
            : "\nRisks\n" + lines(comparison.risks()));
  }

  private static String lines(List<String> sentences) {
    return sentences.stream().map(s -> "  - " + s + "\n").collect(Collectors.joining());
  }

  private String shape() {
    Map<String, Double> sizes = comparison.recommendedRow().shape().sizes();
    String text =
        sizes.entrySet().stream()
            .map(e -> e.getKey() + " " + size(e.getValue()))
            .collect(Collectors.joining(", "));
    Double width = sizes.get("width");
    return heads.isPresent() && width != null
        ? text + ", heads " + heads.get().heads((int) Math.round(width))
        : text;
  }

  private Table table() {
    var header = new ArrayList<String>();
    header.add("rule (* recommended)");
    header.addAll(dimensions);
    header.addAll(
        List.of(
            "parameters",
            "GFLOPs an image",
            "images",
            "predicted loss",
            interval(comparison.optimum().loss()),
            "above least"));
    var table = new Table(header.toArray(String[]::new));
    comparison.rows().forEach(row -> row(table, row));
    return table;
  }

  private void row(Table table, ShapeComparison.Row row) {
    PricedShape shape = row.shape();
    var cells = new ArrayList<Object>();
    cells.add((row.rule() == comparison.recommended() ? "* " : "  ") + row.rule().label());
    dimensions.forEach(dimension -> cells.add(size(shape.size(dimension))));
    cells.add(known(shape.parameters(), 1, "%,.0f"));
    cells.add(known(shape.forwardFlops(), FLOPS_PER_GFLOP, "%.4g"));
    cells.add(Double.isInfinite(shape.trainingFlops()) ? "∞" : known(shape.examples(), 1, "%.3g"));
    cells.add("%.4f".formatted(row.loss().estimate()));
    cells.add(
        isKnown(row.loss())
            ? "[%.4f, %.4f]".formatted(row.loss().low(), row.loss().high())
            : "unknown");
    cells.add(
        "%.2f %%".formatted(100 * row.excess())
            + (row.broken().isEmpty() ? "" : " (breaks a limit)"));
    table.row(cells.toArray());
  }

  private static String known(OptionalDouble value, double unit, String format) {
    return value.isPresent() ? format.formatted(value.getAsDouble() / unit) : "unknown";
  }

  private static boolean isKnown(Interval interval) {
    return !Double.isInfinite(interval.high());
  }

  private static String interval(Interval interval) {
    return "%.0f %% interval".formatted(100 * interval.level());
  }

  private List<String> why(Analysis analysis) {
    var why = new ArrayList<String>();
    why.add(
        "The %s is recommended: %s."
            .formatted(
                comparison.recommended().label(), comparison.reason().replaceFirst("\\.$", "")));
    analysis.joint().choice().best().ifPresent(best -> why.add(chosen(best, analysis)));
    comparison
        .row(ScalingRule.DIRECT_MINIMUM)
        .ifPresent(row ->
            why.add(
                "Sizes that can be built cost the direct minimum %.2f %% of predicted loss (%s before rounding)."
                    .formatted(
                        100 * row.excess(),
                        row.unrounded().values().stream()
                            .map(ComparisonText::size)
                            .collect(Collectors.joining("/")))));
    return why;
  }

  private static String chosen(LawChoice.Candidate best, Analysis analysis) {
    String others =
        analysis.joint().choice().candidates().stream()
            .filter(c -> c != best && c.score().isPresent())
            .map(c -> "%s %.2f %%".formatted(c.form().name(), 100 * c.score().getAsDouble()))
            .collect(Collectors.joining(", "));
    return "The %s law predicts runs that were held out best: error %.2f %%%s."
        .formatted(
            best.form().name(),
            100 * best.score().orElse(Double.NaN),
            others.isEmpty() ? "" : " (" + others + ")");
  }

  private List<String> certainty() {
    Optimum optimum = comparison.optimum();
    var sentences = new ArrayList<String>();
    optimum
        .sizes()
        .forEach((dimension, size) -> {
          SizeRange.Span flat = optimum.flat().get(dimension);
          if (flat == null || flat.isSingle()) {
            sentences.add(
                "%s stays at %s: it was never varied.".formatted(dimension, size(size.estimate())));
          } else {
            sentences.add(certainty(dimension, size, flat));
          }
        });
    if (Double.isFinite(optimum.totalFlops().high()) && optimum.totalFlops().width() > 0) {
      sentences.add(
          "Reaching the loss takes %.3g FLOPs in all (training counted 3 x forward), between %.3g and %.3g at %.0f %%."
              .formatted(
                  optimum.totalFlops().estimate(),
                  optimum.totalFlops().low(),
                  optimum.totalFlops().high(),
                  100 * optimum.totalFlops().level()));
    }
    return sentences;
  }

  private static String certainty(String dimension, Interval size, SizeRange.Span flat) {
    String best =
        isKnown(size)
            ? "%s: best %s, between %s and %s at %.0f %%"
                .formatted(
                    dimension,
                    size(size.estimate()),
                    size(size.low()),
                    size(size.high()),
                    100 * size.level())
            : "%s: best %s".formatted(dimension, size(size.estimate()));
    return best
        + "; every %s from %s to %s (other sizes chosen anew) comes within %.0f %% of the least loss."
            .formatted(dimension, size(flat.least()), size(flat.greatest()), 100 * Optimum.FLAT);
  }

  /// Whole numbers as such, small fractions in three digits.
  private static String size(double size) {
    if (size == Math.rint(size) && size < LARGE || size >= 100 && size < LARGE) {
      return "%.0f".formatted(size);
    }
    return "%.3g".formatted(size);
  }
}
