package shapelaw.recommend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.cost.ShapeCost;
import shapelaw.law.joint.JointLaw;
import shapelaw.law.joint.LawForms;
import shapelaw.law.joint.Measurements;
import shapelaw.shape.HeadRule;
import shapelaw.shape.NamedShapes;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

/// A structural law whose best shape at a known compute is SoViT-150m's, width 880 = 16 heads of
/// 55, by construction: at the minimum of Σ α_k x_k^(−a_k) + B (F/t)^c + E
///
/// ```text
/// α_k a_k x_k^(−a_k) = B c (F/t)^c e_k,   e_k = ∂ ln F / ∂ ln x_k
/// ```
final class So150m {

  static final VisionTransformer MODEL = NamedShapes.parse("So150m/14");
  static final HeadRule HEADS = new HeadRule.FixedCount(16);
  static final ShapeCost COST = ShapeCost.of(MODEL, HEADS);
  static final Map<String, Double> SIZES = sizes();
  static final Compute COMPUTE = Compute.of(MODEL, 4e9);
  static final Budget BUDGET = new Budget.TrainingCompute(COMPUTE);

  private static final double[] A = {0.5, 0.7, 0.4};
  private static final double B = 500;
  private static final double C = 0.4;
  private static final double E = 0.1;

  private So150m() {}

  private static Map<String, Double> sizes() {
    var sizes = new LinkedHashMap<String, Double>();
    sizes.put("width", 880.0);
    sizes.put("depth", 18.0);
    sizes.put("mlp_dim", 2320.0);
    return sizes;
  }

  static JointLaw law() {
    double data = B * Math.pow(4e9, -C);
    double[] coefficients = new double[5];
    for (int k = 0; k < 3; k++) {
      String name = Laws.VIT.get(k);
      double size = SIZES.getOrDefault(name, Double.NaN);
      coefficients[k] = data * C * elasticity(name) / (A[k] * Math.pow(size, -A[k]));
    }
    coefficients[3] = B;
    coefficients[4] = E;
    return new JointLaw(
        LawForms.shapeAndExamples(Laws.VIT), coefficients, new double[] {A[0], A[1], A[2], C});
  }

  private static double elasticity(String name) {
    double step = 1e-6;
    return (logFlops(name, step) - logFlops(name, -step)) / (2 * step);
  }

  private static double logFlops(String name, double step) {
    var moved = new LinkedHashMap<>(SIZES);
    moved.computeIfPresent(name, (_, size) -> size * Math.exp(step));
    return Math.log(COST.forwardFlops(moved::get));
  }

  /// The law's choice, with replicates that scatter each of its numbers by `spread`.
  static ShapeChoice choice(double spread, Limit... limits) {
    JointLaw law = law();
    Measurements data = measurements(law);
    var search =
        new ShapeSearch(
            Laws.fit(law, data, 60, spread), COST, SizeRange.around(data, 10), List.of(limits));
    SizeSteps steps = new SizeSteps(Map.of("depth", 1)).with("width", 16).with("mlp_dim", 16);
    return new ShapeChoice(
        search, steps, new ShapeChoice.Star.Absent("No star."), Map.of(), Optional.empty());
  }

  private static Measurements measurements(JointLaw law) {
    var columns = new LinkedHashMap<String, List<Double>>();
    for (int width : new int[] {384, 640, 1024}) {
      for (int depth : new int[] {8, 12, 24}) {
        for (int mlp : new int[] {1024, 2048, 4096}) {
          VisionTransformer model = MODEL.withShape(Shape.vit(width, depth, mlp), 16);
          double[] row = {width, depth, mlp, 1e9, Compute.of(model, 1e9).forwardGflops()};
          List<String> names = new ArrayList<>(Laws.VIT);
          names.addAll(List.of(Measurements.EXAMPLES, Measurements.COMPUTE));
          for (int k = 0; k < row.length; k++) {
            Laws.add(columns, names.get(k), row[k]);
          }
          Laws.add(columns, Measurements.PARAMETERS, CostModel.parameters(model));
        }
      }
    }
    return Laws.measured(law, Laws.VIT, columns);
  }
}
