package shapelaw.recommend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import shapelaw.cost.Compute;
import shapelaw.law.Interval;
import shapelaw.law.joint.JointLaw;
import shapelaw.law.joint.LawFit;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.shape.HeadedShape;
import shapelaw.shape.Shape;

/// Shapes near a recommended one that can be built, each with what it costs in predicted loss when
/// all are trained with the same compute.
///
/// @param search the law and the costs
/// @param budget what was asked for
/// @param compute of the training, the same for all
/// @param recommended the shape that the rules recommend, with its heads; empty if no way to split
///   its width is known
/// @param heads how the study splits a width
/// @param candidates by ascending predicted loss, at least one; the recommended shape among them
public record RoundingPrices(
    ShapeSearch search,
    Budget budget,
    Compute compute,
    Optional<HeadedShape> recommended,
    HeadRule heads,
    List<RoundingCandidate> candidates) {

  /// Who wants to compare more than these waits too long.
  public static final int MOST_MEASURED = 12;

  public RoundingPrices {
    candidates = List.copyOf(candidates);
  }

  /// What came of it.
  public sealed interface Outcome {
    /// There are candidates.
    record Found(RoundingPrices prices) implements Outcome {}

    /// There are none.
    ///
    /// @param reason one sentence or two
    record Refused(String reason) implements Outcome {}
  }

  /// The candidates near what a comparison recommends.
  ///
  /// @param heads how a width is split unless hardware asks for something else
  public static Outcome of(ShapeChoice choice, ShapeComparison comparison, HeadRule heads) {
    ShapeComparison.Row row = comparison.recommendedRow();
    Optional<String> refusal = NearbyShapes.refusal(row.shape().sizes().keySet());
    if (refusal.isPresent()) {
      return new Outcome.Refused(refusal.get());
    }
    double training = row.shape().trainingFlops();
    if (Double.isInfinite(training)) {
      return new Outcome.Refused(
          "endless training has no hours to compare: give a budget of training.");
    }
    var compute = new Compute(training);
    var search = choice.search();
    var pricing = new Pricing(search, comparison.optimum(), compute);
    Optional<HeadedShape> recommended = headed(row.shape().sizes(), heads);
    List<HeadedShape> near =
        NearbyShapes.near(
            row.unrounded(),
            heads,
            row.shape().sizes(),
            fixed(search),
            width -> pricing.others(row, width),
            pricing::penalty);
    List<RoundingCandidate> candidates =
        Stream.concat(recommended.stream(), near.stream())
            .distinct()
            .map(pricing::candidate)
            .sorted(Comparator.comparingDouble(RoundingCandidate::excess))
            .toList();
    return candidates.isEmpty()
        ? new Outcome.Refused(
            "no shape near the recommended one has a width that can be split into usual heads, lies in the range of the search and obeys the limits.")
        : new Outcome.Found(
            new RoundingPrices(
                search, comparison.budget(), compute, recommended, heads, candidates));
  }

  private static Set<String> fixed(ShapeSearch search) {
    var fixed = new HashSet<>(search.range().dimensions());
    search.range().free().forEach(fixed::remove);
    return fixed;
  }

  /// A shape with the study's heads, or else with the first usual ones that its width can have.
  private static Optional<HeadedShape> headed(Map<String, Double> sizes, HeadRule rule) {
    if (sizes.values().stream().anyMatch(size -> size != Math.rint(size) || size > 1 << 30)) {
      return Optional.empty();
    }
    var values = new LinkedHashMap<Dimension, Integer>();
    sizes.forEach((name, size) -> values.put(new Dimension(name), (int) Math.round(size)));
    var shape = new Shape(values);
    int width = shape.value(Dimension.WIDTH);
    if (rule.serves(width)) {
      return Optional.of(new HeadedShape(shape, rule.heads(width)));
    }
    return Stream.of(64, 128, 96, 80, 32)
        .filter(size -> width % size == 0)
        .findFirst()
        .map(size -> new HeadedShape(shape, width / size));
  }

  /// Prices shapes at one compute.
  private static final class Pricing {
    private final ShapeSearch search;
    private final Budget.TrainingCompute budget;
    private final PricedShape best;

    Pricing(ShapeSearch search, Optimum optimum, Compute compute) {
      this.search = search;
      budget = new Budget.TrainingCompute(compute);
      best = search.price(optimum.shape().sizes(), budget);
    }

    /// The other sizes at a width: those that the rule asks for, moved as the law's best ones move
    /// with the width.
    Map<String, Double> others(ShapeComparison.Row row, double width) {
      String dimension = Dimension.WIDTH.name();
      if (search.range().span(dimension).isSingle()) {
        return Map.of();
      }
      List<PricedShape> profile =
          search.profile(
              dimension, new double[] {row.unrounded().get(dimension), width}, budget.compute());
      if (profile.size() < 2) {
        return Map.of();
      }
      var moved = new LinkedHashMap<String, Double>();
      row.unrounded()
          .forEach((name, size) -> {
            if (!name.equals(dimension)) {
              moved.put(name, size * profile.get(1).size(name) / profile.get(0).size(name));
            }
          });
      return moved;
    }

    double penalty(HeadedShape shape) {
      Map<String, Double> sizes = sizes(shape);
      boolean allowed =
          search.limits().stream()
              .allMatch(limit -> limit.quantity(search.cost()).value(sizes::get) <= limit.bound());
      boolean inRange =
          sizes.entrySet().stream()
              .allMatch(e -> {
                SizeRange.Span span = search.range().span(e.getKey());
                return e.getValue() >= span.least() && e.getValue() <= span.greatest();
              });
      return allowed && inRange
          ? search.fit().law().loss(search.price(sizes, budget)::variable)
          : Double.POSITIVE_INFINITY;
    }

    RoundingCandidate candidate(HeadedShape shape) {
      PricedShape priced = search.price(sizes(shape), budget);
      return new RoundingCandidate(
          shape, priced, search.loss(priced), change(search.fit(), priced, best));
    }
  }

  static Map<String, Double> sizes(HeadedShape shape) {
    var sizes = new LinkedHashMap<String, Double>();
    shape.shape().values().forEach((dimension, size) -> sizes.put(dimension.name(), (double) size));
    return sizes;
  }

  /// How the law's loss of `a` differs from that of `b`: a / b − 1, with the interval of the
  /// replicates; −1 to ∞ without any.
  static Interval change(LawFit fit, PricedShape a, PricedShape b) {
    ToDoubleFunction<JointLaw> change = law -> law.loss(a::variable) / law.loss(b::variable) - 1;
    return fit.replicates().isEmpty()
        ? new Interval(-1, change.applyAsDouble(fit.law()), Double.POSITIVE_INFINITY, fit.level())
        : fit.interval(change);
  }

  /// The candidate of a shape, if it is one.
  public Optional<RoundingCandidate> candidate(HeadedShape shape) {
    return candidates.stream().filter(c -> c.shape().equals(shape)).findFirst();
  }

  /// The shape that the others are compared with: the recommended one, or else the candidate of the
  /// least predicted loss.
  public RoundingCandidate reference() {
    return recommended.flatMap(this::candidate).orElse(candidates.getFirst());
  }

  /// The candidates worth the time of a measurement, at most [#MOST_MEASURED], by ascending
  /// predicted loss: the reference, and all for which no other has less predicted loss and sizes at
  /// least as round in every respect.
  public List<RoundingCandidate> worthMeasuring() {
    return Alignment.plausible(
        candidates,
        RoundingCandidate::shape,
        RoundingCandidate::excess,
        reference().shape(),
        this::isSplitAsInTheStudy,
        MOST_MEASURED);
  }

  /// What hardware is known to dislike about the reference, in words; empty if nothing.
  public List<String> risks() {
    var risks = new ArrayList<String>();
    HardwareRules.headSize(reference().shape().headSize()).ifPresent(risks::add);
    return risks;
  }

  /// True if the law has seen this way to split a width.
  boolean isSplitAsInTheStudy(HeadedShape shape) {
    return heads.serves(shape.width()) && heads.heads(shape.width()) == shape.heads();
  }
}
