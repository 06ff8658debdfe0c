package shapelaw.cli;

import static shapelaw.cost.Compute.FLOPS_PER_GFLOP;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import shapelaw.law.Interval;
import shapelaw.law.joint.Measurements;
import shapelaw.recommend.Certainty;
import shapelaw.recommend.HardwareRules;
import shapelaw.recommend.JointAnalysis;
import shapelaw.recommend.PricedShape;
import shapelaw.recommend.ScalingRule;
import shapelaw.recommend.ShapeComparison;
import shapelaw.recommend.SizeSteps;
import shapelaw.shape.HeadRule;

/// What every rule recommends for a budget, as text for a terminal.
final class ComparisonText {

  private static final double LARGE = 1e6;

  /// Rounding that costs more than this share of the loss deserves smaller multiples.
  private static final double COSTLY = 0.01;

  /// A size that rounding moves by less than this share costs nothing.
  private static final double MOVED = 0.02;

  private static final double HALF_A_DIGIT = 5e-5;
  private static final MathContext DIGITS = new MathContext(3);

  private static final Certainty.Style TERMINAL =
      new Certainty.Style() {
        @Override
        public String dimension(String name) {
          return name;
        }

        @Override
        public String size(double size) {
          return ComparisonText.size(size);
        }

        @Override
        public String flops(double flops) {
          return "%.3g FLOPs".formatted(flops);
        }
      };

  private final ShapeComparison comparison;
  private final JointAnalysis joint;
  private final Optional<HeadRule> heads;
  private final List<String> dimensions;

  /// @param joint where the law comes from
  /// @param heads of the study's models, if it says
  ComparisonText(ShapeComparison comparison, JointAnalysis joint, Optional<HeadRule> heads) {
    this.comparison = comparison;
    this.joint = joint;
    this.heads = heads;
    dimensions = List.copyOf(comparison.recommendedRow().shape().sizes().keySet());
  }

  /// The whole text.
  String text() {
    return "Recommended for %s%s:%n%n  %s%n%n".formatted(comparison.budget(), bounded(), shape())
        + table()
        + comparison.absent().stream().map(line -> "- " + line + "\n").collect(Collectors.joining())
        + "\nWhy\n"
        + lines(why())
        + "\nHow sure (of the direct minimum)\n"
        + lines(certainty())
        + (risks().isEmpty() ? "\nNo risk was found.\n" : "\nRisks\n" + lines(risks()));
  }

  /// Whether the search, not the law, decides.
  private String bounded() {
    Set<String> ended = comparison.optimum().ended();
    return ended.isEmpty() || comparison.recommended() != ScalingRule.DIRECT_MINIMUM
        ? ""
        : " (bounded by the search in %s, see below)".formatted(String.join(", ", ended));
  }

  private static String lines(List<String> sentences) {
    return sentences.stream().map(s -> "  - " + s + "\n").collect(Collectors.joining());
  }

  /// Those of the law, and what hardware is known to dislike about the heads.
  private List<String> risks() {
    var risks = new ArrayList<>(comparison.risks());
    headSize().flatMap(HardwareRules::headSize).ifPresent(risks::add);
    return risks;
  }

  private Optional<Integer> headSize() {
    Double width = comparison.recommendedRow().shape().sizes().get("width");
    return width == null
        ? Optional.empty()
        : heads
            .filter(rule -> rule.serves((int) Math.round(width)))
            .map(rule -> (int) Math.round(width) / rule.heads((int) Math.round(width)));
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
    if (!dimensions.contains(Measurements.PARAMETERS)) {
      header.add("parameters");
    }
    header.addAll(
        List.of(
            "GFLOPs an example",
            "examples",
            "predicted loss",
            interval(comparison.optimum().loss()),
            "above least"));
    var table = new Table(header.toArray(String[]::new));
    comparison.shown().forEach(row -> row(table, row));
    return table;
  }

  private void row(Table table, ShapeComparison.Row row) {
    PricedShape shape = row.shape();
    var cells = new ArrayList<Object>();
    cells.add((row.rule() == comparison.recommended() ? "* " : "  ") + row.rule().label());
    dimensions.forEach(dimension -> cells.add(size(shape.size(dimension))));
    if (!dimensions.contains(Measurements.PARAMETERS)) {
      cells.add(known(shape.parameters(), 1, "%,.0f"));
    }
    cells.add(known(shape.forwardFlops(), FLOPS_PER_GFLOP, "%.4g"));
    cells.add(Double.isInfinite(shape.trainingFlops()) ? "∞" : known(shape.examples(), 1, "%.3g"));
    cells.add("%.4f".formatted(row.loss().estimate()));
    cells.add(
        isKnown(row.loss())
            ? "[%.4f, %.4f]".formatted(row.loss().low(), row.loss().high())
            : "unknown");
    cells.add(excess(row));
    table.row(cells.toArray());
  }

