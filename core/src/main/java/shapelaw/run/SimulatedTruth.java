package shapelaw.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

/// The law that a simulation takes for true: the loss of every model at every compute, known
/// exactly, so that what a fit recovers can be judged. The defaults make losses like those of small
/// Vision Transformers (width 32 to 256) on thousands to millions of images; they describe no real
/// data set.
public sealed interface SimulatedTruth {

  /// Noiseless loss of `model` after training compute `compute`. May exceed 1 where the law is used
  /// far from where it makes sense.
  double loss(VisionTransformer model, Compute compute);

  /// A term w · x^p of one dimension.
  ///
  /// @param weight w, finite and > 0
  /// @param exponent p, finite and > 0; a capacity term uses it with a minus sign
  record Power(double weight, double exponent) {
    public Power {
      positive("weight", weight);
      positive("exponent", exponent);
    }

    double falling(double x) {
      return weight * Math.pow(x, -exponent);
    }

    double rising(double x) {
      return weight * Math.pow(x, exponent);
    }
  }

  /// The structural law: compute t buys n = t / F(x) examples, F(x) being the forward FLOPs of the
  /// model.
  ///
  /// ```text
  /// L(x, t) = Σ_k α_k x_k^(−a_k) + B (F(x)/t)^c + E
  /// ```
  ///
  /// @param capacity α_k and a_k for each dimension
  /// @param dataWeight B, > 0
  /// @param dataExponent c, > 0
  /// @param floor E, the loss that remains, ≥ 0
  record Structural(
      Map<Dimension, Power> capacity, double dataWeight, double dataExponent, double floor)
      implements SimulatedTruth {

    /// At about 100,000 examples the best shape is near width 64, depth 4, MLP size 128, where the
    /// loss is near 0.46.
    public static final Structural SMALL =
        new Structural(
            perDimension(new Power(3.4, 0.9), new Power(0.18, 0.6), new Power(0.55, 0.5)),
            15,
            0.4,
            0.1);

    public Structural {
      capacity = Collections.unmodifiableMap(new LinkedHashMap<>(capacity));
      positive("data weight", dataWeight);
      positive("data exponent", dataExponent);
      notNegative("floor", floor);
    }

    @Override
    public double loss(VisionTransformer model, Compute compute) {
      double examples = compute.forwardFlops() / CostModel.forwardFlops(model);
      return falling(capacity, model.shape())
          + dataWeight * Math.pow(examples, -dataExponent)
          + floor;
    }
  }

  /// The paper's decomposable loss (Eq. 3), t in forward GFLOPs.
  ///
  /// ```text
  /// f(x, t) = Σ_k α_k x_k^(−a_k) + (Σ_k β_k x_k^(b_k) + ξ) t^(−c) + ε
  /// ```
  ///
  /// @param capacity α_k and a_k for each dimension
  /// @param slowdown β_k and b_k for each dimension
  /// @param xi weight of the compute term that no size changes, ≥ 0
  /// @param c exponent of compute, > 0
  /// @param floor ε, the loss that remains, ≥ 0
  record Decomposable(
      Map<Dimension, Power> capacity,
      Map<Dimension, Power> slowdown,
      double xi,
      double c,
      double floor)
      implements SimulatedTruth {

    /// The paper's exponents of growth (c = 0.65; s = 0.22, 0.45, 0.60 for width, depth, MLP size),
    /// with weights that put the best shape at 2,000 forward GFLOPs near width 64, depth 4, MLP
    /// size 128.
    public static final Decomposable SMALL =
        new Decomposable(
            perDimension(new Power(3.4, 0.9), new Power(0.18, 0.6), new Power(0.55, 0.5)),
            perDimension(new Power(9.7e-4, 2.05), new Power(2.5, 0.84), new Power(0.36, 0.58)),
            5,
            0.65,
            0.1);

    public Decomposable {
      capacity = Collections.unmodifiableMap(new LinkedHashMap<>(capacity));
      slowdown = Collections.unmodifiableMap(new LinkedHashMap<>(slowdown));
      positive("c", c);
      notNegative("xi", xi);
      notNegative("floor", floor);
      if (!capacity.keySet().equals(slowdown.keySet())) {
        throw new IllegalArgumentException(
            "capacity and slow-down must name the same dimensions but named %s and %s."
                .formatted(capacity.keySet(), slowdown.keySet()));
      }
    }

    @Override
    public double loss(VisionTransformer model, Compute compute) {
      double slow =
          slowdown.entrySet().stream()
              .mapToDouble(term -> term.getValue().rising(model.shape().value(term.getKey())))
              .sum();
      return falling(capacity, model.shape())
          + (slow + xi) * Math.pow(compute.forwardGflops(), -c)
          + floor;
    }
  }

  private static double falling(Map<Dimension, Power> capacity, Shape shape) {
    return capacity.entrySet().stream()
        .mapToDouble(term -> term.getValue().falling(shape.value(term.getKey())))
        .sum();
  }

  private static Map<Dimension, Power> perDimension(Power width, Power depth, Power mlpDim) {
    var terms = new LinkedHashMap<Dimension, Power>();
    terms.put(Dimension.WIDTH, width);
    terms.put(Dimension.DEPTH, depth);
    terms.put(Dimension.MLP_DIM, mlpDim);
    return terms;
  }

  private static void positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          name + " must be a finite number above 0 but was " + value + ".");
    }
  }

  private static void notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          name + " must be a finite number of at least 0 but was " + value + ".");
    }
  }
}
