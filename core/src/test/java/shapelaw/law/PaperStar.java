package shapelaw.law;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import shapelaw.cost.Compute;
import shapelaw.shape.Dimension;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

/// The paper's star sweep (18 shapes × 3 durations) with a known law in place of training. The
/// exponents are like the paper's (s = 0.22, 0.45, 0.60; c = 0.65); the weights are chosen so that
/// each term matters within the sweep.
final class PaperStar {

  static final Shape CENTRE = Shape.vit(1968, 40, 6144);
  private static final int HEADS = 16;
  private static final double BATCH = 128;
  private static final List<Integer> STEPS = List.of(500_000, 1_000_000, 2_000_000);

  private static final Map<Dimension, List<Integer>> GRIDS = grids();

  /// Laws along the three dimensions.
  static final Map<Dimension, SingleDimensionLaw> TRUTH = truth();

  private PaperStar() {}

  /// What `arms` holds for `dimension`, which must be there.
  static <T> T arm(Map<Dimension, T> arms, Dimension dimension) {
    return Objects.requireNonNull(arms.get(dimension));
  }

  private static Map<Dimension, List<Integer>> grids() {
    var grids = new LinkedHashMap<Dimension, List<Integer>>();
    grids.put(Dimension.WIDTH, List.of(608, 768, 928, 1088, 1328, 1648));
    grids.put(Dimension.DEPTH, List.of(8, 10, 12, 16, 20, 24));
    grids.put(Dimension.MLP_DIM, List.of(1088, 1360, 1728, 2160, 2592, 3072));
    return grids;
  }

  private static Map<Dimension, SingleDimensionLaw> truth() {
    var truth = new LinkedHashMap<Dimension, SingleDimensionLaw>();
    truth.put(Dimension.WIDTH, law(Dimension.WIDTH, 1.85, 1.10));
    truth.put(Dimension.DEPTH, law(Dimension.DEPTH, 0.80, 0.644));
    truth.put(Dimension.MLP_DIM, law(Dimension.MLP_DIM, 0.70, 0.383));
    return truth;
  }

  /// At the sweep's middle: capacity term 0.08, slow-down 0.06, ξ t^(−c) 0.03, ε 0.15.
  private static SingleDimensionLaw law(Dimension dimension, double a, double b) {
    double c = 0.65;
    double x = middle(arm(GRIDS, dimension).stream().mapToDouble(i -> i).toArray());
    double t = middle(points(dimension).stream().mapToDouble(Observation::compute).toArray());
    return new SingleDimensionLaw(
        0.08 * Math.pow(x, a),
        a,
        0.06 * Math.pow(x, -b) * Math.pow(t, c),
        b,
        0.03 * Math.pow(t, c),
        c,
        0.15);
  }

  private static double middle(double[] values) {
    double sum = 0;
    for (double v : values) {
      sum += Math.log(v);
    }
    return Math.exp(sum / values.length);
  }

  /// Compute of `shape` at `steps` in forward GFLOPs.
  static double compute(Shape shape, int steps) {
    var model = new VisionTransformer(shape, HEADS, 14, 224, 3, Pooling.MAP, 0);
    return Compute.of(model, BATCH * steps).forwardGflops();
  }

  private static List<Observation> points(Dimension dimension) {
    var points = new ArrayList<Observation>();
    for (int x : arm(GRIDS, dimension)) {
      for (int steps : STEPS) {
        points.add(new Observation(x, compute(CENTRE.with(dimension, x), steps), 1));
      }
    }
    return points;
  }

  /// The sweep without noise.
  static Map<Dimension, List<Observation>> exact() {
    return exact(TRUTH);
  }

  /// The sweep without noise under other laws.
  static Map<Dimension, List<Observation>> exact(Map<Dimension, SingleDimensionLaw> truth) {
    var arms = new LinkedHashMap<Dimension, List<Observation>>();
    truth.forEach((dimension, law) ->
        arms.put(
            dimension,
            points(dimension).stream()
                .map(p -> new Observation(p.x(), p.compute(), law.loss(p.x(), p.compute())))
                .toList()));
    return arms;
  }

  /// The sweep with losses times (1 + noise · standard normal).
  static Map<Dimension, List<Observation>> noisy(double noise, RandomGenerator generator) {
    return noisy(exact(), noise, 0, generator);
  }

  /// `exact` with losses times (1 + noise · standard normal), the normals of one size's runs
  /// correlated by `rho`.
  static Map<Dimension, List<Observation>> noisy(
      Map<Dimension, List<Observation>> exact,
      double noise,
      double rho,
      RandomGenerator generator) {
    var arms = new LinkedHashMap<Dimension, List<Observation>>();
    exact.forEach((dimension, observations) -> {
      var noisy = new ArrayList<Observation>();
      double ofSize = 0;
      double size = Double.NaN;
      for (Observation o : observations) {
        if (o.x() != size) {
          size = o.x();
          ofSize = generator.nextGaussian();
        }
        double z = Math.sqrt(rho) * ofSize + Math.sqrt(1 - rho) * generator.nextGaussian();
        noisy.add(new Observation(o.x(), o.compute(), o.loss() * (1 + noise * z)));
      }
      arms.put(dimension, noisy);
    });
    return arms;
  }

  /// Every other size: three in place of six.
  static Map<Dimension, List<Observation>> everyOtherSize(Map<Dimension, List<Observation>> arms) {
    var thinned = new LinkedHashMap<Dimension, List<Observation>>();
    arms.forEach((dimension, observations) -> {
      List<Double> sizes = observations.stream().map(Observation::x).distinct().toList();
      thinned.put(
          dimension, observations.stream().filter(o -> sizes.indexOf(o.x()) % 2 == 0).toList());
    });
    return thinned;
  }
}
