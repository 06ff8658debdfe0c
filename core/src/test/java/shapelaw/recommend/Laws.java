package shapelaw.recommend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import shapelaw.cost.CostModel;
import shapelaw.cost.ShapeCost;
import shapelaw.law.Noise;
import shapelaw.law.joint.JointLaw;
import shapelaw.law.joint.LawFit;
import shapelaw.law.joint.LawForms;
import shapelaw.law.joint.Measurements;
import shapelaw.law.joint.Objective;
import shapelaw.shape.HeadRule;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

/// Joint laws, fits and measurements with known answers.
final class Laws {

  static final List<String> VIT = List.of("width", "depth", "mlp_dim");

  static final VisionTransformer TEMPLATE =
      new VisionTransformer(Shape.vit(64, 4, 128), 4, 4, 32, 3, Pooling.GAP, 100);

  static final HeadRule HEADS = new HeadRule.FixedSize(16);

  static final ShapeCost VIT_COST = ShapeCost.of(TEMPLATE, HEADS);

  private Laws() {}

  /// The structural law over ViT shapes.
  static JointLaw structural() {
    return new JointLaw(
        LawForms.shapeAndExamples(VIT),
        new double[] {2, 0.6, 1.5, 40, 0.1},
        new double[] {0.6, 0.9, 0.5, 0.35});
  }

  /// The decomposable law (Eq. 3) over ViT shapes, t in forward GFLOPs.
  static JointLaw decomposable() {
    return new JointLaw(
        LawForms.decomposable(VIT),
        new double[] {2, 0.6, 1.5, 5, 23, 0.9, 0.5, 0.1},
        new double[] {0.6, 0.4, 0.8, 0.5, 0.5, 0.5, 0.4});
  }

  /// The joint form with a free data term over ViT shapes.
  static JointLaw product() {
    return new JointLaw(
        LawForms.product(VIT),
        new double[] {2, 0.6, 1.5, 0.3, 0.5, 0.1},
        new double[] {0.6, 0.5, 0.9, 0.3, 0.5, 0.3, 0.4});
  }

  /// Gemstones' form with a power of the parameters, which is not convex.
  static JointLaw gemstones() {
    return new JointLaw(
        LawForms.shapeParametersAndExamples(VIT),
        new double[] {2, 0.6, 1.5, 3, 40, 0.1},
        new double[] {0.6, 0.9, 0.5, 0.2, 0.35});
  }

  /// A small grid of ViT shapes, each with two durations.
  static Measurements vitMeasurements(JointLaw law) {
    var columns = new LinkedHashMap<String, List<Double>>();
    for (double width : new double[] {32, 64, 96}) {
      for (double depth : new double[] {2, 4, 6}) {
        for (double mlp : new double[] {64, 128, 256}) {
          for (double examples : new double[] {1e5, 1e6}) {
            Shape shape = Shape.vit((int) width, (int) depth, (int) mlp);
            VisionTransformer model = TEMPLATE.withShape(shape, HEADS.heads((int) width));
            add(columns, "width", width);
            add(columns, "depth", depth);
            add(columns, "mlp_dim", mlp);
            add(columns, Measurements.EXAMPLES, examples);
            add(columns, Measurements.COMPUTE, CostModel.forwardFlops(model) * examples / 1e9);
            add(columns, Measurements.PARAMETERS, CostModel.parameters(model));
          }
        }
      }
    }
    return measured(law, VIT, columns);
  }

  static void add(Map<String, List<Double>> columns, String name, double value) {
    columns.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
  }

  /// The columns with the law's own losses.
  static Measurements measured(
      JointLaw law, List<String> dimensions, Map<String, List<Double>> columns) {
    var arrays = new LinkedHashMap<String, double[]>();
    columns.forEach((name, values) ->
        arrays.put(name, values.stream().mapToDouble(Double::doubleValue).toArray()));
    double[] ones = new double[arrays.values().iterator().next().length];
    Arrays.fill(ones, 1);
    Measurements blank = Measurements.of(dimensions, arrays, ones);
    return blank.withLosses(law.losses(blank));
  }

  /// A fit whose replicates scatter every number of the law by `spread`, relative.
  static LawFit fit(JointLaw law, Measurements data, int replicates, double spread) {
    var random = new SplittableRandom(5);
    var laws = new ArrayList<JointLaw>();
    for (int i = 0; i < replicates; i++) {
      double[] coefficients = law.coefficients();
      double[] exponents = law.exponents();
      scatter(coefficients, spread, random);
      scatter(exponents, spread, random);
      laws.add(new JointLaw(law.form(), coefficients, exponents));
    }
    return new LawFit(
        law,
        data,
        new Objective.RelativeError(),
        0,
        new LawFit.Search(1, 1, 1),
        new Noise(0.01, 100),
        laws,
        0.95,
        List.of());
  }

  private static void scatter(double[] values, double spread, SplittableRandom random) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= Math.exp(spread * random.nextGaussian());
    }
  }
}
