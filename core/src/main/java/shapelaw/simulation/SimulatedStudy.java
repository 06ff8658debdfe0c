package shapelaw.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import shapelaw.cost.Compute;
import shapelaw.law.Interval;
import shapelaw.law.StarFit;
import shapelaw.law.StarFitOptions;
import shapelaw.law.StarFitOutcome;
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
import shapelaw.recommend.JointScaling;
import shapelaw.recommend.Optimum;
import shapelaw.recommend.SearchOutcome;
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
  static final List<Integer> MULTIPLES = List.of(10, 100, 1000);

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
    List<String> dimensions = PaperSweeps.START.dimensions().stream().map(Dimension::name).toList();
    return switch (truth) {
      case SimulatedTruth.Structural _ -> Optional.of(LawForms.shapeAndExamples(dimensions));
      case SimulatedTruth.Decomposable _ -> Optional.of(LawForms.decomposable(dimensions));
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
            evidence,
            Optional.of(PaperSweeps.GRID),
            StarFitOptions.DEFAULT.withSeed(fitSeed));
    var excess = new LinkedHashMap<ShapeRule, List<Double>>();
    for (ShapeRule rule : ShapeRule.values()) {
      excess.put(rule, excess(rule, analysis));
    }
    Optional<LawFit> chosen = analysis.joint().fit();
    Map<String, Boolean> held = chosen.map(this::held).orElse(Map.of());
    return new Repetition(
        chosen.map(fit -> fit.law().form().name()).orElse("none"),
        excess,
        held,
        trueForm.map(form -> heldBy(form, chosen, held, evidence.all(), fitSeed)).orElse(Map.of()));
  }

  private List<Double> excess(ShapeRule rule, Analysis analysis) {
    var excess = new ArrayList<Double>();
    for (int b = 0; b < MULTIPLES.size(); b++) {
      Compute t = budget(MULTIPLES.get(b));
      double least = optima.get(b).loss();
      excess.add(
          sizes(rule, analysis, t)
              .map(sizes -> TrueOptimum.loss(truth, sizes, t) / least - 1)
              .orElse(Double.POSITIVE_INFINITY));
    }
    return excess;
  }

  /// The sizes that a rule recommends, before rounding.
  private Optional<Map<Dimension, Double>> sizes(ShapeRule rule, Analysis analysis, Compute t) {
    return switch (rule) {
      case PAPER -> byPaper(analysis, t);
      case CHOSEN_LAW -> analysis.joint().fit().flatMap(fit -> byLaw(fit.law().form(), analysis, t));
      case STRUCTURAL, DECOMPOSABLE -> byLaw(form(rule), analysis, t);
    };
  }

  private static LawForm form(ShapeRule rule) {
    List<String> dimensions = PaperSweeps.START.dimensions().stream().map(Dimension::name).toList();
    return rule == ShapeRule.STRUCTURAL
        ? LawForms.shapeAndExamples(dimensions)
        : LawForms.decomposable(dimensions);
  }

  static Optional<Map<Dimension, Double>> byPaper(Analysis analysis, Compute t) {
    if (!(analysis.fit() instanceof StarFitOutcome.Fitted(StarFit fit))) {
      return Optional.empty();
    }
    var scaling = JointScaling.equal(fit.dimensions().keySet());
    return analysis
        .start()
        .map(start ->
            scaling.sizes(
                start.shape(),
                t.ratioTo(start.compute()),
                d -> fit.law(d).hasOptimum() ? fit.exponent(d).estimate() : 0));
  }

  /// The direct minimum of a form as it was fitted, without replicates, to rank it.
  static Optional<Map<Dimension, Double>> byLaw(LawForm form, Analysis analysis, Compute t) {
    return analysis.joint().choice().candidates().stream()
        .filter(candidate -> candidate.form().equals(form))
        .map(LawChoice.Candidate::outcome)
        .filter(LawFitOutcome.Fitted.class::isInstance)
        .map(LawFitOutcome.Fitted.class::cast)
        .findFirst()
        .flatMap(fitted -> optimum(fitted.fit(), t))
        .map(optimum -> {
          var sizes = new LinkedHashMap<Dimension, Double>();
          optimum
              .sizes()
              .forEach((name, size) -> sizes.put(new Dimension(name), size.estimate()));
          return sizes;
        });
  }

  private static Optional<Optimum> optimum(LawFit fit, Compute t) {
    SizeRange range = SizeRange.around(fit.data(), SizeRange.DEFAULT_FACTOR);
    var search = new ShapeSearch(fit, PaperSweeps.COST, range, List.of());
    return search.best(new Budget.TrainingCompute(t)) instanceof SearchOutcome.Found(Optimum found)
        ? Optional.of(found)
        : Optional.empty();
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
    return LawFitter.fit(
                form,
                data,
                LawFitOptions.DEFAULT.withSeed(seed))
            instanceof LawFitOutcome.Fitted(LawFit fit)
        ? held(fit)
        : Map.of();
  }

  /// Whether the intervals of a fit hold the truth.
  private Map<String, Boolean> held(LawFit fit) {
    var held = new LinkedHashMap<String, Boolean>();
    held.put(
        "loss at centre",
        holds(fit, sizes(PaperSweeps.CENTRE), PaperSweeps.LARGEST_OF_STAR));
    for (int b = 0; b < MULTIPLES.size(); b++) {
      held.put(
          "loss at %d×".formatted(MULTIPLES.get(b)),
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
                      "%s at %d×".formatted(dimension, MULTIPLES.getFirst()),
                      interval != null && interval.contains(size));
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
