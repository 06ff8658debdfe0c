package shapelaw.cli;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import shapelaw.shape.Dimension;
import shapelaw.simulation.Repetition;
import shapelaw.simulation.ShapeRule;
import shapelaw.simulation.SimulatedStudies;
import shapelaw.simulation.SimulatedStudies.Cell;

/// The document of the simulated studies, as Markdown.
///
/// @param cells what came out
/// @param repetitions of each truth and noise
/// @param seed of the noise
@SuppressWarnings("InlineFormatString") // a page of text reads better by itself
record SimulatedStudiesText(List<Cell> cells, int repetitions, long seed) {

  /// The whole document.
  String markdown() {
    return introduction()
        + rules()
        + excess()
        + summary()
        + "\n## Which law was chosen\n\nHow many studies chose which law.\n\n"
        + chosen()
        + aboutCoverage()
        + coverage(cells.stream().filter(cell -> cell.noise() > 0).toList(), Repetition::held)
        + aboutKnownLaw()
        + coverage(
            cells.stream()
                .filter(cell -> cell.noise() > 0)
                .filter(cell -> !cell.coverage(Repetition::heldByTrueLaw).isEmpty())
                .toList(),
            Repetition::heldByTrueLaw);
  }

  private String introduction() {
    return """
    # Simulated studies: what each rule gives away

    Made by `shapelaw bench studies --repetitions %d --seed %d`; do not edit by hand.

    The paper's star (18 shapes and the centre 1968/40/6144, each for 64 M, 128 M and 256 M images) and grid (64 shapes, each
    for 150 M, 300 M and 600 M images) are "trained" under a truth that is known: 249 losses between 0.18 and 0.74,
    each times log-normal noise of its own. Each such study is analysed as any other, a shape is recommended
    for more compute, and the truth tells its loss. Costs are the exact FLOPs of the ViT at 224 px, patch 14. Sizes are
    compared before rounding, which costs all rules alike.

    Budgets are multiples of the **grid's largest compute** (1.84e10 forward GFLOPs). The centre's longest run is 11.7 times
    that, so that 10x, 100x, 1000x and 10000x are 0.86, 8.6, 86 and 857 times the most compute that was measured at all.

    ## The truths

    All have their best shape at 608/10/928 for 300 M images, the paper's start shape, and single dimensions that scale as in the
    paper, s = 0.22, 0.45, 0.60 (`shapelaw.simulation.Truths`).

    - **structural law**: sum of alpha x^-a over the dimensions + B n^-0.4 + 0.12, n = t / F(x).
    - **Eq. 3** of the paper with c = 0.65. Taken at its word its best shape grows as t^s in **every** dimension at once, so
      that FLOPs an image grow faster than compute: at 1000x the best shape is 3768/415/133467. The paper tempers that by s/3,
      which is no consequence of Eq. 3; its rule must lose here. The tool searches sizes up to ten times the measured ones, and
      what it loses without noise is what lies beyond.
    - **neither**: (sum of (alpha x^-a)^2 + D(n)^2)^(1/2) + 0.12, a smooth maximum in which the tightest bottleneck hides
      the others, with a data term D whose exponent falls from 0.5 to 0.3 around 300 M images. No law that is fitted has this
      form (`shapelaw.run.SimulatedTruth.Bottleneck`).
    """
        .formatted(repetitions, seed);
  }

  private String rules() {
    return """

    ## Excess loss

    Loss of the recommended shape over the least possible one at that budget, in %%: median (90th percentile) of %d
    studies; without noise one says all.

    - paper's rule: star exponents scale the grid's start shape by tau^(s/3);
    - tool's choice: what `shapelaw recommend` says, the direct minimum of the joint law that held-out runs choose;
    - structural law, Eq. 3 joint fit: the direct minimum of that law, right or wrong.

    """
        .formatted(repetitions);
  }

  private String aboutCoverage() {
    return """

    ## Coverage of the 95 %% intervals

    Share of the intervals that held the truth, in %%, of the tool's chosen law: the noiseless loss at the star's centre and at
    the true best shape of each budget, the best size of each dimension at 10x, and all exponents together, counted where
    the chosen law is the true one. With %d studies a share of 95 %% is known to +- %.1f.

    """
        .formatted(repetitions, 100 * Math.sqrt(0.95 * 0.05 / repetitions));
  }