  /// A shape that was not allowed to the search is not to be measured by its best.
  private static String excess(ShapeComparison.Row row) {
    return row.broken().isEmpty() ? percent(row.excess()) : "breaks a limit";
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

  private List<String> why() {
    var why = new ArrayList<String>();
    why.add(
        "The %s is recommended: %s."
            .formatted(
                comparison.recommended().label(), comparison.reason().replaceFirst("\\.$", "")));
    why.add(law());
    comparison.row(ScalingRule.DIRECT_MINIMUM).ifPresent(row -> why.add(rounding(row)));
    return why;
  }

  private String law() {
    String name = joint.fit().map(fit -> fit.law().form().name()).orElse("none");
    OptionalDouble error = joint.heldOutError();
    if (error.isEmpty()) {
      return "The %s law could not be checked on runs that it has not seen.".formatted(name);
    }
    String others =
        joint.choice().candidates().stream()
            .filter(c -> !c.form().name().equals(name) && c.score().isPresent())
            .map(c -> "%s %.2f %%".formatted(c.form().name(), 100 * c.score().getAsDouble()))
            .collect(Collectors.joining(", "));
    boolean best = joint.choice().best().filter(c -> c.form().name().equals(name)).isPresent();
    return "%s: error %.2f %%%s."
        .formatted(
            chosenBecause(name, best),
            100 * error.getAsDouble(),
            others.isEmpty() ? "" : " (" + others + ")");
  }

  private String chosenBecause(String name, boolean best) {
    if (!best) {
      return joint.askedFor()
          ? "The %s law was asked for".formatted(name)
          : "Of the laws that see every dimension, %s predicts best what was held out"
              .formatted(name);
    }
    return joint.choice().isTie()
        ? "No law predicts clearly better what was held out than %s, which fits all runs best for its parameters"
            .formatted(name)
        : "Of all laws, %s predicts best what was held out".formatted(name);
  }

  private String rounding(ShapeComparison.Row row) {
    String best =
        row.unrounded().entrySet().stream()
            .map(e -> e.getKey() + " " + size(e.getValue()))
            .collect(Collectors.joining(", "));
    String multiples =
        dimensions.stream()
            .filter(k -> comparison.steps().multiples().getOrDefault(k, 1) > 1)
            .map(k -> k + " to " + comparison.steps().multiples().get(k) + "s")
            .collect(Collectors.joining(", "));
    String text =
        "Rounding%s costs the direct minimum %s of predicted loss; before it was %s."
            .formatted(
                multiples.isEmpty() ? "" : " (" + multiples + ")", percent(row.excess()), best);
    return row.excess() > COSTLY ? text + coarse(row) : text;
  }

  /// Which multiples may be what rounding costs, and whether anything can be done.
  private String coarse(ShapeComparison.Row row) {
    SizeSteps steps = comparison.steps();
    Optional<String> smaller = steps.smaller(k -> isMoved(row, k));
    return smaller
        .map(flags -> " Maybe allow smaller multiples: " + flags)
        .or(() ->
            isMoved(row, "width")
                ? steps.headsDecide().map(decide -> " The " + decide + ".")
                : Optional.empty())
        .orElse("");
  }

  private static boolean isMoved(ShapeComparison.Row row, String dimension) {
    Double before = row.unrounded().get(dimension);
    Double after = row.shape().sizes().get(dimension);
    return before != null && after != null && Math.abs(Math.log(after / before)) > MOVED;
  }

  /// Without a sign where rounding leaves nothing else.
  private static String percent(double share) {
    return "%.2f %%".formatted(Math.abs(share) < HALF_A_DIGIT ? 0 : 100 * share);
  }

  private List<String> certainty() {
    var sentences = new ArrayList<>(Certainty.of(comparison.optimum(), TERMINAL));
    joint
        .fit()
        .ifPresent(fit ->
            sentences.add(
                "Intervals take the %s law for true: they do not cover that another law may be."
                    .formatted(fit.law().form().name())));
    return sentences;
  }

  /// Three digits or all of the whole part, without zeros at the end.
  private static String size(double size) {
    if (size >= LARGE) {
      return "%.3g".formatted(size);
    }
    return size >= 100
        ? "%.0f".formatted(size)
        : new BigDecimal(size).round(DIGITS).stripTrailingZeros().toPlainString();
  }
}
