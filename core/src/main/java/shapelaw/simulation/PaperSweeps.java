package shapelaw.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.cost.ShapeCost;
import shapelaw.law.Observation;
import shapelaw.law.joint.Measurements;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.run.SimulatedTruth;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.sweep.Evidence;
import shapelaw.sweep.GridSweep;
import shapelaw.sweep.Measurement;
import shapelaw.sweep.Plan;
import shapelaw.sweep.Purpose;
import shapelaw.sweep.StarSweep;
import shapelaw.sweep.SweepDesign;

/// The paper's star and grid sweeps: sizes, durations, resolution and batch of "Getting ViT in
/// Shape" (section 3 and appendix B).
///
/// The paper trains its grid for 600 M examples and reads shorter durations off the same runs; here
/// these are 150 M and 300 M.
final class PaperSweeps {

  /// The start shape that the paper found.
  static final Shape START = Shape.vit(608, 10, 928);

  /// The star's centre.
  static final Shape CENTRE = Shape.vit(1968, 40, 6144);

  private static final int BATCH = 128;
  private static final List<Long> STAR_STEPS = List.of(500_000L, 1_000_000L, 2_000_000L);
  private static final List<Long> GRID_EXAMPLES = List.of(150_000_000L, 300_000_000L, 600_000_000L);

  static final HeadRule HEADS = new HeadRule.FixedCount(16);

  /// Patch size, resolution and pooling; a backbone without a head.
  static final VisionTransformer TEMPLATE =
      new VisionTransformer(START, 16, 14, 224, 3, Pooling.MAP, 0);

  static final ShapeCost COST = ShapeCost.of(TEMPLATE, HEADS);

  static final GridSweep GRID =
      new GridSweep(
          axes(List.of(416, 512, 608, 768), List.of(6, 8, 10, 12), List.of(768, 928, 1088, 1360)));

  private static final StarSweep STAR =
      new StarSweep(
          CENTRE,
          axes(
              List.of(608, 768, 928, 1088, 1328, 1648),
              List.of(8, 10, 12, 16, 20, 24),
              List.of(1088, 1360, 1728, 2160, 2592, 3072)));

  private static final Recipe RECIPE =
      new Recipe(
          BATCH,
          Optimizer.Adafactor.PAPER,
          8e-4,
          0.03 * 8e-4,
          new Schedule.ReciprocalSquareRoot(10_000, 50_000),
          1);

  private static final DataSpec DATA = new DataSpec.Fractals(224, 1000, 20, 0);

  private static final Plan PLAN =
      new SweepDesign(
              STAR,
              STAR_STEPS,
              GRID,
              GRID_EXAMPLES.stream().map(n -> n / BATCH).toList(),
              1,
              PaperSweeps::run)
          .plan();

  /// Every run of the plan once.
  private static final List<Point> POINTS = points();

  /// The most compute of the grid.
  static final Compute LARGEST_OF_GRID =
      Compute.of(TEMPLATE.withShape(Shape.vit(768, 12, 1360), 16), GRID_EXAMPLES.getLast());

  /// The most compute of the star, which is the most of all: its centre's longest run.
  static final Compute LARGEST_OF_STAR =
      Compute.of(TEMPLATE.withShape(CENTRE, 16), (double) STAR_STEPS.getLast() * BATCH);

  private PaperSweeps() {}

  /// A planned run, as far as a truth looks at it.
  private record Point(
      Purpose purpose, Shape shape, Compute compute, double examples, double parameters) {}

  private static Map<Dimension, List<Integer>> axes(
      List<Integer> width, List<Integer> depth, List<Integer> mlpDim) {
    var axes = new LinkedHashMap<Dimension, List<Integer>>();
    axes.put(Dimension.WIDTH, width);
    axes.put(Dimension.DEPTH, depth);
    axes.put(Dimension.MLP_DIM, mlpDim);
    return axes;
  }

  private static RunSpec run(Shape shape, long steps, int repeat) {
    VisionTransformer model = TEMPLATE.withShape(shape, HEADS.heads(shape.value(Dimension.WIDTH)));
    return new RunSpec(model, DATA, RECIPE, steps, EvaluationSpec.PAPER, repeat);
  }

  private static List<Point> points() {
    var points = new ArrayList<Point>();
    for (Plan.PlannedTrunk planned : PLAN.distinct()) {
      for (RunSpec run : planned.trunk().runs()) {
        points.add(
            new Point(
                planned.purpose(),
                run.model().shape(),
                run.compute(),
                run.examples(),
                CostModel.parameters(run.model())));
      }
    }
    return List.copyOf(points);
  }

  /// What the sweeps measure where `truth` says what training would.
  ///
  /// @param noise relative standard deviation of a measured loss, log-normal with mean 1
  static Evidence measure(SimulatedTruth truth, double noise, RandomGenerator generator) {
    double logVariance = Math.log1p(noise * noise);
    var arms = new LinkedHashMap<Dimension, List<Observation>>();
    var centre = new ArrayList<Measurement>();
    var grid = new ArrayList<Measurement>();
    double[] losses = new double[POINTS.size()];
    for (int i = 0; i < losses.length; i++) {
      Point point = POINTS.get(i);
      double exact = truth.loss(point.shape()::value, point.examples(), point.compute());
      losses[i] =
          exact * Math.exp(Math.sqrt(logVariance) * generator.nextGaussian() - logVariance / 2);
      var measured = new Measurement(point.shape(), point.compute(), losses[i]);
      switch (point.purpose()) {
        case Purpose.Arm(Dimension d) ->
            arms.computeIfAbsent(d, _ -> new ArrayList<>())
                .add(
                    new Observation(
                        point.shape().value(d), point.compute().forwardGflops(), losses[i]));
        case Purpose.Centre() -> centre.add(measured);
        case Purpose.Grid() -> grid.add(measured);
      }
    }
    return new Evidence(arms, centre, grid, table(losses));
  }

  private static Measurements table(double[] losses) {
    var columns = new LinkedHashMap<String, double[]>();
    for (Dimension dimension : START.dimensions()) {
      columns.put(dimension.name(), column(point -> point.shape().value(dimension)));
    }
    columns.put(Measurements.COMPUTE, column(point -> point.compute().forwardGflops()));
    columns.put(Measurements.EXAMPLES, column(Point::examples));
    columns.put(Measurements.PARAMETERS, column(Point::parameters));
    return Measurements.of(
        START.dimensions().stream().map(Dimension::name).toList(), columns, losses);
  }

  private static double[] column(ToDoubleFunction<Point> value) {
    return POINTS.stream().mapToDouble(value).toArray();
  }
}
