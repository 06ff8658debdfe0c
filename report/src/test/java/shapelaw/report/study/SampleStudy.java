package shapelaw.report.study;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import shapelaw.cost.Compute;
import shapelaw.law.DimensionFit;
import shapelaw.law.Interval;
import shapelaw.law.Observation;
import shapelaw.law.SingleDimensionLaw;
import shapelaw.law.StarFit;
import shapelaw.recommend.Explanation;
import shapelaw.recommend.JointScaling;
import shapelaw.recommend.Recommendation;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Provenance;
import shapelaw.run.Recipe;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.shape.Dimension;
import shapelaw.shape.Pooling;
import shapelaw.shape.Rounding;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.sweep.GridSweep;
import shapelaw.sweep.Pareto;
import shapelaw.sweep.ParetoStart;
import shapelaw.sweep.Plan;
import shapelaw.sweep.StarSweep;
import shapelaw.sweep.SweepDesign;
import shapelaw.sweep.SweepResults;

/// A made-up study on the scale of a laptop: losses come from the decomposable law (Eq. 3) plus seeded noise.
public final class SampleStudy {
  private static final double C = 0.3;
  private static final double EPSILON = 0.06;
  private static final double XI = 0.1;
  private static final double MIDDLE_COMPUTE = 3_000;
  private static final double NOISE = 0.015;
  private static final Shape CENTRE = Shape.vit(192, 8, 512);
  private static final Provenance PROVENANCE =
      new Provenance(
          "simulated",
          "0.1.0 (3f2a1b4)",
          "16 × Example CPU at 3.0 GHz, Linux 6.1",
          Map.of("libtorch", "2.13.0", "mkl", "2025.3"),
          Map.of("threads", "4", "precision", "float32"));

  /// One dimension's part of the truth.
  private record Truth(double alpha, double a, double beta, double b) {

    /// With the loss `capacity` missing at size `smallest`, and the minimum at `best` at the middle compute.
    static Truth of(double a, double b, double smallest, double capacity, double best) {
      double alpha = capacity * Math.pow(smallest, a);
      double beta = alpha * a * Math.pow(MIDDLE_COMPUTE, C) / (b * Math.pow(best, a + b));
      return new Truth(alpha, a, beta, b);
    }
  }

  private static final Map<Dimension, Truth> TRUTH = truth();

  private SampleStudy() {}

  private static Map<Dimension, Truth> truth() {
    var truth = new LinkedHashMap<Dimension, Truth>();
    truth.put(Dimension.WIDTH, Truth.of(0.9, 1.1, 32, 0.16, 90));
    truth.put(Dimension.DEPTH, Truth.of(0.5, 0.6, 1, 0.14, 4));
    truth.put(Dimension.MLP_DIM, Truth.of(0.4, 0.43, 48, 0.12, 190));
    return truth;
  }

  /// The study under this name, complete.
  public static StudyReport named(String name) {
    SweepDesign design = design();
    SweepResults results = results(design.plan(), 1);
    StarFit fit = fit(results);
    ParetoStart start = Pareto.start(design.grid(), results.grid()).orElseThrow();
    return new StudyReport(
        name,
        Instant.parse("2026-01-02T03:04:05Z"),
        design.star(),
        design.grid(),
        results,
        Optional.of(fit),
        Optional.of(start),
        Optional.of(recommendation(fit, start)));
  }

