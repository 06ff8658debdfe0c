package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import shapelaw.law.Interval;
import shapelaw.recommend.HardwareChoice;
import shapelaw.recommend.HardwareRules;
import shapelaw.recommend.RoundingCandidate;
import shapelaw.recommend.RoundingPrices;
import shapelaw.report.figure.Axis;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.Marker;
import shapelaw.report.figure.Numbers;
import shapelaw.report.figure.Panel;
import shapelaw.report.figure.Point;
import shapelaw.report.figure.Series;
import shapelaw.report.figure.Span;
import shapelaw.report.figure.Tone;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadedShape;

/// Roundings near the recommended shape: their price in predicted loss, and where they were timed,
/// which of them the hardware likes.
final class HardwareSection {

  private static final double PERCENT = 100;

  private final RoundingPrices prices;
  private final String example;

  private HardwareSection(StudyReport report, RoundingPrices prices) {
    this.prices = prices;
    example = Words.example(report);
  }

  static Optional<Section> of(StudyReport report) {
    return report
        .roundings()
        .flatMap(roundings -> {
          var section = new HardwareSection(report, roundings.prices());
          return roundings.choice().map(section::timed).orElseGet(section::untimed);
        });
  }

  private Optional<Section> timed(HardwareChoice choice) {
    return builder()
        .text(
            "Sizes near the recommended ones train at different speeds. Each of these shapes was timed (%s); in the same time (%s) a faster one sees more %ss, and the law says what they are worth."
                .formatted(choice.conditions(), choice.time(), example))
        .reasons("What the hardware likes", choice.explanation())
        .bullets("What could be wrong with that choice:", choice.risks())
        .figure(Optional.of(figure(choice)))
        .table(table(choice))
        .build();
  }

  private Optional<Section> untimed() {
    var known = new ArrayList<>(HardwareRules.of(prices.reference().shape()));
    known.add(
        "Which of these shapes trains fastest depends on the device and was not measured (shapelaw recommend --measure-shapes, or --timings with a table made by shapelaw bench shapes).");
    return builder()
        .text(
            "Sizes near the recommended ones that can be built, with what they cost in predicted loss when all train with the same compute.")
        .bullets("What is known without measuring:", known)
        .table(table())
        .build();
  }

  private static Section.Builder builder() {
    return new Section.Builder("hardware", "What hardware likes");
  }

  private Figure figure(HardwareChoice choice) {
    HardwareChoice.Row liked = choice.liked();
    HardwareChoice.Row reference = choice.reference();
    var others =
        choice.rows().stream().filter(row -> !row.equals(liked) && !row.equals(reference)).toList();
    var series = new ArrayList<Series>();
    series.add(points("rounding", Tone.category(0), Marker.CIRCLE, others));
    if (choice.changesTheShape()) {
      series.add(
          points(
              referenceIsRecommended(choice) ? "recommended by the law" : "reference",
              Tone.MUTED,
              Marker.SQUARE,
              List.of(reference)));
    }
    series.add(points("liked by the hardware", Tone.ACCENT, Marker.STAR, List.of(liked)));
    return new Figure(
        "hardware",
        "Loss at equal time against speed",
        "Each point is a shape near the recommended one (width/depth/MLP size · heads). To the right it trains faster; below zero it reaches less predicted loss than the reference in the same time (%s)."
            .formatted(choice.time()),
        "Bars are %s intervals of the law’s bootstrap refits for the difference from the reference; timings add their own scatter (%s). Speeds: %s."
            .formatted(Words.level(liked.change().level()), scatter(choice), choice.conditions()),
        List.of(
            new Panel(
                "",
                Axis.linear("training " + example + "s a second"),
                Axis.linear("change of predicted loss at equal time (%)"),
                series.stream().filter(s -> !((Series.Points) s).points().isEmpty()).toList())));
  }

  /// One round of timing shows none.
  private static String scatter(HardwareChoice choice) {
    OptionalDouble most =
        choice.rows().stream().flatMapToDouble(row -> row.speed().spread().stream()).max();
    return most.isPresent()
        ? "up to " + Numbers.percent(most.getAsDouble())
        : "which was not measured";
  }

  private boolean referenceIsRecommended(HardwareChoice choice) {
    return prices.recommended().filter(choice.reference().candidate().shape()::equals).isPresent();
  }

  private static Series points(
      String name, Tone tone, Marker marker, List<HardwareChoice.Row> rows) {
    return new Series.Points(
        name, tone, marker, rows.stream().map(HardwareSection::point).toList());
  }

