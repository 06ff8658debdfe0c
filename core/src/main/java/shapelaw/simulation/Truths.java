package shapelaw.simulation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import shapelaw.cost.Compute;
import shapelaw.run.SimulatedTruth;
import shapelaw.run.SimulatedTruth.Power;
import shapelaw.shape.Dimension;

/// The truths of the simulated studies, at the paper's scale: the exponents of single dimensions
/// are the paper's (s = 0.22, 0.45, 0.60), and the weights make the paper's start shape (608, 10,
/// 928) the best one for 300 M of its images, in the middle of the grid.
///
/// At the best shape the loss is stationary along each dimension, which gives the weights: with A_k
/// the capacity terms there, e_k = ∂ ln F / ∂ ln x_k, and D the data term with local exponent c,
///
/// ```text
/// structural law:  a_k A_k   = c e_k D
/// bottleneck law:  a_k A_k^q = c e_k D^q
/// Eq. 3:           b_k B_k   = a_k A_k      (B_k = β_k x_k^(b_k) t^(−c))
/// ```
final class Truths {

  /// Compute and examples at which the start shape is the best.
  static final double EXAMPLES = 3e8;

  static final Compute COMPUTE = Compute.of(PaperSweeps.TEMPLATE, EXAMPLES);

  private static final double FLOOR = 0.12;

  private Truths() {}

  /// The structural law. With a_k = c (1/s_k − e_k) one dimension alone grows as t^(s_k), all
  /// together as t^0.12, t^0.30, t^0.30.
  static SimulatedTruth structural() {
    double c = 0.4;
    double data = 0.08;
    Map<Dimension, Double> a = structuralExponents(c);
    var capacity = new LinkedHashMap<Dimension, Power>();
    a.forEach((dimension, exponent) ->
        capacity.put(
            dimension, through(dimension, c * elasticity(dimension) * data / exponent, exponent)));
    return new SimulatedTruth.Structural(capacity, data * Math.pow(EXAMPLES, c), c, FLOOR);
  }

  /// Eq. 3 with the paper's c. Its optimum has every dimension grow as t^(s_k), also when all grow
  /// together, so that the model's FLOPs grow faster than compute and the examples become fewer:
  /// the paper avoids that by τ^(s_k/D), which is no consequence of Eq. 3.
  static SimulatedTruth decomposable() {
    double c = 0.65;
    var capacity = new LinkedHashMap<Dimension, Power>();
    var slowdown = new LinkedHashMap<Dimension, Power>();
    double time = Math.pow(COMPUTE.forwardGflops(), c);
    List<Double> a = List.of(1.85, 0.80, 0.70);
    List<Double> b = List.of(1.10, 0.644, 0.383);
    List<Double> loss = List.of(0.02, 0.04, 0.04);
    List<Dimension> dimensions = PaperSweeps.START.dimensions();
    for (int k = 0; k < dimensions.size(); k++) {
      Dimension dimension = dimensions.get(k);
      double x = PaperSweeps.START.value(dimension);
      capacity.put(dimension, through(dimension, loss.get(k), a.get(k)));
      double slow = loss.get(k) * a.get(k) / b.get(k);
      slowdown.put(dimension, new Power(slow * Math.pow(x, -b.get(k)) * time, b.get(k)));
    }
    return new SimulatedTruth.Decomposable(capacity, slowdown, 0.02 * time, c, FLOOR);
  }

  /// Neither: a smooth maximum (q = 2) of capacity and data, whose exponent falls from 0.5 to 0.3
  /// around 300 M examples.
  static SimulatedTruth bottleneck() {
    double early = 0.5;
    double late = 0.3;
    double sharpness = 2;
    double local = (early + late) / 2;
    double data = 0.13;
    var capacity = new LinkedHashMap<Dimension, Power>();
    structuralExponents(local)
        .forEach((dimension, exponent) -> {
          double share = local * elasticity(dimension) / exponent;
          capacity.put(
              dimension, through(dimension, data * Math.pow(share, 1 / sharpness), exponent));
        });
    double weight = data * Math.pow(EXAMPLES, early) / Math.pow(2, early - late);
    return new SimulatedTruth.Bottleneck(
        capacity, new Power(weight, early), late, EXAMPLES, sharpness, FLOOR);
  }

  private static Map<Dimension, Double> structuralExponents(double c) {
    List<Double> s = List.of(0.22, 0.45, 0.60);
    var exponents = new LinkedHashMap<Dimension, Double>();
    for (Dimension dimension : PaperSweeps.START.dimensions()) {
      exponents.put(dimension, c * (1 / s.get(exponents.size()) - elasticity(dimension)));
    }
    return exponents;
  }

  private static double elasticity(Dimension dimension) {
    return PaperSweeps.COST
        .forwardFlops()
        .formula()
        .elasticity(dimension.name(), name -> PaperSweeps.START.value(new Dimension(name)));
  }

  /// The falling power with this value at the start shape.
  private static Power through(Dimension dimension, double value, double exponent) {
    double x = PaperSweeps.START.value(dimension);
    return new Power(value * Math.pow(x, exponent), exponent);
  }
}
