package shapelaw.recommend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import shapelaw.cost.Compute;
import shapelaw.law.joint.LawForm;
import shapelaw.law.joint.Measurements;

/// Answers a budget by every rule that the data allow, side by side.
///
/// @param search the direct minimum under the chosen joint law
/// @param steps sizes that can be built
/// @param star what the paper's rule needs, or the sentence why there is none of it
/// @param weights the user's w_k, which sum to one; empty for none
/// @param doubt why the joint law is not to be trusted beyond the data; empty if it is
public record ShapeChoice(
    ShapeSearch search,
    SizeSteps steps,
    Star star,
    Map<String, Double> weights,
    Optional<String> doubt) {

  /// Sizes on each side of the best one that rounding tries.
  private static final int NEIGHBOURS = 2;

  private static final double SUM_TOLERANCE = 1e-9;

  /// The compute of a model that shares its budget with serving is found to this, in ln t.
  private static final int HALVINGS = 100;

  /// What the paper's rule needs.
  public sealed interface Star {
    /// A start shape and exponents.
    record Scaling(StarScaling scaling) implements Star {}

    /// Neither star nor grid.
    ///
    /// @param reason one sentence
    record Absent(String reason) implements Star {}
  }

  public ShapeChoice {
    weights = Map.copyOf(weights);
    double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
    boolean negative = weights.values().stream().anyMatch(w -> !(w >= 0));
    if (!weights.isEmpty() && (Math.abs(sum - 1) > SUM_TOLERANCE || negative)) {
      throw new IllegalArgumentException(
          "weights must be 0 or more and sum to 1 but were %s, which sum to %.4g."
              .formatted(weights, sum));
    }
    List<String> dimensions = search.range().dimensions();
    if (!dimensions.containsAll(weights.keySet())) {
      throw new IllegalArgumentException(
          "weights must be of the dimensions %s but were of %s."
              .formatted(dimensions, weights.keySet()));
    }
  }

  /// What came of a comparison.
  public sealed interface Outcome {
    /// The answers.
    record Compared(ShapeComparison comparison) implements Outcome {}

    /// There is no answer.
    ///
    /// @param reason for people
    record Refused(String reason) implements Outcome {}
  }

  /// Every rule's answer to a budget.
  public Outcome compare(Budget budget) {
    return switch (search.best(budget)) {
      case SearchOutcome.Refused(String reason) -> new Outcome.Refused(reason);
      case SearchOutcome.Found(Optimum optimum) -> compare(budget, optimum);
    };
  }

  private Outcome compare(Budget budget, Optimum optimum) {
    Optional<Map<String, Double>> rounded = bestRounding(optimum);
    if (rounded.isEmpty()) {
      return new Outcome.Refused(
          "the sizes that can be built must obey the limits and the range near the best shape (%s) but none does. Maybe allow smaller multiples."
              .formatted(optimum.shape().sizes()));
    }
    var rows = new ArrayList<ShapeComparison.Row>();
    var absent = new ArrayList<String>();
    addScaledRows(optimum, rows, absent);
    rows.add(row(ScalingRule.DIRECT_MINIMUM, optimum.shape().sizes(), rounded.get(), optimum));
    ScalingRule recommended = recommended(rows);
    return new Outcome.Compared(
        new ShapeComparison(
            rows, recommended, reason(recommended, rows), absent, optimum, budget));
  }

  private void addScaledRows(
      Optimum optimum, List<ShapeComparison.Row> rows, List<String> absent) {
    if (optimum.budget() instanceof Budget.EndlessTraining) {
      absent.add("Rules that scale a start shape by compute say nothing of endless training.");
      return;
    }
    switch (star) {
      case Star.Scaling(StarScaling scaling) -> {
        addScaled(
            ScalingRule.PAPER,
            scaling.compute(),
            tau -> scaling.scaled(tau, scaling.equalWeights()),
            optimum,
            rows);
        if (!weights.isEmpty()) {
          addScaled(
              ScalingRule.WEIGHTS,
              scaling.compute(),
              tau -> scaling.scaled(tau, weights),
              optimum,
              rows);
        }
      }
      case Star.Absent(String reason) -> absent.add(reason);
    }
    addJointExponents(optimum, rows, absent);
  }

  /// From the grid's start shape, or without one from the best shape at the most measured compute.
  private void addJointExponents(
      Optimum optimum, List<ShapeComparison.Row> rows, List<String> absent) {
    LawForm form = search.fit().law().form();
    Optional<Start> start = start();
    Optional<JointExponents> exponents =
        start.flatMap(from ->
            JointExponents.near(
                search.fit().law(),
                search.cost(),
                search.range().dimensions(),
                from.sizes()::get));
    if (start.isEmpty() || exponents.isEmpty()) {
      absent.add(
          "The law '%s' has no joint exponents in closed form here.".formatted(form.name()));
      return;
    }
    addScaled(
        ScalingRule.JOINT_EXPONENTS,
        start.get().compute(),
        tau -> exponents.get().scaled(start.get().sizes(), tau),
        optimum,
        rows);
  }

  private record Start(Map<String, Double> sizes, Compute compute) {}

  private Optional<Start> start() {
    if (star instanceof Star.Scaling(StarScaling scaling)) {
      return Optional.of(new Start(scaling.start(), scaling.compute()));
    }
    Measurements data = search.fit().data();
    if (!data.has(Measurements.COMPUTE)) {
      return Optional.empty();
    }
    double most = DoubleStream.of(data.column(Measurements.COMPUTE)).max().orElseThrow();
    Compute compute = Compute.ofForwardGflops(most);
    var unlimited = new ShapeSearch(search.fit(), search.cost(), search.range(), List.of());
    return unlimited.best(new Budget.TrainingCompute(compute)) instanceof SearchOutcome.Found found
        ? Optional.of(new Start(found.optimum().shape().sizes(), compute))
        : Optional.empty();
  }

  private void addScaled(
      ScalingRule rule,
      Compute start,
      DoubleFunction<Map<String, Double>> scaled,
      Optimum optimum,
      List<ShapeComparison.Row> rows) {
    Map<String, Double> sizes = scaled.apply(tau(start, scaled, Spending.of(optimum.budget())));
    var rounded = new LinkedHashMap<String, Double>();
    sizes.forEach((dimension, size) -> rounded.put(dimension, steps.nearest(dimension, size)));
    if (search.price(rounded, optimum.budget()).trainingFlops() > 0) {
      rows.add(row(rule, sizes, rounded, optimum));
    }
  }

  /// τ = t / t^(0). Where serving shares the budget, the t that is left for the shape scaled by it.
  private double tau(
      Compute start, DoubleFunction<Map<String, Double>> scaled, Spending spending) {
    return switch (spending) {
      case Spending.Fixed(double compute) -> compute / start.forwardFlops();
      case Spending.Endless() -> Double.POSITIVE_INFINITY;
      case Spending.Shared shared -> {
        double low = Math.log(Double.MIN_NORMAL);
        double high = Math.log(shared.total() / start.forwardFlops());
        for (int i = 0; i < HALVINGS; i++) {
          double tau = Math.exp((low + high) / 2);
          double flops = search.cost().forwardFlops(scaled.apply(tau)::get);
          if (shared.trainingFlops(flops) > tau * start.forwardFlops()) {
            low = Math.log(tau);
          } else {
            high = Math.log(tau);
          }
        }
        yield Math.exp(low);
      }
    };
  }

  private ShapeComparison.Row row(
      ScalingRule rule, Map<String, Double> unrounded, Map<String, Double> sizes, Optimum optimum) {
    PricedShape shape = search.price(sizes, optimum.budget());
    var loss = search.loss(shape);
    return new ShapeComparison.Row(
        rule,
        unrounded,
        shape,
        loss,
        loss.estimate() / optimum.loss().estimate() - 1,
        broken(sizes));
  }

  private List<Limit> broken(Map<String, Double> sizes) {
    return search.limits().stream()
        .filter(limit -> limit.quantity(search.cost()).value(sizes::get) > limit.bound())
        .toList();
  }

  /// Of the sizes next to the best ones, those with the least predicted loss that obey the limits.
  private Optional<Map<String, Double>> bestRounding(Optimum optimum) {
    List<Map<String, Double>> candidates = List.of(Map.of());
    for (String dimension : search.range().dimensions()) {
      var extended = new ArrayList<Map<String, Double>>();
      for (double size : steps.around(dimension, optimum.shape().size(dimension), NEIGHBOURS)) {
        for (Map<String, Double> candidate : candidates) {
          var next = new LinkedHashMap<>(candidate);
          next.put(dimension, size);
          extended.add(next);
        }
      }
      candidates = extended;
    }
    Optional<Map<String, Double>> best = Optional.empty();
    double least = Double.POSITIVE_INFINITY;
    for (Map<String, Double> candidate : candidates) {
      PricedShape shape = search.price(candidate, optimum.budget());
      if (shape.trainingFlops() > 0 && broken(candidate).isEmpty()) {
        double loss = search.fit().law().loss(shape::variable);
        if (loss < least) {
          least = loss;
          best = Optional.of(candidate);
        }
      }
    }
    return best;
  }

  private ScalingRule recommended(List<ShapeComparison.Row> rows) {
    boolean paper =
        rows.stream()
            .anyMatch(row -> row.rule() == ScalingRule.PAPER && row.broken().isEmpty());
    return doubt.isPresent() && paper ? ScalingRule.PAPER : ScalingRule.DIRECT_MINIMUM;
  }

  private String reason(ScalingRule recommended, List<ShapeComparison.Row> rows) {
    if (recommended == ScalingRule.PAPER) {
      return "the joint law is not to be trusted here: " + doubt.orElseThrow();
    }
    String least =
        "it has the least loss that the %s law predicts for the budget"
            .formatted(search.fit().law().form().name());
    if (doubt.isEmpty()) {
      return least;
    }
    return least
        + (rows.size() == 1
            ? ", and no other rule can answer, although "
            : ", and the paper's rule cannot answer within the limits, although ")
        + doubt.get();
  }
}