  private static Point point(HardwareChoice.Row row) {
    HeadedShape shape = row.candidate().shape();
    Interval change = row.change();
    double percent = PERCENT * change.estimate();
    Point point =
        Point.at(row.speed().imagesPerSecond(), percent)
            .withLabel(shape.shape().compact() + " · " + shape.heads())
            .withHover(
                "%s\nhead size %d\n%s a second, %s hours for the budget\npredicted loss %s at equal time"
                    .formatted(
                        Words.shape(shape.shape()),
                        shape.headSize(),
                        Numbers.significant(row.speed().imagesPerSecond(), 3),
                        Numbers.significant(row.hours(), 3),
                        Numbers.significant(row.loss().estimate(), 4)));
    return Double.isFinite(change.high()) && change.width() > 0
        ? point.withYSpan(
            new Span(
                Math.min(percent, PERCENT * change.low()),
                Math.max(percent, PERCENT * change.high())))
        : point;
  }

  private Table table(HardwareChoice choice) {
    List<HardwareChoice.Row> rows = choice.rows();
    Stream<Table.Reader<HardwareChoice.Row>> columns =
        Stream.of(
                this.<HardwareChoice.Row>sizes(row -> row.candidate().shape()),
                Table.<HardwareChoice.Row>number(
                    Words.title(example) + "s a second",
                    "images_per_second",
                    4,
                    row -> Optional.of(row.speed().imagesPerSecond())),
                Table.<HardwareChoice.Row>amount(
                    "Training FLOPs a second",
                    "training_flops_per_second",
                    row -> OptionalDouble.of(row.trainingFlopsPerSecond())),
                Table.<HardwareChoice.Row>number(
                    "Latency (ms)", "latency_ms", 3, HardwareSection::latency),
                Table.<HardwareChoice.Row>number(
                    "Hours for the budget", "hours", 3, row -> Optional.of(row.hours())),
                Table.<HardwareChoice.Row>number(
                    "Loss, equal compute",
                    "loss_equal_compute",
                    5,
                    row -> Optional.of(row.candidate().loss().estimate())),
                Table.<HardwareChoice.Row>number(
                    "Loss, equal time",
                    "loss_equal_time",
                    5,
                    row -> Optional.of(row.loss().estimate())),
                Table.<HardwareChoice.Row>number(
                    "Against the reference (%)",
                    "change_equal_time_percent",
                    3,
                    row -> Optional.of(PERCENT * row.change().estimate())))
            .flatMap(c -> c);
    return Table.of(
            "hardware",
            "Timed shapes",
            "Best first, by the loss that the law predicts when every shape trains for %s. Reference: %s. FLOPs a second count forward and backward passes."
                .formatted(choice.time(), choice.reference().candidate().shape()),
            rows,
            columns)
        .emphasising(0);
  }

  private static Optional<Double> latency(HardwareChoice.Row row) {
    return row.speed().latencySeconds().stream().mapToObj(seconds -> 1e3 * seconds).findFirst();
  }

  private Table table() {
    List<RoundingCandidate> candidates = prices.worthMeasuring();
    Table table =
        Table.of(
            "roundings",
            "Shapes near the recommended one",
            "Best first, by the loss that the law predicts at the same compute; “above the least” compares with the best sizes before rounding. Shapes that are both worse and less round than another are left out.",
            candidates,
            this.<RoundingCandidate>sizes(RoundingCandidate::shape),
            Table.<RoundingCandidate>number(
                "Loss, equal compute",
                "loss_equal_compute",
                5,
                c -> Optional.of(c.loss().estimate())),
            Table.<RoundingCandidate>excess(
                "Above the least", "excess_loss", RoundingCandidate::excess),
            Table.<RoundingCandidate>amount(
                "Parameters", "parameters", c -> c.priced().parameters()),
            Table.<RoundingCandidate>amount(
                "FLOPs, one " + example, "forward_flops", c -> c.priced().forwardFlops()));
    return table.emphasising(candidates.indexOf(prices.reference()));
  }

  private interface Headed<R> {
    HeadedShape of(R row);
  }

  private <R> Stream<Table.Reader<R>> sizes(Headed<R> shape) {
    List<Dimension> dimensions = prices.reference().shape().shape().dimensions();
    return Stream.concat(
        dimensions.stream()
            .flatMap(dimension ->
                Table.<R>count(
                    Words.title(dimension),
                    dimension.name(),
                    row -> (long) shape.of(row).shape().value(dimension))),
        Stream.concat(
            Table.<R>count("Heads", "heads", row -> (long) shape.of(row).heads()),
            Table.<R>count("Head size", "head_size", row -> (long) shape.of(row).headSize())));
  }
}
