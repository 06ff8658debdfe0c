package shapelaw.recommend;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import shapelaw.cost.Compute;
import shapelaw.cost.ShapeCost;
import shapelaw.law.StarFit;
import shapelaw.law.StarFitOutcome;
import shapelaw.law.joint.LawFit;
import shapelaw.law.joint.LawForm;
import shapelaw.law.joint.Measurements;
import shapelaw.shape.HeadRule;

/// Answers a budget by every rule that the data allow, side by side.
///
/// @param search the direct minimum under the chosen joint law
/// @param steps sizes that can be built
/// @param star what the paper's rule needs, or the sentence why there is none of it
/// @param weights the user's w_k, which sum to one; empty for none
/// @param doubt why the joint law is not to be trusted beyond the data; empty if it is
/// @param errorRates true if the losses are known to be error rates, of which none is above 1
public record ShapeChoice(
    ShapeSearch search,
    SizeSteps steps,
    Star star,
    Map<String, Double> weights,
    Optional<String> doubt,
    boolean errorRates) {

  private static final double SUM_TOLERANCE = 1e-9;

  /// The compute of a model that shares its budget with serving is found to this, in ln t.
  private static final int HALVINGS = 100;

  /// A size more than this factor beyond the measured ones is called far from them.
  private static final double FAR = 3;

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

  /// Of losses of which nothing is known.
  public ShapeChoice(
      ShapeSearch search,
      SizeSteps steps,
      Star star,
      Map<String, Double> weights,
      Optional<String> doubt) {
    this(search, steps, star, weights, doubt, false);
  }

  /// What the user may ask for besides the budget.
  ///
  /// @param multiples of each dimension that sizes are rounded to, in place of [SizeSteps#of]
  /// @param rangeFactor how far beyond the measured sizes the search goes
  /// @param limits what the model must not exceed
  /// @param weights w_k for the paper's rule; empty for 1/D alone
  /// @param heads that the multiple of the width comes from; empty if it comes from none
  public record Wishes(
      Map<String, Integer> multiples,
      double rangeFactor,
      List<Limit> limits,
      Map<String, Double> weights,
      Optional<HeadRule> heads) {

    /// Nothing but the defaults.
    public static final Wishes NONE =
        new Wishes(Map.of(), SizeRange.DEFAULT_FACTOR, List.of(), Map.of(), Optional.empty());

    public Wishes {
      multiples = Collections.unmodifiableMap(new LinkedHashMap<>(multiples));
      limits = List.copyOf(limits);
      weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }
  }

  /// The choice that an analysis allows; empty if no joint law could be fitted. Dimensions that
  /// were never varied stay at their size.
  ///
  /// @param cost of the shapes; [FittedCost] where nobody wrote it down
  /// @throws IllegalArgumentException if a wish is of a dimension that is not there
  public static Optional<ShapeChoice> of(Analysis analysis, ShapeCost cost, Wishes wishes) {
    return analysis.joint().fit().map(fit -> of(analysis, fit, cost, wishes));
  }

  private static ShapeChoice of(Analysis analysis, LawFit fit, ShapeCost cost, Wishes wishes) {
    Measurements all = analysis.evidence().all();
    SizeRange range = SizeRange.around(fit.data(), wishes.rangeFactor());
    for (String dimension : analysis.joint().constant()) {
      range = range.withFixed(dimension, all.value(0, dimension));
    }
    if (!range.dimensions().containsAll(wishes.multiples().keySet())) {
      throw new IllegalArgumentException(
          "multiples must be of the dimensions %s but were of %s."
              .formatted(range.dimensions(), wishes.multiples().keySet()));
    }
    SizeSteps steps = SizeSteps.of(fit.data());
    for (Map.Entry<String, Integer> multiple : wishes.multiples().entrySet()) {
      steps = steps.with(multiple.getKey(), multiple.getValue());
    }
    if (wishes.heads().isPresent()) {
      steps = steps.withHeads(wishes.heads().get());
    }
    return new ShapeChoice(
        new ShapeSearch(fit, cost, range, wishes.limits()),
        steps,
        star(analysis),
        wishes.weights(),
        JointDoubt.of(analysis));
  }

  /// The same of losses that are known to be error rates.
  public ShapeChoice ofErrorRates() {
    return new ShapeChoice(search, steps, star, weights, doubt, true);
  }

  private static Star star(Analysis analysis) {
    return switch (analysis.fit()) {
      case StarFitOutcome.Refused(String reason) ->
          new Star.Absent("The paper's rule needs a star sweep: " + reason);
      case StarFitOutcome.Fitted(StarFit fit) ->
          analysis
              .start()
              .<Star>map(start -> new Star.Scaling(StarScaling.of(fit, start)))
              .orElse(
                  new Star.Absent(
                      "The paper's rule needs the start shape of a grid sweep but there is none"
                          + (analysis.evidence().grid().isEmpty()
                              ? "."
                              : analysis.noStart().map(why -> ": " + why).orElse("."))));
    };
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
    if (errorRates && budget instanceof Budget.TargetLoss(double loss, var _) && loss >= 1) {
      return new Outcome.Refused(
          "the loss to be reached must be below 1, since these losses are error rates, but was %s."
              .formatted(Numbers.text(loss)));
    }
    return switch (search.best(budget)) {
      case SearchOutcome.Refused(String reason) -> new Outcome.Refused(reason);
      case SearchOutcome.Found(Optimum optimum) -> compare(budget, optimum);
    };
  }

  private Outcome compare(Budget budget, Optimum optimum) {
    Optional<Map<String, Double>> rounded = search.rounded(optimum, steps);
    if (rounded.isEmpty()) {
      return new Outcome.Refused(unbuildable(optimum));
    }
    var rows = new ArrayList<ShapeComparison.Row>();
    var absent = new ArrayList<String>();
    addScaledRows(optimum, rows, absent);
    rows.add(row(ScalingRule.DIRECT_MINIMUM, optimum.shape().sizes(), rounded.get(), optimum));
    ScalingRule recommended = recommended(rows);
    return new Outcome.Compared(
        new ShapeComparison(
            rows,
            recommended,
            reason(recommended, rows, budget),
            absent,
            optimum,
            risks(optimum, rows, recommended),
            budget,
            steps));
  }

  private List<String> risks(
      Optimum optimum, List<ShapeComparison.Row> rows, ScalingRule recommended) {
    var risks = new ArrayList<String>();
    if (errorRates) {
      rows.stream()
          .filter(row -> row.rule() == recommended)
          .findFirst()
          .flatMap(row -> ComparisonRisks.aboveOne(row.loss()))
          .ifPresent(risks::add);
    }
    risks.addAll(ComparisonRisks.of(search, optimum));
    return risks;
  }

  /// Advice to make multiples smaller is given only if it helps.
  private String unbuildable(Optimum optimum) {
    String more =
        search.limits().isEmpty()
            ? "let the search go further (--range FACTOR)"
            : "raise the limits";
    return "a shape of sizes that can be built must obey the limits and lie in the range of the search but none near the best sizes (%s) does%s. Maybe %s%s."
        .formatted(
            Numbers.text(optimum.shape().sizes()),
            steps.headsDecide().map(decide -> ": " + decide).orElse(""),
            more,
            search
                .rounded(optimum, steps.finest())
                .flatMap(_ -> steps.smaller(_ -> true))
                .map(flags -> " or allow smaller multiples: " + flags)
                .orElse(""));
  }

  private void addScaledRows(Optimum optimum, List<ShapeComparison.Row> rows, List<String> absent) {
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
            rows,
            absent);
        if (!weights.isEmpty()) {
          addScaled(
              ScalingRule.WEIGHTS,
              scaling.compute(),
              tau -> scaling.scaled(tau, weights),
              optimum,
              rows,
              absent);
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
                search.fit().law(), search.cost(), search.range().free(), from.sizes()::get));
    if (start.isEmpty() || exponents.isEmpty()) {
      absent.add("The law '%s' has no joint exponents in closed form here.".formatted(form.name()));
      return;
    }
    addScaled(
        ScalingRule.JOINT_EXPONENTS,
        start.get().compute(),
        tau -> exponents.get().scaled(start.get().sizes(), tau),
        optimum,
        rows,
        absent);
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
      List<ShapeComparison.Row> rows,
      List<String> absent) {
    Map<String, Double> sizes = scaled.apply(tau(start, scaled, Spending.of(optimum.budget())));
    var rounded = new LinkedHashMap<String, Double>();
    sizes.forEach((dimension, size) -> rounded.put(dimension, steps.nearest(dimension, size)));
    if (search.price(rounded, optimum.budget()).trainingFlops() > 0) {
      ShapeComparison.Row row = row(rule, sizes, rounded, optimum);
      rows.add(row);
      if (!row.beyond().isEmpty()) {
        absent.add(
            "%s: not shown, since its shape has %s, where the search ends%s. Maybe let the search go further (shapelaw recommend STUDY --range FACTOR), or measure more sizes."
                .formatted(
                    rule.label(),
                    search.range().outside(rounded),
                    isFar(rounded) ? ", far from every measured size" : ""));
      }
    } else {
      absent.add(
          "The shape of the %s leaves nothing to train with beside serving."
              .formatted(rule.label()));
    }
  }

  private boolean isFar(Map<String, Double> sizes) {
    return !SizeRange.around(search.fit().data(), FAR).outside(sizes).isEmpty();
  }

  /// τ = t / t^(0). Where serving shares the budget, the t that is left for the shape scaled by it.
  private double tau(Compute start, DoubleFunction<Map<String, Double>> scaled, Spending spending) {
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
      ScalingRule rule,
      Map<String, Double> wanted,
      Map<String, Double> buildable,
      Optimum optimum) {
    PricedShape shape = search.price(buildable, optimum.budget());
    var loss = search.loss(shape);
    return new ShapeComparison.Row(
        rule,
        wanted,
        shape,
        loss,
        loss.estimate() / optimum.loss().estimate() - 1,
        broken(buildable),
        search.range().outside(k -> buildable.getOrDefault(k, Double.NaN)));
  }

  private List<Limit> broken(Map<String, Double> sizes) {
    return search.limits().stream()
        .filter(limit -> limit.quantity(search.cost()).value(sizes::get) > limit.bound())
        .toList();
  }

  private ScalingRule recommended(List<ShapeComparison.Row> rows) {
    boolean paper =
        rows.stream()
            .anyMatch(row ->
                row.rule() == ScalingRule.PAPER
                    && row.broken().isEmpty()
                    && row.beyond().isEmpty());
    return doubt.isPresent() && paper ? ScalingRule.PAPER : ScalingRule.DIRECT_MINIMUM;
  }

  private String least(Budget budget, List<ShapeComparison.Row> rows) {
    String law = search.fit().law().form().name();
    String within = search.limits().isEmpty() ? "the search" : "the search and the limits";
    return switch (budget) {
      case Budget.TargetLoss target ->
          RoundedTarget.of(search, target, rows.getLast())
              .map(missed -> missed.sentence(within))
              .orElseGet(() ->
                  "within %s it is the cheapest that reaches the loss by the %s law"
                      .formatted(within, law));
      case Budget.EndlessTraining _ ->
          "it has the least loss within %s that the %s law predicts".formatted(within, law);
      case Budget.TrainingCompute _, Budget.TrainingTime _, Budget.TrainingAndServing _ ->
          "it has the least loss within %s that the %s law predicts for the budget"
              .formatted(within, law);
    };
  }

  private String reason(ScalingRule recommended, List<ShapeComparison.Row> rows, Budget budget) {
    if (recommended == ScalingRule.PAPER) {
      return "the joint law is not to be trusted here: " + doubt.orElseThrow();
    }
    String least = least(budget, rows);
    if (doubt.isEmpty()) {
      return least;
    }
    return least
        + (rows.stream().noneMatch(row -> row.rule() == ScalingRule.PAPER)
            ? ", and no other rule can answer, although "
            : ", and the paper's rule asks for sizes beyond the limits or the search, although ")
        + doubt.get();
  }
}