  /// The same study before anything ran.
  public static StudyReport unstarted(String name) {
    SweepDesign design = design();
    return new StudyReport(
        name,
        Instant.parse("2026-01-02T03:04:05Z"),
        design.star(),
        design.grid(),
        new SweepResults(design.plan(), Map.of()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static SweepDesign design() {
    var arms = new LinkedHashMap<Dimension, List<Integer>>();
    arms.put(Dimension.WIDTH, List.of(32, 48, 64, 96, 128));
    arms.put(Dimension.DEPTH, List.of(1, 2, 3, 4, 6));
    arms.put(Dimension.MLP_DIM, List.of(48, 80, 128, 208, 336));
    var axes = new LinkedHashMap<Dimension, List<Integer>>();
    axes.put(Dimension.WIDTH, List.of(32, 48, 64, 80));
    axes.put(Dimension.DEPTH, List.of(1, 2, 3));
    axes.put(Dimension.MLP_DIM, List.of(48, 80, 128, 160));
    return new SweepDesign(
        new StarSweep(CENTRE, arms),
        List.of(500L, 1000L, 2000L),
        new GridSweep(axes),
        List.of(250L, 500L, 1000L),
        1,
        SampleStudy::run);
  }

  private static RunSpec run(Shape shape, long steps, int repeat) {
    int heads = shape.value(Dimension.WIDTH) / 16;
    return new RunSpec(
        new VisionTransformer(shape, heads, 4, 32, 3, Pooling.MAP, 100),
        new DataSpec.Fractals(32, 100, 20, 7),
        new Recipe(64, Optimizer.Adafactor.PAPER, 1e-3, 1e-4, 50, 100, 1),
        steps,
        EvaluationSpec.PAPER,
        41 + repeat);
  }

  private static SweepResults results(Plan plan, long seed) {
    var random = new SplittableRandom(seed);
    var results = new HashMap<RunId, RunResult>();
    plan.trunks()
        .forEach(
            planned ->
                planned
                    .trunk()
                    .runs()
                    .forEach(
                        spec ->
                            results.computeIfAbsent(spec.id(), id -> outcome(id, spec, random))));
    return new SweepResults(plan, results);
  }

  private static RunResult outcome(RunId id, RunSpec spec, SplittableRandom random) {
    if (spec.model().shape().equals(Shape.vit(80, 3, 48))) {
      return spec.steps() == 1000
          ? new RunResult.Failed(id, "out of memory, \"again\"", PROVENANCE)
          : new RunResult.Diverged(id, 133, PROVENANCE);
    }
    double loss = loss(spec) * Math.exp(NOISE * random.nextGaussian());
    return new RunResult.Done(
        id,
        loss,
        Map.of(5, Math.min(1, 1.2 * loss), 10, loss, 25, 0.8 * loss),
        0.006,
        12 * loss,
        spec.compute().forwardGflops() / 150,
        PROVENANCE);
  }

  private static double loss(RunSpec spec) {
    double slow = Math.pow(spec.compute().forwardGflops(), -C);
    double loss = EPSILON + XI * slow;
    for (var entry : TRUTH.entrySet()) {
      double x = spec.model().shape().value(entry.getKey());
      Truth k = entry.getValue();
      loss += k.alpha() * Math.pow(x, -k.a()) + k.beta() * Math.pow(x, k.b()) * slow;
    }
    return loss;
  }

  /// Eq. 2 along one dimension, the others at the centre.
  private static SingleDimensionLaw law(Dimension dimension) {
    double xi = XI;
    double epsilon = EPSILON;
    for (var entry : TRUTH.entrySet()) {
      if (!entry.getKey().equals(dimension)) {
        double x = CENTRE.value(entry.getKey());
        xi += entry.getValue().beta() * Math.pow(x, entry.getValue().b());
        epsilon += entry.getValue().alpha() * Math.pow(x, -entry.getValue().a());
      }
    }
    Truth k = TRUTH.get(dimension);
    return new SingleDimensionLaw(k.alpha(), k.a(), k.beta(), k.b(), xi, C, epsilon);
  }

  private static StarFit fit(SweepResults results) {
    var fits = new LinkedHashMap<Dimension, DimensionFit>();
    results
        .arms()
        .forEach(
            (dimension, observations) -> {
              SingleDimensionLaw law = law(dimension);
              List<String> findings =
                  dimension.equals(Dimension.DEPTH)
                      ? List.of("Along depth the data leave a and ε open.")
                      : List.of();
              fits.put(
                  dimension,
                  new DimensionFit(
                      dimension, law, rmse(law, observations), observations, 32, 21, findings));
            });
    var random = new SplittableRandom(5);
    var replicates = new ArrayList<Map<Dimension, SingleDimensionLaw>>();
    for (int i = 0; i < 200; i++) {
      var replicate = new LinkedHashMap<Dimension, SingleDimensionLaw>();
      fits.forEach((d, f) -> replicate.put(d, perturbed(f.law(), middle(f), random)));
      replicates.add(replicate);
    }
    return new StarFit(fits, false, replicates, 0.95);
  }

  private static double rmse(SingleDimensionLaw law, List<Observation> observations) {
    return Math.sqrt(
        observations.stream()
            .mapToDouble(o -> Math.pow(law.loss(o.x(), o.compute()) / o.loss() - 1, 2))
            .average()
            .orElseThrow());
  }

  private static double middle(DimensionFit fit) {
    return Math.exp(
        fit.observations().stream().mapToDouble(o -> Math.log(o.x())).average().orElseThrow());
  }

  /// Other exponents, with weights that keep the loss in the middle of the data nearly where it is.
  private static SingleDimensionLaw perturbed(
      SingleDimensionLaw law, double x, SplittableRandom random) {
    double a = law.a() * Math.exp(0.12 * random.nextGaussian());
    double b = law.b() * Math.exp(0.12 * random.nextGaussian());
    double c = law.c() * Math.exp(0.06 * random.nextGaussian());
    double tilt = Math.exp(0.01 * random.nextGaussian());
    double slower = Math.pow(MIDDLE_COMPUTE, c - law.c());
    return new SingleDimensionLaw(
        law.alpha() * Math.pow(x, a - law.a()) * tilt,
        a,
        law.beta() * Math.pow(x, law.b() - b) * slower,
        b,
        law.xi() * slower,
        c,
        law.epsilon());
  }

  private static Recommendation recommendation(StarFit fit, ParetoStart start) {
    double tau = 300;
    Compute target = start.compute().times(tau);
    var scaling = JointScaling.equal(fit.dimensions().keySet());
    Map<Dimension, Double> sizes =
        scaling.sizes(start.shape(), tau, d -> fit.dimensions().get(d).law().exponent());
    var intervals = new LinkedHashMap<Dimension, Interval>();
    sizes.forEach(
        (dimension, size) -> {
          double[] drawn =
              fit.replicates().stream()
                  .mapToDouble(
                      r ->
                          scaling
                              .sizes(start.shape(), tau, d -> r.get(d).exponent())
                              .get(dimension))
                  .sorted()
                  .toArray();
          intervals.put(
              dimension,
              new Interval(
                  drawn[drawn.length / 40], size, drawn[drawn.length - drawn.length / 40 - 1], 0.95));
        });
    Shape shape =
        new Rounding(Map.of(Dimension.WIDTH, 16, Dimension.MLP_DIM, 16)).round(sizes);
    var explanation =
        new Explanation(
            Double.NaN,
            "The start shape %s was scaled to %.0f times its compute.".formatted(start.shape(), tau),
            sizes.entrySet().stream()
                .map(
                    e ->
                        Explanation.of(
                            e.getValue(),
                            "%s = %d × %.0f^(%.3f / 3) = %.1f, rounded to %d"
                                .formatted(
                                    e.getKey(),
                                    start.shape().value(e.getKey()),
                                    tau,
                                    fit.dimensions().get(e.getKey()).law().exponent(),
                                    e.getValue(),
                                    shape.value(e.getKey()))))
                .toList());
    int heads = shape.value(Dimension.WIDTH) / 16;
    return new Recommendation(
        target,
        tau,
        intervals,
        new VisionTransformer(shape, heads, 4, 32, 3, Pooling.MAP, 100),
        explanation,
        List.of(
            "The budget is 30 times the largest compute that was measured: the exponents are extrapolated that far.",
            "The star’s centre was predicted 3 % too low at the longest duration."));
  }
}
