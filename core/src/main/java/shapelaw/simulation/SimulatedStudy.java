package shapelaw.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import shapelaw.cost.Compute;
import shapelaw.law.Interval;
import shapelaw.law.StarFitOptions;
import shapelaw.law.joint.LawChoice;
import shapelaw.law.joint.LawFit;
import shapelaw.law.joint.LawFitOptions;
import shapelaw.law.joint.LawFitOutcome;
import shapelaw.law.joint.LawFitter;
import shapelaw.law.joint.LawForm;
import shapelaw.law.joint.LawForms;
import shapelaw.law.joint.Measurements;
import shapelaw.recommend.Analysis;
import shapelaw.recommend.Budget;
import shapelaw.recommend.Optimum;
import shapelaw.recommend.ScalingRule;
import shapelaw.recommend.SearchOutcome;
import shapelaw.recommend.ShapeChoice;
import shapelaw.recommend.ShapeComparison;
import shapelaw.recommend.ShapeSearch;
import shapelaw.recommend.SizeRange;
import shapelaw.run.SimulatedTruth;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;
import shapelaw.sweep.Evidence;

/// The paper's sweeps under a truth that is known, measured with noise, analysed as any study, and
/// judged by the truth.
final class SimulatedStudy {

  /// Budgets, as multiples of the grid's largest compute.
  static final List<Integer> MULTIPLES = List.of(10, 100, 1000, 10_000);

  private static final List<String> NAMES =
      PaperSweeps.START.dimensions().stream().map(Dimension::name).toList();

  private final SimulatedTruth truth;
  private final Optional<LawForm> trueForm;
  private final double noise;
  private final List<TrueOptimum> optima;

  /// @param noise relative standard deviation of a measured loss
  SimulatedStudy(SimulatedTruth truth, double noise) {
    this.truth = truth;
    this.noise = noise;
    trueForm = form(truth);
    optima = MULTIPLES.stream().map(m -> TrueOptimum.of(truth, budget(m))).toList();
  }

  private static Compute budget(int multiple) {
    return PaperSweeps.LARGEST_OF_GRID.times(multiple);
  }

  private static Optional<LawForm> form(SimulatedTruth truth) {
    return switch (truth) {
      case SimulatedTruth.Structural _ -> Optional.of(LawForms.shapeAndExamples(NAMES));
      case SimulatedTruth.Decomposable _ -> Optional.of(LawForms.decomposable(NAMES));
      case SimulatedTruth.Bottleneck _ -> Optional.empty();
    };
  }

  /// The study with one draw of the noise.
  Repetition repeat(long seed) {
    var generator = new SplittableRandom(seed);
    Evidence evidence = PaperSweeps.measure(truth, noise, generator);
    long fitSeed = generator.nextLong();
    Analysis analysis =
        Analysis.of(
            evidence, Optional.of(PaperSweeps.GRID), StarFitOptions.DEFAULT.withSeed(fitSeed));
    Optional<LawFit> chosen = analysis.joint().fit();
    Map<String, Boolean> held = chosen.map(this::held).orElse(Map.of());
    return new Repetition(
        chosen.map(fit -> fit.law().form().name()).orElse("none"),
        excess(analysis),
        held,
        trueForm.map(form -> heldBy(form, chosen, held, evidence.all(), fitSeed)).orElse(Map.of()));
  }

  /// Excess of each rule at each budget.
  private Map<ShapeRule, List<Double>> excess(Analysis analysis) {
    var excess = new LinkedHashMap<ShapeRule, List<Double>>();
    for (ShapeRule rule : ShapeRule.values()) {
      excess.put(rule, new ArrayList<>());
    }
    Optional<ShapeChoice> choice =
        ShapeChoice.of(analysis, PaperSweeps.COST, ShapeChoice.Wishes.NONE);
    for (int b = 0; b < MULTIPLES.size(); b++) {
      Compute t = budget(MULTIPLES.get(b));
      double least = optima.get(b).loss();
      var recommended = new LinkedHashMap<ShapeRule, Map<String, Double>>();
      choice.ifPresent(c -> recommended.putAll(compared(c, t)));
      for (ShapeRule rule : List.of(ShapeRule.STRUCTURAL, ShapeRule.DECOMPOSABLE)) {
        directMinimum(form(rule), analysis, t).ifPresent(sizes -> recommended.put(rule, sizes));
      }
      excess.forEach((rule, ofBudgets) -> {
        Map<String, Double> sizes = recommended.get(rule);
        ofBudgets.add(
            sizes == null
                ? Double.POSITIVE_INFINITY
                : TrueOptimum.loss(truth, dimensions(sizes), t) / least - 1);
      });
    }
    return excess;
  }

  /// What the paper's rule and the tool recommend, before rounding.
  private static Map<ShapeRule, Map<String, Double>> compared(ShapeChoice choice, Compute t) {
    var sizes = new LinkedHashMap<ShapeRule, Map<String, Double>>();
    if (choice.compare(new Budget.TrainingCompute(t))
        instanceof ShapeChoice.Outcome.Compared(ShapeComparison comparison)) {
      sizes.put(ShapeRule.TOOL, comparison.recommendedRow().unrounded());
      comparison
          .row(ScalingRule.PAPER)
          .ifPresent(row -> sizes.put(ShapeRule.PAPER, row.unrounded()));
    }
    return sizes;
  }

