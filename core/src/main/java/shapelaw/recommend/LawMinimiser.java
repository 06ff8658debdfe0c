package shapelaw.recommend;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import shapelaw.cost.Compute;
import shapelaw.cost.ShapeCost;
import shapelaw.law.joint.JointLaw;

/// The best shape under one joint law.
final class LawMinimiser {

  private static final int HALVINGS = 20;

  /// A total that reaches a loss is sought between these, in FLOPs.
  private static final double LEAST_TOTAL = 1;

  static final double GREATEST_TOTAL = 1e60;

  private final JointLaw law;
  private final ShapeCost cost;
  private final SizeRange range;
  private final List<LimitedSurface.Bound> bounds;

  LawMinimiser(JointLaw law, ShapeCost cost, SizeRange range, List<Limit> limits) {
    this.law = law;
    this.cost = cost;
    this.range = range;
    bounds =
        limits.stream()
            .map(limit -> LimitedSurface.Bound.of(limit, cost, range.dimensions()))
            .toList();
  }

  private LossSurface surface(Spending spending) {
    return new LossSurface(law, cost, range.dimensions(), spending);
  }

  private Valley valley(Spending spending) {
    return new Valley(surface(spending), bounds, range.logLeast(), range.logGreatest());
  }

  /// Why there is no best shape, if it can be said before the search.
  ///
  /// @throws IllegalArgumentException if the law needs a cost that is not known
  Optional<String> refusal(Budget budget) {
    Spending most =
        budget instanceof Budget.TargetLoss ? new Spending.Endless() : Spending.of(budget);
    Valley valley = valley(most);
    if (!valley.isReachable()) {
      return Optional.of(
          "the smallest shape of the search (%s) must obey the limits and leave something to train with but does not. Maybe raise the budget or the limits, or let the search go further below the measured sizes (shapelaw recommend STUDY --range FACTOR)."
              .formatted(smallest()));
    }
    if (budget instanceof Budget.TargetLoss target) {
      double[] lower = range.logLeast();
      LossSurface surface = surface(most);
      double least = valley.lowest().map(surface::value).orElse(surface.value(lower));
      if (least >= target.loss()) {
        return Optional.of(
            "the loss to be reached must be above what the law allows to any shape of the search with endless training (%.5g) but was %.5g."
                .formatted(least, target.loss()));
      }
    }
    return Optional.empty();
  }

  private String smallest() {
    var text = new StringBuilder();
    range
        .spans()
        .forEach((dimension, span) ->
            text.append(text.isEmpty() ? "" : ", ")
                .append("%s %s".formatted(dimension, Numbers.text(span.least()))));
    return text.toString();
  }

  /// The best shape; empty if the search ends in none.
  Optional<ShapeSearch.Solution> solve(Budget budget) {
    return switch (budget) {
      case Budget.TargetLoss target -> cheapest(target);
      case Budget.TrainingCompute _,
          Budget.TrainingTime _,
          Budget.TrainingAndServing _,
          Budget.EndlessTraining _ ->
          valley(Spending.of(budget)).lowest().map(u -> new ShapeSearch.Solution(u, budget));
    };
  }

  /// The best shape, beginning near the solution under a similar law.
  Optional<ShapeSearch.Solution> solve(Budget budget, ShapeSearch.Solution similar) {
    if (budget instanceof Budget.TargetLoss) {
      return solve(budget);
    }
    Spending spending = Spending.of(budget);
    if (!surface(spending).isConvex()) {
      return solve(budget);
    }
    return valley(spending)
        .lowest(List.of(similar.logSizes()))
        .map(u -> new ShapeSearch.Solution(u, budget));
  }

