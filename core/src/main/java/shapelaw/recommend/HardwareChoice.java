package shapelaw.recommend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shapelaw.cost.Compute;
import shapelaw.cost.ShapeSpeed;
import shapelaw.cost.ShapeSpeeds;
import shapelaw.law.Interval;
import shapelaw.shape.HeadedShape;
import shapelaw.shape.Shape;

/// Which of the shapes near the best one a device likes: measured throughput decides how many
/// examples each sees in the same hours, and the law what they are worth.
///
/// ```text
/// T = n(x_0, t) / v(x_0),   n(x, t) = t / F(x),   loss at equal time = L(x, v(x) T F(x), v(x) T)
/// ```
///
/// x_0 is the reference, v the measured examples a second. A budget that is a time is T itself.
///
/// @param prices of all candidates, timed or not
/// @param conditions under which speeds were measured
/// @param hours T
/// @param reference what the others are compared with: the recommended shape if it was timed, else
///   the timed one of the least predicted loss at equal compute
/// @param rows the timed candidates by ascending loss at equal time
/// @param unused timed shapes that are no candidates
public record HardwareChoice(
    RoundingPrices prices,
    String conditions,
    double hours,
    Row reference,
    List<Row> rows,
    List<HeadedShape> unused) {

  private static final double SECONDS_PER_HOUR = Duration.ofHours(1).toSeconds();
  private static final double MINUTES_PER_HOUR = 60;
  private static final double PERCENT = 100;

  /// Timings that scatter by more than this deserve a word.
  private static final double ROUGH_TIMING = 0.05;

  public HardwareChoice {
    rows = List.copyOf(rows);
    unused = List.copyOf(unused);
  }

  /// A timed candidate.
  ///
  /// @param candidate with its loss at equal compute
  /// @param speed as measured
  /// @param hours that its training takes at the budget's compute
  /// @param atEqualTime its training in the hours of the comparison
  /// @param loss that the law predicts for that
  /// @param change of that loss against the reference's, − 1; below 0 is better. The interval is of
  ///   the law's replicates
  /// @param changeIfSpeedsErr the same if this speed was measured too high, and the reference's too
  ///   low, by their spreads
  public record Row(
      RoundingCandidate candidate,
      ShapeSpeed speed,
      double hours,
      PricedShape atEqualTime,
      Interval loss,
      Interval change,
      double changeIfSpeedsErr) {

    /// FLOPs of forward and backward passes a second.
    public double trainingFlopsPerSecond() {
      return speed.imagesPerSecond()
          * candidate.priced().forwardFlops().orElseThrow()
          * Compute.FORWARDS_PER_TRAINING_STEP;
    }
  }

  /// What came of it.
  public sealed interface Outcome {
    /// There are timed candidates.
    record Compared(HardwareChoice choice) implements Outcome {}

    /// There are none.
    ///
    /// @param reason one sentence or two
    record Refused(String reason) implements Outcome {}
  }

  /// Puts speeds beside prices. Shapes that are no candidates are left out, and so are candidates
  /// without a speed: nothing is guessed.
  public static Outcome of(RoundingPrices prices, ShapeSpeeds speeds) {
    if (prices.candidates().getFirst().priced().forwardFlops().isEmpty()) {
      return new Outcome.Refused(
          "hours of training need the FLOPs of a shape, which are not known here.");
    }
    List<RoundingCandidate> timed =
        prices.candidates().stream().filter(c -> speeds.of(c.shape()).isPresent()).toList();
    if (timed.isEmpty()) {
      return new Outcome.Refused(
          "timings must be of shapes near the recommended one but none of %d is: %s. Maybe time %s."
              .formatted(
                  speeds.speeds().size(),
                  whyUnused(prices, speeds.speeds().stream().map(ShapeSpeed::shape).toList()),
                  prices.reference().shape()));
    }
    return new Outcome.Compared(new EqualTime(prices, speeds, timed).choice());
  }

  /// The arithmetic of equal time.
  private static final class EqualTime {
    private final RoundingPrices prices;
    private final ShapeSpeeds speeds;
    private final List<RoundingCandidate> timed;
    private final RoundingCandidate reference;
    private final double seconds;

    EqualTime(RoundingPrices prices, ShapeSpeeds speeds, List<RoundingCandidate> timed) {
      this.prices = prices;
      this.speeds = speeds;
      this.timed = timed;
      reference = timed.contains(prices.reference()) ? prices.reference() : timed.getFirst();
      seconds =
          prices.budget() instanceof Budget.TrainingTime(Duration time, var _)
              ? time.toMillis() / 1e3
              : secondsOfBudget(reference);
    }

    private ShapeSpeed speed(RoundingCandidate candidate) {
      return speeds.of(candidate.shape()).orElseThrow();
    }

    private double secondsOfBudget(RoundingCandidate candidate) {
      return candidate.priced().examples().orElseThrow() / speed(candidate).imagesPerSecond();
    }

    HardwareChoice choice() {
      List<Row> rows =
          timed.stream()
              .map(this::row)
              .sorted(Comparator.comparingDouble(row -> row.loss().estimate()))
              .toList();
      Row of =
          rows.stream().filter(row -> row.candidate().equals(reference)).findFirst().orElseThrow();
      List<HeadedShape> unused =
          speeds.speeds().stream()
              .map(ShapeSpeed::shape)
              .filter(shape -> timed.stream().noneMatch(c -> c.shape().equals(shape)))
              .toList();
      return new HardwareChoice(
          prices, speeds.conditions(), seconds / SECONDS_PER_HOUR, of, rows, unused);
    }

    private Row row(RoundingCandidate candidate) {
      PricedShape trained = trained(candidate, 1);
      Interval change =
          RoundingPrices.change(prices.search().fit(), trained, trained(reference, 1));
      double low = 1 - speed(candidate).spread().orElse(0);
      double high = 1 + speed(reference).spread().orElse(0);
      boolean same = candidate.equals(reference);
      double ifSpeedsErr =
          same || low <= 0 ? 0 : loss(trained(candidate, low)) / loss(trained(reference, high)) - 1;
      return new Row(
          candidate,
          speed(candidate),
          secondsOfBudget(candidate) / SECONDS_PER_HOUR,
          trained,
          prices.search().loss(trained),
          change,
          ifSpeedsErr);
    }

    private double loss(PricedShape shape) {
      return prices.search().fit().law().loss(shape::variable);
    }

    /// What a shape sees in the time at a multiple of its measured speed.
    private PricedShape trained(RoundingCandidate candidate, double factor) {
      PricedShape priced = candidate.priced();
      double examples = factor * seconds * speed(candidate).imagesPerSecond();
      return new PricedShape(
          priced.sizes(),
          examples * priced.forwardFlops().orElseThrow(),
          priced.forwardFlops(),
          priced.parameters());
    }
  }

  /// The shape that the hardware likes: the least predicted loss in the same time.
  public Row liked() {
    return rows.getFirst();
  }

  /// True if the liked shape is another one than the reference.
  public boolean changesTheShape() {
    return !liked().candidate().shape().equals(reference.candidate().shape());
  }

  /// True if the liked shape wins by more than the law's replicates and the timings' spreads leave
  /// open.
  public boolean isClear() {
    return changesTheShape() && liked().change().high() < 0 && liked().changeIfSpeedsErr() < 0;
  }

  /// How many of the timed shapes are compared, and why the others are not, in a sentence.
  public String coverage() {
    int timed = rows.size() + unused.size();
    if (unused.isEmpty()) {
      return timed == 1
          ? "The one timed shape is compared."
          : "All %,d timed shapes are compared.".formatted(timed);
    }
    return "Of %,d timed shapes %,d %s compared, %,d %s not: %s."
        .formatted(
            timed,
            rows.size(),
            rows.size() == 1 ? "is" : "are",
            unused.size(),
            unused.size() == 1 ? "is" : "are",
            whyUnused(prices, unused));
  }

  /// Sizes of a candidate with other heads are another matter than sizes that are no candidate's.
  private static String whyUnused(RoundingPrices prices, List<HeadedShape> unused) {
    Set<Shape> near =
        prices.candidates().stream().map(c -> c.shape().shape()).collect(Collectors.toSet());
    List<HeadedShape> elsewhere =
        unused.stream().filter(shape -> !near.contains(shape.shape())).toList();
    List<HeadedShape> otherHeads =
        unused.stream().filter(shape -> near.contains(shape.shape())).toList();
    return Stream.of(
            counted(elsewhere, "no rounding near the recommended shape"),
            counted(otherHeads, "such a rounding, but with other heads than those looked at"))
        .flatMap(Optional::stream)
        .collect(Collectors.joining("; "));
  }

  private static Optional<String> counted(List<HeadedShape> shapes, String what) {
    return shapes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%,d %s %s (%s%s)"
                .formatted(
                    shapes.size(),
                    shapes.size() == 1 ? "is" : "are",
                    what,
                    shapes.getFirst(),
                    shapes.size() == 1 ? "" : " …"));
  }

  /// Candidates that were not timed.
  public List<HeadedShape> untimed() {
    return prices.candidates().stream()
        .map(RoundingCandidate::shape)
        .filter(shape -> rows.stream().noneMatch(row -> row.candidate().shape().equals(shape)))
        .toList();
  }

  /// The choice as a tree of numbers and sentences.
  public Explanation explanation() {
    Row liked = liked();
    var parts = new ArrayList<Explanation>();
    if (changesTheShape()) {
      parts.add(throughput(liked));
      parts.add(
          Explanation.of(
              liked.candidate().excess(),
              "at equal compute its predicted loss is %s, %s than the reference's"
                  .formatted(
                      Numbers.text(liked.candidate().loss().estimate()),
                      difference(atEqualCompute()))));
      parts.add(
          Explanation.of(
              liked.loss().estimate(),
              "in %s it sees %s examples, the reference %s: predicted loss %s against %s, %s"
                  .formatted(
                      time(),
                      Numbers.text(liked.atEqualTime().examples().orElseThrow()),
                      Numbers.text(reference.atEqualTime().examples().orElseThrow()),
                      Numbers.text(liked.loss().estimate()),
                      Numbers.text(reference.loss().estimate()),
                      difference(liked.change().estimate()))));
    } else {
      parts.add(
          Explanation.of(
              liked.loss().estimate(),
              "in %s it sees %s examples at %s a second: predicted loss %s"
                  .formatted(
                      time(),
                      Numbers.text(liked.atEqualTime().examples().orElseThrow()),
                      Numbers.text(liked.speed().imagesPerSecond()),
                      Numbers.text(liked.loss().estimate()))));
    }
    parts.add(Explanation.of(Double.NaN, certainty()));
    familiar().ifPresent(parts::add);
    HardwareRules.of(reference.candidate().shape())
        .forEach(rule -> parts.add(Explanation.of(Double.NaN, "without measuring: " + rule)));
    return new Explanation(liked.change().estimate(), verdict(liked), parts);
  }

  /// The best shape whose loss the law can vouch for, if it is not the liked one.
  private Optional<Explanation> familiar() {
    if (prices.isSplitAsInTheStudy(liked().candidate().shape())) {
      return Optional.empty();
    }
    return rows.stream()
        .filter(row -> prices.isSplitAsInTheStudy(row.candidate().shape()))
        .findFirst()
        .map(row ->
            Explanation.of(
                row.change().estimate(),
                row.equals(reference)
                    ? "of the timed shapes that are split into heads as in the study, the reference is the best"
                    : "of the timed shapes that are split into heads as in the study, %s is the best: %s than the reference"
                        .formatted(row.candidate().shape(), difference(row.change().estimate()))));
  }

  private String verdict(Row liked) {
    HeadedShape shape = liked.candidate().shape();
    if (changesTheShape()) {
      return "%s is the shape your hardware likes near the recommended one".formatted(shape);
    }
    return prices.recommended().filter(shape::equals).isPresent()
        ? "%s, the recommended shape, is the one your hardware likes".formatted(shape)
        : "%s is the shape your hardware likes of those timed".formatted(shape);
  }

  private Explanation throughput(Row liked) {
    double rate = liked.trainingFlopsPerSecond() / reference.trainingFlopsPerSecond();
    return new Explanation(
        liked.speed().imagesPerSecond(),
        "it trains %s examples a second, the reference (%s) %s"
            .formatted(
                Numbers.text(liked.speed().imagesPerSecond()),
                reference.candidate().shape(),
                Numbers.text(reference.speed().imagesPerSecond())),
        List.of(
            Explanation.of(
                rate,
                "that is %s training GFLOPs a second, %.2f times the reference's: what the sizes themselves change"
                    .formatted(
                        Numbers.text(liked.trainingFlopsPerSecond() / Compute.FLOPS_PER_GFLOP),
                        rate))));
  }

  /// The price of the liked shape in predicted loss where compute and not time is the same, over
  /// the reference's, − 1.
  public double atEqualCompute() {
    return liked().candidate().loss().estimate() / reference.candidate().loss().estimate() - 1;
  }

  /// The time of the comparison in words.
  public String time() {
    return hours >= 1
        ? Numbers.text(hours) + " hours"
        : Numbers.text(hours * MINUTES_PER_HOUR) + " minutes";
  }

  private static String difference(double change) {
    return percent(Math.abs(change)) + (change < 0 ? " less" : " more");
  }

  private static String percent(double share) {
    return "%.2f %%".formatted(PERCENT * share);
  }

  /// How sure the choice is, in a sentence.
  public String certainty() {
    if (!changesTheShape()) {
      return rows.size() < 2
          ? "no other candidate was timed"
          : "the next best, %s, comes to %s more loss in the same time"
              .formatted(
                  rows.get(1).candidate().shape(),
                  percent(rows.get(1).loss().estimate() / liked().loss().estimate() - 1));
    }
    Interval change = liked().change();
    if (Double.isInfinite(change.high())) {
      return "the law was fitted without replicates, so how sure this is stays open";
    }
    String range =
        "%.2f to %.2f %% at %.0f %%"
            .formatted(PERCENT * change.low(), PERCENT * change.high(), PERCENT * change.level());
    if (change.high() >= 0) {
      return "the difference (%s) is smaller than the law's uncertainty: take whichever is easier to build"
          .formatted(range);
    }
    return liked().changeIfSpeedsErr() >= 0
        ? "the difference (%s) is smaller than the scatter of the timings: measure again on a quiet machine"
            .formatted(range)
        : "the difference (%s) is more than the law's uncertainty and the timings' scatter"
            .formatted(range);
  }

  /// What could be wrong with the choice, most serious first; empty if nothing is known to be.
  public List<String> risks() {
    var risks = new ArrayList<String>();
    HeadedShape shape = liked().candidate().shape();
    if (changesTheShape() && !prices.isSplitAsInTheStudy(shape)) {
      risks.add(
          "The law knows nothing of heads: the study does not split this width into heads of %d, and what that changes in loss is not in the prediction."
              .formatted(shape.headSize()));
    }
    if (prices.recommended().isPresent()
        && !prices.recommended().get().equals(reference.candidate().shape())) {
      risks.add(
          "The recommended shape (%s) was not timed; what it gains or loses is not known."
              .formatted(prices.recommended().get()));
    }
    OptionalDouble spread =
        rows.stream()
            .map(row -> row.speed().spread())
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .max();
    if (spread.isPresent() && spread.getAsDouble() > ROUGH_TIMING) {
      risks.add(
          "Timings scatter by up to %.0f %% between rounds: the machine was not quiet."
              .formatted(PERCENT * spread.getAsDouble()));
    }
    headRisk(shape).ifPresent(risks::add);
    return risks;
  }

  private Optional<String> headRisk(HeadedShape shape) {
    return HardwareRules.headSize(shape.headSize())
        .map(rule -> rule + " On the measured device it is still the best of those timed.");
  }
}
