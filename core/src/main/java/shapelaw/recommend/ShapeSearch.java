package shapelaw.recommend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import shapelaw.cost.Compute;
import shapelaw.cost.ShapeCost;
import shapelaw.law.Interval;
import shapelaw.law.joint.JointLaw;
import shapelaw.law.joint.LawFit;

/// The direct minimum: seeks the shape x with the least predicted loss for a budget,
///
/// ```text
/// min_x L(x, t, n = t / F(x), N(x)),   x within the range,   g_i(x) ≤ b_i for every limit
/// ```
///
/// with the exact cost F and N of the shapes. No weights and no start shape are needed. The search
/// is repeated for each replicate of the fit, which gives the intervals.
///
/// @param fit the joint law
/// @param cost of the shapes
/// @param range the sizes among which the shape is sought
/// @param limits what the model must not exceed besides
public record ShapeSearch(LawFit fit, ShapeCost cost, SizeRange range, List<Limit> limits) {

  /// A limit is used up if less than this share is left.
  private static final double USED_UP = 1e-4;

  public ShapeSearch {
    limits = List.copyOf(limits);
  }

  /// The best shape for a budget.
  public SearchOutcome best(Budget budget) {
    Optional<String> refusal = refusal(budget);
    if (refusal.isPresent()) {
      return new SearchOutcome.Refused(refusal.get());
    }
    Optional<Solution> best = solver(fit.law()).solve(budget);
    return best.<SearchOutcome>map(solution -> new SearchOutcome.Found(optimum(budget, solution)))
        .orElseGet(() ->
            new SearchOutcome.Refused(
                "the search for the best shape must end in a minimum but none of its starts did: the law may be degenerate."));
  }

  /// The sizes with the least predicted loss among those that can be built; empty if none within
  /// the range obeys the limits.
  ///
  /// @param optimum the best sizes for a budget
  public Optional<Map<String, Double>> rounded(Optimum optimum, SizeSteps steps) {
    return solver(fit.law()).rounded(optimum.shape().sizes(), optimum.budget(), steps);
  }

  /// The valley's floor along one dimension: of each given size the best shape that has it, the
  /// others chosen anew. Sizes without a best shape are left out, and so are all of them if a cost
  /// that the law needs is not known.
  ///
  /// @param sizes of the dimension, > 0
  /// @param compute of the training
  /// @throws IllegalArgumentException if there is no such dimension
  public List<PricedShape> profile(String dimension, double[] sizes, Compute compute) {
    range.span(dimension); // there is one
    var budget = new Budget.TrainingCompute(compute);
    if (refusal(budget).isPresent()) {
      return List.of();
    }
    int index = range.dimensions().indexOf(dimension);
    return solver(fit.law()).profile(index, sizes, budget).stream().map(this::price).toList();
  }

  private LawMinimiser solver(JointLaw law) {
    return new LawMinimiser(law, cost, range, limits);
  }