  private static String aboutKnownLaw() {
    return """

    The same with the intervals of the true law, as if it were known: what is missing above comes from the choice.

    """;
  }

  private String excess() {
    var text = new StringBuilder();
    List<String> header = new ArrayList<>(List.of("truth", "noise", "compute"));
    for (ShapeRule rule : ShapeRule.values()) {
      header.add(rule.label());
    }
    text.append(header(header));
    for (Cell cell : cells) {
      for (int b = 0; b < SimulatedStudies.BUDGETS.size(); b++) {
        var row = new ArrayList<String>();
        row.add(cell.truth());
        row.add(percent(cell.noise()));
        row.add(SimulatedStudies.BUDGETS.get(b) + "x");
        for (ShapeRule rule : ShapeRule.values()) {
          row.add(excess(cell, rule, b));
        }
        text.append(row(row));
      }
    }
    return text.toString();
  }

  private static String excess(Cell cell, ShapeRule rule, int budget) {
    String median = number(100 * cell.excess(rule, budget, 0.5));
    return cell.repetitions().size() == 1
        ? median
        : median + " (" + number(100 * cell.excess(rule, budget, 0.9)) + ")";
  }

  /// Two digits, never finer than 0.001; a search ends within rounding of the optimum.
  private static String number(double percent) {
    if (Double.isInfinite(percent)) {
      return "none";
    }
    double value = Math.max(0, percent);
    String format = value >= 10 ? "%.0f" : value >= 1 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }

  /// What the table says, in words.
  private String summary() {
    return "\nOver all rows the median of the paper's rule is between %s and %s %%, that of the tool's choice between %s and %s %%.\n"
        .formatted(
            number(100 * extreme(ShapeRule.PAPER, true)),
            number(100 * extreme(ShapeRule.PAPER, false)),
            number(100 * extreme(ShapeRule.TOOL, true)),
            number(100 * extreme(ShapeRule.TOOL, false)));
  }

  private double extreme(ShapeRule rule, boolean least) {
    var medians = new TreeSet<Double>();
    for (Cell cell : cells) {
      for (int b = 0; b < SimulatedStudies.BUDGETS.size(); b++) {
        medians.add(cell.excess(rule, b, 0.5));
      }
    }
    return least ? medians.first() : medians.last();
  }

  private String chosen() {
    var text = new StringBuilder(header(List.of("truth", "noise", "chosen")));
    for (Cell cell : cells) {
      String counts =
          cell.chosen().entrySet().stream()
              .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
              .map(entry -> entry.getKey() + " " + entry.getValue())
              .collect(Collectors.joining(", "));
      text.append(row(List.of(cell.truth(), percent(cell.noise()), counts)));
    }
    return text.toString();
  }

  private static String coverage(
      List<Cell> cells, Function<Repetition, Map<String, Boolean>> intervals) {
    var quantities = new ArrayList<String>(List.of(Repetition.LOSS_AT_CENTRE));
    SimulatedStudies.BUDGETS.forEach(budget -> quantities.add(Repetition.lossAt(budget)));
    for (Dimension d : List.of(Dimension.WIDTH, Dimension.DEPTH, Dimension.MLP_DIM)) {
      quantities.add(Repetition.bestSize(d));
    }
    var header = new ArrayList<>(List.of("truth", "noise"));
    header.addAll(quantities);
    header.add("exponents");
    var text = new StringBuilder(header(header));
    for (Cell cell : cells) {
      Map<String, Double> coverage = cell.coverage(intervals);
      var row = new ArrayList<>(List.of(cell.truth(), percent(cell.noise())));
      quantities.forEach(quantity -> row.add(share(coverage.getOrDefault(quantity, Double.NaN))));
      row.add(
          share(
              coverage.entrySet().stream()
                  .filter(entry -> !quantities.contains(entry.getKey()))
                  .mapToDouble(Map.Entry::getValue)
                  .average()
                  .orElse(Double.NaN)));
      text.append(row(row));
    }
    return text.toString();
  }

  private static String share(double coverage) {
    return Double.isNaN(coverage) ? "-" : String.format(Locale.ROOT, "%.0f", 100 * coverage);
  }

  /// For example `0.3 %`.
  static String percent(double fraction) {
    return new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT))
            .format(100 * fraction)
        + " %";
  }

  private static String header(List<String> cells) {
    return row(cells) + "|" + "---|".repeat(cells.size()) + "\n";
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