  /// The direct minimum of a form as it was fitted, without replicates, to rank it.
  static Optional<Map<String, Double>> directMinimum(LawForm form, Analysis analysis, Compute t) {
    return analysis.joint().choice().candidates().stream()
        .filter(candidate -> candidate.form().equals(form))
        .map(LawChoice.Candidate::outcome)
        .filter(LawFitOutcome.Fitted.class::isInstance)
        .map(LawFitOutcome.Fitted.class::cast)
        .findFirst()
        .flatMap(fitted -> optimum(fitted.fit(), t))
        .map(optimum -> optimum.shape().sizes());
  }

  private static Optional<Optimum> optimum(LawFit fit, Compute t) {
    SizeRange range = SizeRange.around(fit.data(), SizeRange.DEFAULT_FACTOR);
    var search = new ShapeSearch(fit, PaperSweeps.COST, range, List.of());
    return search.best(new Budget.TrainingCompute(t)) instanceof SearchOutcome.Found(Optimum found)
        ? Optional.of(found)
        : Optional.empty();
  }

  private static Map<Dimension, Double> dimensions(Map<String, Double> sizes) {
    var byDimension = new LinkedHashMap<Dimension, Double>();
    sizes.forEach((name, size) -> byDimension.put(new Dimension(name), size));
    return byDimension;
  }

  private static LawForm form(ShapeRule rule) {
    return rule == ShapeRule.STRUCTURAL
        ? LawForms.shapeAndExamples(NAMES)
        : LawForms.decomposable(NAMES);
  }

  private Map<String, Boolean> heldBy(
      LawForm form,
      Optional<LawFit> chosen,
      Map<String, Boolean> heldByChosen,
      Measurements data,
      long seed) {
    if (chosen.filter(fit -> fit.law().form().equals(form)).isPresent()) {
      return heldByChosen;
    }
    return LawFitter.fit(form, data, LawFitOptions.DEFAULT.withSeed(seed))
            instanceof LawFitOutcome.Fitted(LawFit fit)
        ? held(fit)
        : Map.of();
  }

  /// Whether the intervals of a fit hold the truth.
  private Map<String, Boolean> held(LawFit fit) {
    var held = new LinkedHashMap<String, Boolean>();
    held.put(
        Repetition.LOSS_AT_CENTRE,
        holds(fit, sizes(PaperSweeps.CENTRE), PaperSweeps.LARGEST_OF_STAR));
    for (int b = 0; b < MULTIPLES.size(); b++) {
      held.put(
          Repetition.lossAt(MULTIPLES.get(b)),
          holds(fit, optima.get(b).sizes(), budget(MULTIPLES.get(b))));
    }
    optimum(fit, budget(MULTIPLES.getFirst()))
        .ifPresent(optimum ->
            optima
                .getFirst()
                .sizes()
                .forEach((dimension, size) -> {
                  Interval interval = optimum.sizes().get(dimension.name());
                  held.put(
                      Repetition.bestSize(dimension), interval != null && interval.contains(size));
                }));
    if (trueForm.filter(fit.law().form()::equals).isPresent()) {
      trueExponents().forEach((name, value) -> held.put(name, fit.exponent(name).contains(value)));
    }
    return held;
  }

  private boolean holds(LawFit fit, Map<Dimension, Double> sizes, Compute t) {
    return fit.loss(variable -> variable(sizes, t, variable))
        .contains(TrueOptimum.loss(truth, sizes, t));
  }

  private static double variable(Map<Dimension, Double> sizes, Compute t, String name) {
    double flops = PaperSweeps.COST.forwardFlops(n -> size(sizes, n));
    return switch (name) {
      case Measurements.COMPUTE -> t.forwardGflops();
      case Measurements.EXAMPLES -> t.forwardFlops() / flops;
      case Measurements.PARAMETERS -> PaperSweeps.COST.parameters(n -> size(sizes, n));
      default -> size(sizes, name);
    };
  }

  private static double size(Map<Dimension, Double> sizes, String name) {
    return sizes.getOrDefault(new Dimension(name), Double.NaN);
  }

  private static Map<Dimension, Double> sizes(Shape shape) {
    var sizes = new LinkedHashMap<Dimension, Double>();
    shape.values().forEach((dimension, size) -> sizes.put(dimension, (double) size));
    return sizes;
  }

  private Map<String, Double> trueExponents() {
    var exponents = new LinkedHashMap<String, Double>();
    switch (truth) {
      case SimulatedTruth.Structural(var capacity, var _, double c, var _) -> {
        capacity.forEach((d, power) -> exponents.put("a_" + d, power.exponent()));
        exponents.put("c", c);
      }
      case SimulatedTruth.Decomposable(var capacity, var slowdown, var _, double c, var _) -> {
        capacity.forEach((d, power) -> exponents.put("a_" + d, power.exponent()));
        slowdown.forEach((d, power) -> exponents.put("b_" + d, power.exponent()));
        exponents.put("c", c);
      }
      case SimulatedTruth.Bottleneck _ -> {}
    }
    return exponents;
  }
}