  private Optional<String> refusal(Budget budget) {
    List<String> unseen =
        range.dimensions().stream()
            .filter(dimension -> !range.span(dimension).isSingle())
            .filter(dimension -> !fit.law().form().variables().contains(dimension))
            .toList();
    if (!unseen.isEmpty()) {
      return Optional.of(
          "a shape needs a law that sees all its dimensions but the %s law does not see %s. Maybe choose another law, or leave these dimensions out of the study."
              .formatted(fit.law().form().name(), String.join(", ", unseen)));
    }
    if (budget instanceof Budget.EndlessTraining && limits.isEmpty()) {
      return Optional.of(
          "endless training must come with a limit on the model, or the largest shape would be best. Maybe limit its forward FLOPs, its parameters or its memory.");
    }
    try {
      return solver(fit.law()).refusal(budget);
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage())); // a cost that the law needs is not known
    }
  }

  private Optimum optimum(Budget budget, Solution best) {
    List<Solution> replicates =
        fit.replicates().stream()
            .map(law -> solver(law).solve(budget, best))
            .flatMap(Optional::stream)
            .toList();
    PricedShape shape = price(best);
    var sizes = new LinkedHashMap<String, Interval>();
    for (int k = 0; k < range.dimensions().size(); k++) {
      int dimension = k;
      sizes.put(
          range.dimensions().get(k),
          interval(best, replicates, solution -> Math.exp(solution.logSizes()[dimension])));
    }
    var findings = new ArrayList<String>();
    findings.addAll(boundFindings(shape));
    findings.addAll(limitFindings(shape));
    int without = fit.replicates().size() - replicates.size();
    if (without > 0) {
      findings.add(
          "%d of %d replicates of the law have no best shape for this budget; the intervals leave them out."
              .formatted(without, fit.replicates().size()));
    }
    return new Optimum(
        shape,
        sizes,
        loss(shape),
        interval(best, replicates, solution -> total(solution)),
        best.budget(),
        solver(fit.law()).flat(best, Optimum.FLAT),
        range,
        ended(shape),
        findings);
  }

  private double total(Solution solution) {
    return switch (solution.budget()) {
      case Budget.TrainingAndServing(double total, double _) -> total;
      case Budget.TrainingCompute(Compute compute) -> compute.trainingFlops();
      case Budget.TrainingTime time -> time.compute().trainingFlops();
      case Budget.EndlessTraining _, Budget.TargetLoss _ -> Double.POSITIVE_INFINITY;
    };
  }

  private PricedShape price(Solution solution) {
    var sizes = new LinkedHashMap<String, Double>();
    for (int k = 0; k < range.dimensions().size(); k++) {
      sizes.put(range.dimensions().get(k), Math.exp(solution.logSizes()[k]));
    }
    return price(sizes, solution.budget());
  }

  /// A shape at the training that a budget leaves for it.
  PricedShape price(Map<String, Double> sizes, Budget budget) {
    return PricedShape.of(sizes, cost, Spending.of(budget));
  }

  /// The law's loss of a shape with the interval of its replicates; 0 to ∞ without any.
  public Interval loss(PricedShape shape) {
    double loss = fit.law().loss(shape::variable);
    return fit.replicates().isEmpty()
        ? new Interval(0, loss, Double.POSITIVE_INFINITY, fit.level())
        : fit.loss(shape::variable);
  }

  private Interval interval(
      Solution best, List<Solution> replicates, ToDoubleFunction<Solution> quantity) {
    double estimate = quantity.applyAsDouble(best);
    if (replicates.isEmpty()) {
      return new Interval(0, estimate, Double.POSITIVE_INFINITY, fit.level());
    }
    double[] sample = replicates.stream().mapToDouble(quantity).toArray();
    return Interval.biasCorrected(estimate, sample, fit.level());
  }

  private Set<String> ended(PricedShape shape) {
    return range.free().stream()
        .filter(dimension -> {
          SizeRange.Span span = range.span(dimension);
          double size = shape.size(dimension);
          return span.isCutAtLeast(size) || span.isCutAtGreatest(size);
        })
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private List<String> boundFindings(PricedShape shape) {
    var findings = new ArrayList<String>();
    range
        .spans()
        .forEach((dimension, span) -> {
          double size = shape.size(dimension);
          if (span.isCutAtLeast(size)) {
            findings.add(onBound(dimension, "least", span.least()));
          } else if (span.isAtLeast(size)) {
            findings.add(
                "The best %s is %s, the least there is: by the law more of it is not worth its compute."
                    .formatted(dimension, Numbers.text(span.least())));
          } else if (span.isCutAtGreatest(size)) {
            findings.add(onBound(dimension, "greatest", span.greatest()));
          }
        });
    return findings;
  }

  private static String onBound(String dimension, String which, double size) {
    return "The best %s is the %s that the search may take (%s); one beyond may be better still. Maybe let the search go further (shapelaw recommend STUDY --range FACTOR), or measure more sizes of it."
        .formatted(dimension, which, Numbers.text(size));
  }

  private List<String> limitFindings(PricedShape shape) {
    return limits.stream()
        .filter(
            limit -> limit.quantity(cost).value(shape.sizes()::get) > limit.bound() * (1 - USED_UP))
        .map(limit ->
            "The limit decides: %s; without it the best shape would be larger.".formatted(limit))
        .toList();
  }

  /// A shape that solves a budget.
  static final class Solution {
    private final double[] logSizes;
    private final Budget budget;

    /// @param logSizes in the order of the range
    /// @param budget as in [Optimum#budget()]
    Solution(double[] logSizes, Budget budget) {
      this.logSizes = logSizes.clone();
      this.budget = budget;
    }

    double[] logSizes() {
      return logSizes.clone();
    }

    Budget budget() {
      return budget;
    }
  }
}
