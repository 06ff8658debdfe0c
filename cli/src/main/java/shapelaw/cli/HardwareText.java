package shapelaw.cli;

import static shapelaw.cost.Compute.FLOPS_PER_GFLOP;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import shapelaw.cost.ShapeSpeed;
import shapelaw.recommend.HardwareChoice;
import shapelaw.recommend.HardwareRules;
import shapelaw.recommend.RoundingCandidate;
import shapelaw.recommend.RoundingPrices;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadedShape;

/// What roundings near the recommended shape cost, and which of them hardware likes, as text for a
/// terminal.
final class HardwareText {

  private static final double MILLISECONDS = 1e3;
  private static final double HALF_A_DIGIT = 5e-6;

  /// Widths that are multiples of it have heads of usual size; small widths are rounded to less.
  private static final int ROUND = 32;

  private static final int LEAST_ROUND = 8;

  private final RoundingPrices prices;
  private final Optional<HardwareChoice> choice;
  private final Optional<String> note;
  private final List<Dimension> dimensions;

  HardwareText(HardwareSpeeds.Answer answer) {
    prices = answer.prices();
    choice = answer.choice();
    note = answer.note();
    dimensions = prices.reference().shape().shape().dimensions();
  }

  String text() {
    return "\nHardware: roundings near the recommended shape\n\n"
        + choice.map(this::timed).orElseGet(this::untimed);
  }

  private String timed(HardwareChoice timed) {
    List<String> header = header();
    header.addAll(
        List.of(
            "GFLOPs an example",
            "images/s",
            "training GFLOP/s",
            "latency ms",
            "hours",
            "loss, equal compute",
            "loss, equal time",
            "against reference"));
    var table = new Table(header.toArray(String[]::new));
    timed.rows().forEach(row -> row(table, timed, row));
    return table
        + "\n* liked: the least predicted loss in the same time (%s); = reference%s. Hours: for the budget's compute.\n"
            .formatted(timed.time(), referenceIsRecommended(timed) ? ", the recommended shape" : "")
        + "Speeds: %s. %s%n".formatted(timed.conditions(), timed.coverage())
        + "\nWhat your hardware likes\n"
        + timed.explanation().indented().indent(2)
        + lines("\nRisks of that choice\n", timed.risks());
  }

  private boolean referenceIsRecommended(HardwareChoice timed) {
    return prices.recommended().filter(timed.reference().candidate().shape()::equals).isPresent();
  }

  private void row(Table table, HardwareChoice timed, HardwareChoice.Row row) {
    RoundingCandidate candidate = row.candidate();
    ShapeSpeed speed = row.speed();
    String mark =
        (row.equals(timed.liked()) ? "*" : "") + (row.equals(timed.reference()) ? "=" : "");
    List<Object> cells = cells(mark, candidate.shape());
    cells.add("%.4g".formatted(candidate.priced().forwardFlops().orElseThrow() / FLOPS_PER_GFLOP));
    cells.add("%.4g".formatted(speed.imagesPerSecond()));
    cells.add("%.4g".formatted(row.trainingFlopsPerSecond() / FLOPS_PER_GFLOP));
    cells.add(
        speed.latencySeconds().isPresent()
            ? "%.3g".formatted(MILLISECONDS * speed.latencySeconds().getAsDouble())
            : "-");
    cells.add("%.4g".formatted(row.hours()));
    cells.add("%.5f".formatted(candidate.loss().estimate()));
    cells.add("%.5f".formatted(row.loss().estimate()));
    cells.add(row.equals(timed.reference()) ? "" : signed(row.change().estimate()));
    table.row(cells.toArray());
  }

  private String untimed() {
    List<String> header = header();
    header.addAll(List.of("GFLOPs an example", "parameters", "loss, equal compute", "above least"));
    var table = new Table(header.toArray(String[]::new));
    for (RoundingCandidate candidate : prices.worthMeasuring()) {
      String mark = candidate.equals(prices.reference()) ? "=" : "";
      List<Object> cells = cells(mark, candidate.shape());
      cells.add(
          candidate.priced().forwardFlops().isPresent()
              ? "%.4g".formatted(candidate.priced().forwardFlops().getAsDouble() / FLOPS_PER_GFLOP)
              : "unknown");
      cells.add(
          candidate.priced().parameters().isPresent()
              ? "%,.0f".formatted(candidate.priced().parameters().getAsDouble())
              : "unknown");
      cells.add("%.5f".formatted(candidate.loss().estimate()));
      cells.add(signed(candidate.excess()));
      table.row(cells.toArray());
    }
    var sentences = new ArrayList<String>();
    HardwareRules.of(prices.reference().shape()).forEach(sentences::add);
    sentences.add(
        "Which of them trains fastest depends on the device and was not measured%s. Maybe: --measure-shapes here, or there: shapelaw bench shapes --around STUDY --to timings.csv, and then --timings timings.csv."
            .formatted(
                note.map(reason -> " (" + reason.replaceFirst("\\.$", "") + ")").orElse("")));
    String reference =
        prices.recommended().isPresent()
            ? "the recommended shape"
            : "least predicted loss; the recommended shape's width cannot be split into usual heads. "
                + headsAdvice();
    return table + "\n= " + reference + ".\n" + lines("\n", sentences);
  }

  /// A width that was never varied stays as it is, so that its heads have to be said.
  private String headsAdvice() {
    return prices.search().range().span(Dimension.WIDTH.name()).isSingle()
        ? "Maybe say them: --heads N"
        : "Maybe round it to widths that can: --multiple width=%d"
            .formatted(prices.reference().shape().width() < ROUND ? LEAST_ROUND : ROUND);
  }

  private List<String> header() {
    var header = new ArrayList<String>(List.of(""));
    dimensions.forEach(dimension -> header.add(dimension.name()));
    header.add("heads");
    header.add("of size");
    return header;
  }

  private List<Object> cells(String mark, HeadedShape shape) {
    var cells = new ArrayList<Object>(List.of(mark));
    dimensions.forEach(dimension -> cells.add(shape.shape().value(dimension)));
    cells.add(shape.heads());
    cells.add(shape.headSize());
    return cells;
  }

  private static String signed(double share) {
    return Math.abs(share) < HALF_A_DIGIT ? "0.000 %" : "%+.3f %%".formatted(100 * share);
  }

  private static String lines(String title, List<String> sentences) {
    return sentences.isEmpty()
        ? ""
        : title + sentences.stream().map(s -> "  - " + s + "\n").collect(Collectors.joining());
  }
}
