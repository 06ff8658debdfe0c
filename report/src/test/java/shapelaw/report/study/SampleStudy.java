package shapelaw.report.study;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import shapelaw.cost.ShapeCost;
import shapelaw.law.StarFit;
import shapelaw.law.StarFitOptions;
import shapelaw.law.StarFitOutcome;
import shapelaw.recommend.Analysis;
import shapelaw.recommend.Budget;
import shapelaw.recommend.Recommendation;
import shapelaw.recommend.Recommender;
import shapelaw.recommend.ShapeChoice;
import shapelaw.recommend.SizeRange;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Provenance;
import shapelaw.run.Recipe;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.shape.Pooling;
import shapelaw.shape.Rounding;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.sweep.GridSweep;
import shapelaw.sweep.ParetoStart;
import shapelaw.sweep.Plan;
import shapelaw.sweep.RepeatedImages;
import shapelaw.sweep.StarSweep;
import shapelaw.sweep.SweepDesign;
import shapelaw.sweep.SweepResults;

/// A made-up study on the scale of a laptop: losses come from the decomposable law (Eq. 3) plus
/// seeded noise.
public final class SampleStudy {
  private static final double C = 0.3;
  private static final double EPSILON = 0.06;
  private static final double XI = 0.1;
  private static final double MIDDLE_COMPUTE = 3_000;
  private static final double NOISE = 0.015;
  private static final double BUDGET_FACTOR = 3_000;
  private static final Instant WRITTEN = Instant.parse("2026-01-02T03:04:05Z");
  private static final StarFitOptions OPTIONS =
      StarFitOptions.DEFAULT.withStarts(8).withReplicates(40);
  private static final Shape CENTRE = Shape.vit(192, 8, 512);
  private static final HeadRule HEADS = new HeadRule.FixedSize(16);
  private static final Provenance PROVENANCE =
      new Provenance(
          "simulated",
          "0.1.0 (3f2a1b4)",
          "16 × Example CPU at 3.0 GHz, Linux 6.1",
          Map.of("libtorch", "2.13.0", "mkl", "2025.3"),
          Map.of("threads", "4", "precision", "float32"));

  /// One dimension's part of the truth.
  private record Truth(double alpha, double a, double beta, double b) {

    /// With the loss `capacity` missing at size `smallest`, and the minimum at `best` at the middle
    /// compute.
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

  /// One complete study for tests that only read it: fitting takes a second.
  public static StudyReport shared() {
    return Shared.STUDY;
  }

  private static final class Shared {
    static final StudyReport STUDY = named("Fractals on a laptop");
  }

  /// The study under this name, complete.
  public static StudyReport named(String name) {
    SweepDesign design = design();
    SweepResults results = results(design.plan(), 1);
    Analysis analysis = Analysis.of(results.evidence(), Optional.of(design.grid()), OPTIONS);
    return new StudyReport(
        name,
        WRITTEN,
        origin(design, results, Long.MAX_VALUE),
        analysis,
        Optional.of(recommend(analysis)),
        Optional.of(choice(analysis)),
        Optional.of(choice(analysis).compare(budget(analysis))));
  }

  /// The study as if it had been trained on so many images, and validated.
  public static StudyReport onImages(long distinctImages) {
    SweepDesign design = design();
    Plan plan = design.plan();
    var results = new HashMap<RunId, RunResult>();
    results(plan, 1).results().forEach((id, result) -> results.put(id, validated(result)));
    StudyReport study = shared();
    return new StudyReport(
        study.name(),
        study.written(),
        origin(design, new SweepResults(plan, results), distinctImages),
        study.analysis(),
        study.recommendation(),
        study.shapes(),
        study.comparison());
  }

  private static RunResult validated(RunResult result) {
    return switch (result) {
      case RunResult.Done d ->
          new RunResult.Done(
              d.run(),
              d.errorRate(),
              d.errorRateByShots(),
              d.errorRateStandardError(),
              d.trainingLoss(),
              Optional.of(new RunResult.Validation(d.errorRate() / 2, 1.25, 500)),
              d.trainingSeconds(),
              d.provenance());
      case RunResult.Diverged _, RunResult.Failed _ -> result;
    };
  }

  private static Origin.Trained origin(
      SweepDesign design, SweepResults results, long distinctImages) {
    List<RunSpec> runs = results.rows().stream().map(SweepResults.Row::spec).toList();
    return new Origin.Trained(
        design.star(), design.grid(), results, HEADS, RepeatedImages.among(runs, distinctImages));
  }

  /// The same study before anything ran.
  public static StudyReport unstarted(String name) {
    SweepDesign design = design();
    var results = new SweepResults(design.plan(), Map.of());
    return new StudyReport(
        name,
        WRITTEN,
        origin(design, results, Long.MAX_VALUE),
        Analysis.of(results.evidence(), Optional.of(design.grid()), OPTIONS),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static ShapeChoice choice(Analysis analysis) {
    var wishes =
        new ShapeChoice.Wishes(
            Map.of("width", 16, "mlp_dim", 16),
            SizeRange.DEFAULT_FACTOR,
            List.of(),
            Map.of("width", 0.2, "depth", 0.3, "mlp_dim", 0.5),
            Optional.empty());
    ShapeCost cost = ShapeCost.of(run(CENTRE, 500, 0).model(), HEADS);
    return ShapeChoice.of(analysis, cost, wishes).orElseThrow();
  }

  private static Budget budget(Analysis analysis) {
    return new Budget.TrainingCompute(
        analysis.start().orElseThrow().compute().times(BUDGET_FACTOR));
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
        new Recipe(
            64,
            Optimizer.Adafactor.PAPER,
            1e-3,
            1e-4,
            new Schedule.ReciprocalSquareRoot(50, 100),
            1),
        steps,
        EvaluationSpec.PAPER,
        41 + repeat);
  }

  private static SweepResults results(Plan plan, long seed) {
    var random = new SplittableRandom(seed);
    var results = new HashMap<RunId, RunResult>();
    plan.trunks()
        .forEach(planned ->
            planned
                .trunk()
                .runs()
                .forEach(
                    spec -> results.computeIfAbsent(spec.id(), id -> outcome(id, spec, random))));
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

  private static Recommendation recommend(Analysis analysis) {
    if (!(analysis.fit() instanceof StarFitOutcome.Fitted(StarFit fit))) {
      throw new IllegalStateException("the sample must be fitted but was " + analysis.fit());
    }
    ParetoStart start = analysis.start().orElseThrow();
    var recommender =
        new Recommender(
            fit,
            start,
            run(CENTRE, 500, 0).model(),
            HEADS,
            new Rounding(Map.of(Dimension.MLP_DIM, 16)),
            analysis.evidence().largestCompute().orElseThrow(),
            SizeRange.around(analysis.evidence().all(), SizeRange.DEFAULT_FACTOR));
    return recommender.recommend(start.compute().times(BUDGET_FACTOR));
  }
}