  /// The least total whose best shape reaches the loss: the best loss falls with the total, so that
  /// halving finds it.
  private Optional<ShapeSearch.Solution> cheapest(Budget.TargetLoss target) {
    double tooLittle = Math.log(LEAST_TOTAL);
    double enough = Math.log(GREATEST_TOTAL);
    Optional<double[]> best = within(target, enough);
    while (best.isPresent() && enough - tooLittle > 1e-10 * enough) {
      double middle = (tooLittle + enough) / 2;
      Optional<double[]> point = within(target, middle);
      if (point.isPresent()) {
        enough = middle;
        best = point;
      } else {
        tooLittle = middle;
      }
    }
    Budget total = totalBudget(Math.exp(enough), target.servedImages());
    return best.map(u -> new ShapeSearch.Solution(u, total));
  }

  /// What a shape's training and serving take in all.
  static double total(PricedShape shape, double images) {
    double training = Compute.FORWARDS_PER_TRAINING_STEP * shape.trainingFlops();
    return images == 0 ? training : training + images * shape.forwardFlops().orElseThrow();
  }

  /// A total as a budget.
  static Budget totalBudget(double total, double images) {
    return images == 0
        ? new Budget.TrainingCompute(Compute.ofTrainingFlops(total))
        : new Budget.TrainingAndServing(total, images);
  }

  /// The best shape of a total if it reaches the loss.
  private Optional<double[]> within(Budget.TargetLoss target, double logTotal) {
    Spending spending = Spending.total(Math.exp(logTotal), target.servedImages());
    LossSurface surface = surface(spending);
    return valley(spending).lowest().filter(u -> surface.value(u) <= target.loss());
  }

  /// The sizes with the least loss among those that can be built; empty if none obeys the limits.
  Optional<Map<String, Double>> rounded(Map<String, Double> best, Budget budget, SizeSteps steps) {
    Spending spending = Spending.of(budget);
    double[] optimum =
        range.dimensions().stream()
            .mapToDouble(name -> Math.log(best.getOrDefault(name, Double.NaN)))
            .toArray();
    return new BestRounding(surface(spending), bounds, range, steps, optimum)
        .search(valley(spending), optimum);
  }

  /// Of each dimension the sizes that come within a share of the least loss when the others are
  /// chosen anew: where its profile stays low.
  Map<String, SizeRange.Span> flat(ShapeSearch.Solution best, double share) {
    Spending spending = Spending.of(best.budget());
    double limit = (1 + share) * surface(spending).value(best.logSizes());
    double[] least = range.logLeast();
    double[] greatest = range.logGreatest();
    var spans = new LinkedHashMap<String, SizeRange.Span>();
    for (int k = 0; k < least.length; k++) {
      var profile = new Profile(valley(spending), surface(spending), best.logSizes(), k, limit);
      spans.put(
          range.dimensions().get(k),
          new SizeRange.Span(
              Math.exp(profile.edge(least[k])), Math.exp(profile.edge(greatest[k]))));
    }
    return spans;
  }

  /// Of each given size of a dimension the best shape that has it; sizes without one are left out.
  List<ShapeSearch.Solution> profile(int dimension, double[] sizes, Budget budget) {
    Valley valley = valley(Spending.of(budget));
    return DoubleStream.of(sizes)
        .mapToObj(size -> valley.cut(dimension, Math.log(size)).lowest())
        .flatMap(Optional::stream)
        .map(u -> new ShapeSearch.Solution(u, budget))
        .toList();
  }

  /// The least loss as a function of one size.
  private static final class Profile {
    private final Valley valley;
    private final LossSurface surface;
    private final double[] best;
    private final int dimension;
    private final double limit;

    Profile(Valley valley, LossSurface surface, double[] best, int dimension, double limit) {
      this.valley = valley;
      this.surface = surface;
      this.best = best.clone();
      this.dimension = dimension;
      this.limit = limit;
    }

    /// The size farthest towards `end` with a loss below the limit.
    double edge(double end) {
      if (staysLow(end)) {
        return end;
      }
      double low = best[dimension];
      double high = end;
      for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        if (staysLow(middle)) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return low;
    }

    private boolean staysLow(double size) {
      return valley
          .cut(dimension, size)
          .lowest(List.of(best))
          .filter(u -> surface.value(u) <= limit)
          .isPresent();
    }
  }
}
