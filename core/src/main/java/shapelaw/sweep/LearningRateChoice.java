package shapelaw.sweep;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import shapelaw.shape.Shape;

/// The largest learning rate that is stable for every shape tried (the paper tries its smallest and
/// its largest). A rate is *unstable* for a shape if training diverged, or if the rate lies above
/// the one with the shape's least training loss and ends with more than (1 + tolerance) times that
/// loss. Below the best rate a higher loss is *slow*, not unstable. The choice is the largest rate
/// at and below which no rate was unstable for any shape, so that a lucky run beyond an unstable
/// one does not count.
///
/// @param trials every trial with its verdict
/// @param tolerance how far above a shape's best training loss a rate may end, relative, ≥ 0
/// @param rate the choice; empty if the smallest rate is unstable already
/// @param reason one sentence on why that one, or why none
/// @param findings sentences on what could be better, most serious first
public record LearningRateChoice(
    List<Judged> trials,
    double tolerance,
    OptionalDouble rate,
    String reason,
    List<String> findings) {

  /// Two percent: near the best rate the final training losses of brief runs scatter by about half
  /// a percent, and twice the largest good rate costs 5 to 8 % (docs/study.md).
  public static final double DEFAULT_TOLERANCE = 0.02;

  /// By this factor a range that was too narrow is to be extended.
  private static final BigDecimal EXTENSION = BigDecimal.TEN;

  public LearningRateChoice {
    trials = List.copyOf(trials);
    findings = List.copyOf(findings);
  }

  /// A brief training.
  ///
  /// @param shape what was trained
  /// @param rate peak learning rate, > 0
  /// @param trainingLoss at its end, finite; empty if it diverged
  public record Trial(Shape shape, double rate, OptionalDouble trainingLoss) {
    public Trial {
      if (!(rate > 0)) {
        throw new IllegalArgumentException("learning rate must be above 0 but was " + rate + ".");
      }
      if (trainingLoss.isPresent() && !(Math.abs(trainingLoss.getAsDouble()) < Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "training loss must be finite but was " + trainingLoss.getAsDouble() + ".");
      }
    }
  }

  /// What a trial says of its rate.
  public enum Verdict {
    /// Ends near the shape's best loss.
    STABLE,
    /// Below the best rate, and behind.
    SLOW,
    /// Above the best rate, and behind.
    UNSTABLE,
    /// The loss became infinite.
    DIVERGED;

    boolean isUnstable() {
      return this == UNSTABLE || this == DIVERGED;
    }
  }

  /// A trial with its verdict.
  ///
  /// @param trial what was trained
  /// @param verdict what it says
  /// @param excess training loss over the shape's best, − 1; empty if it diverged
  public record Judged(Trial trial, Verdict verdict, OptionalDouble excess) {}

  /// Judges trials.
  ///
  /// @param trials every shape at every rate, once
  /// @param tolerance how far above a shape's best training loss a rate may end, relative, ≥ 0
  public static LearningRateChoice of(List<Trial> trials, double tolerance) {
    if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
      throw new IllegalArgumentException(
          "tolerance must be a finite number of at least 0 but was " + tolerance + ".");
    }
    var byRate = new TreeMap<Double, List<Judged>>();
    byShape(trials).values().stream()
        .flatMap(ofShape -> judged(ofShape, tolerance).stream())
        .forEach(j -> byRate.computeIfAbsent(j.trial().rate(), r -> new ArrayList<>()).add(j));
    OptionalDouble chosen = OptionalDouble.empty();
    Optional<Judged> obstacle = Optional.empty();
    for (var entry : byRate.entrySet()) {
      obstacle = worst(entry.getValue());
      if (obstacle.isPresent()) {
        break;
      }
      chosen = OptionalDouble.of(entry.getKey());
    }
    List<Judged> all = byRate.values().stream().flatMap(List::stream).toList();
    return new LearningRateChoice(
        all,
        tolerance,
        chosen,
        reason(chosen, obstacle, byRate.lastKey()),
        findings(byRate, chosen, obstacle));
  }

  private static Map<Shape, List<Trial>> byShape(List<Trial> trials) {
    var byShape = new LinkedHashMap<Shape, List<Trial>>();
    trials.forEach(t -> byShape.computeIfAbsent(t.shape(), s -> new ArrayList<>()).add(t));
    List<Double> rates = trials.stream().map(Trial::rate).distinct().sorted().toList();
    byShape.forEach((shape, ofShape) -> {
      List<Double> own = ofShape.stream().map(Trial::rate).sorted().toList();
      if (!own.equals(rates)) {
        throw new IllegalArgumentException(
            "%s must have one trial at each of the rates %s but had %s."
                .formatted(shape, rates, own));
      }
    });
    if (byShape.isEmpty()) {
      throw new IllegalArgumentException("a choice must have at least one trial but had none.");
    }
    return byShape;
  }

  private static List<Judged> judged(List<Trial> ofShape, double tolerance) {
    Optional<Trial> best =
        ofShape.stream()
            .filter(t -> t.trainingLoss().isPresent())
            .min(Comparator.comparingDouble(t -> t.trainingLoss().getAsDouble()));
    return ofShape.stream()
        .map(t ->
            t.trainingLoss().isEmpty() || best.isEmpty()
                ? new Judged(t, Verdict.DIVERGED, OptionalDouble.empty())
                : judged(t, best.get(), tolerance))
        .toList();
  }

  private static Judged judged(Trial trial, Trial best, double tolerance) {
    double loss = trial.trainingLoss().getAsDouble();
    double least = best.trainingLoss().getAsDouble();
    Verdict behind = trial.rate() < best.rate() ? Verdict.SLOW : Verdict.UNSTABLE;
    return new Judged(
        trial,
        loss <= (1 + tolerance) * least ? Verdict.STABLE : behind,
        OptionalDouble.of(loss == least ? 0 : loss / least - 1));
  }

  private static Optional<Judged> worst(List<Judged> atRate) {
    return atRate.stream()
        .filter(j -> j.verdict().isUnstable())
        .max(Comparator.comparingDouble(j -> j.excess().orElse(Double.MAX_VALUE)));
  }

  private static String reason(OptionalDouble chosen, Optional<Judged> obstacle, double largest) {
    if (obstacle.isEmpty()) {
      return "No rate up to %s, the largest that was tried, is unstable for any shape: the largest stable one may be higher. Maybe try rates up to %s."
          .formatted(text(largest), higher(largest));
    }
    Trial trial = obstacle.get().trial();
    String what =
        obstacle.get().excess().isPresent()
            ? "%s ends %.1f %% above its best training loss"
                .formatted(trial.shape(), 100 * obstacle.get().excess().getAsDouble())
            : trial.shape() + " diverges";
    return chosen.isEmpty()
        ? "No rate is stable: at %s, the smallest that was tried, %s. Maybe try rates down to %s, a longer warm-up or a smaller clip norm."
            .formatted(text(trial.rate()), what, lower(trial.rate()))
        : "It is the largest rate that is stable for every shape: at %s, the next, %s."
            .formatted(text(trial.rate()), what);
  }

  private static List<String> findings(
      TreeMap<Double, List<Judged>> byRate, OptionalDouble chosen, Optional<Judged> obstacle) {
    var findings = new ArrayList<String>();
    if (chosen.isPresent()) {
      slow(byRate.getOrDefault(chosen.getAsDouble(), List.of()), findings);
    }
    if (byRate.size() > 1) {
      bestAtLowerEnd(byRate.firstEntry().getValue(), findings);
    }
    obstacle.ifPresent(o -> luck(byRate.tailMap(o.trial().rate(), false), findings));
    return findings;
  }

  private static void slow(List<Judged> atChoice, List<String> findings) {
    for (Judged judged : atChoice) {
      if (judged.verdict() == Verdict.SLOW) {
        findings.add(
            "At %s %s ends %.1f %% above its own best training loss: it would learn faster at a higher rate. One rate for all shapes is the paper's rule; under the maximal update parametrization (recipe.mup_base_width) the best rates of all widths are about equal."
                .formatted(
                    text(judged.trial().rate()),
                    judged.trial().shape(),
                    100 * judged.excess().orElseThrow()));
      }
    }
  }

  private static void bestAtLowerEnd(List<Judged> atSmallest, List<String> findings) {
    for (Judged judged : atSmallest) {
      if (judged.excess().isPresent() && judged.excess().getAsDouble() == 0) {
        findings.add(
            "%s has its best training loss at %s, the smallest rate that was tried. Maybe try rates down to %s, too."
                .formatted(
                    judged.trial().shape(),
                    text(judged.trial().rate()),
                    lower(judged.trial().rate())));
      }
    }
  }

  private static void luck(SortedMap<Double, List<Judged>> above, List<String> findings) {
    above.entrySet().stream()
        .filter(e -> worst(e.getValue()).isEmpty())
        .findFirst()
        .ifPresent(lucky ->
            findings.add(
                "At %s no shape is unstable, though at a lower rate one is: what is stable there is so by luck. Maybe use another seed or longer runs."
                    .formatted(text(lucky.getKey()))));
  }

  /// A rate as a study file has it, without an exponent.
  public static String text(double rate) {
    return BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString();
  }

  private static String higher(double rate) {
    return BigDecimal.valueOf(rate).multiply(EXTENSION).stripTrailingZeros().toPlainString();
  }

  private static String lower(double rate) {
    return BigDecimal.valueOf(rate).divide(EXTENSION).stripTrailingZeros().toPlainString();
  }
}
