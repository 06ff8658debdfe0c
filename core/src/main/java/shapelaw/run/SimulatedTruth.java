package shapelaw.run;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.shape.Dimension;
import shapelaw.shape.VisionTransformer;

/// The law that a simulation takes for true: the loss of every model at every compute, known
/// exactly, so that what a fit recovers can be judged. The defaults make losses like those of small
/// Vision Transformers (width 32 to 256) on thousands to millions of images; they describe no real
/// data set.
public sealed interface SimulatedTruth {

  /// Noiseless loss of a shape, whose sizes may be any numbers above zero. May exceed 1 where the
  /// law is used far from where it makes sense.
  ///
  /// @param size along each dimension
  /// @param examples that training sees
  /// @param compute of that training: examples times the shape's forward FLOPs
  double loss(ToDoubleFunction<Dimension> size, double examples, Compute compute);

  /// Noiseless loss of `model` after training compute `compute`.
  default double loss(VisionTransformer model, Compute compute) {
    double examples = compute.forwardFlops() / CostModel.forwardFlops(model);
    return loss(model.shape()::value, examples, compute);
  }

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
    public double loss(ToDoubleFunction<Dimension> size, double examples, Compute compute) {
      return falling(capacity, size) + dataWeight * Math.pow(examples, -dataExponent) + floor;
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

    /// All of it in one word without blanks, for a process that simulates; [#parse] reads it.
    ///
    /// ```text
    /// xi=9.0/c=0.65/floor=0.1/width=25.6:1.5:0.0111:1.45/…   dimension=α:a:β:b
    /// ```
    public String text() {
      var text = new StringBuilder("xi=%s/c=%s/floor=%s".formatted(xi, c, floor));
      capacity.forEach((dimension, falls) -> {
        Power rises = Objects.requireNonNull(slowdown.get(dimension));
        text.append(
            "/%s=%s:%s:%s:%s"
                .formatted(
                    dimension.name(),
                    falls.weight(),
                    falls.exponent(),
                    rises.weight(),
                    rises.exponent()));
      });
      return text.toString();
    }

    /// Reads what [#text()] wrote.
    ///
    /// @throws IllegalArgumentException if it is not of that form
    public static Decomposable parse(String text) {
      var capacity = new LinkedHashMap<Dimension, Power>();
      var slowdown = new LinkedHashMap<Dimension, Power>();
      var numbers = new HashMap<String, Double>();
      for (String part : text.split("/", -1)) {
        String[] pair = part.split("=", -1);
        String[] values = pair.length == 2 ? pair[1].split(":", -1) : new String[0];
        if (values.length == 1) {
          numbers.put(pair[0], Double.parseDouble(values[0]));
        } else if (values.length == 4) {
          var dimension = new Dimension(pair[0]);
          capacity.put(dimension, power(values[0], values[1]));
          slowdown.put(dimension, power(values[2], values[3]));
        }
      }
      if (capacity.isEmpty() || !numbers.keySet().equals(Set.of("xi", "c", "floor"))) {
        throw new IllegalArgumentException(
            "a law must be written like %s but was '%s'.".formatted(SMALL.text(), text));
      }
      return new Decomposable(
          capacity,
          slowdown,
          numbers.getOrDefault("xi", Double.NaN),
          numbers.getOrDefault("c", Double.NaN),
          numbers.getOrDefault("floor", Double.NaN));
    }

    private static Power power(String weight, String exponent) {
      return new Power(Double.parseDouble(weight), Double.parseDouble(exponent));
    }

    @Override
    public double loss(ToDoubleFunction<Dimension> size, double examples, Compute compute) {
      double slow =
          slowdown.entrySet().stream()
              .mapToDouble(term -> term.getValue().rising(size.applyAsDouble(term.getKey())))
              .sum();
      return falling(capacity, size) + (slow + xi) * Math.pow(compute.forwardGflops(), -c) + floor;
    }
  }

  /// A law that no sum of products of powers follows: the terms combine to a smooth maximum, so
  /// that the tightest bottleneck hides the others, and the data's exponent changes slowly with the
  /// number of examples, from c to c'. Stands for what real losses do and no fitted law knows.
  ///
  /// ```text
  /// L(x, n) = (Σ_k (α_k x_k^(−a_k))^q + D(n)^q)^(1/q) + E
  /// D(n) = B n^(−c) (1 + n / n_b)^(c − c')
  /// ```
  ///
  /// For a given compute the loss rises without bound when a size grows (n falls) or shrinks, so
  /// that there is a best shape at any compute.
  ///
  /// @param capacity α_k and a_k for each dimension
  /// @param data B, finite and > 0, and c
  /// @param lateExponent c', finite and > 0
  /// @param breakExamples n_b, where the exponent is half-way from c to c'
  /// @param sharpness q ≥ 1: 1 adds the terms, ∞ takes the largest
  /// @param floor E, the loss that remains, ≥ 0
  record Bottleneck(
      Map<Dimension, Power> capacity,
      Power data,
      double lateExponent,
      double breakExamples,
      double sharpness,
      double floor)
      implements SimulatedTruth {

    public Bottleneck {
      capacity = Collections.unmodifiableMap(new LinkedHashMap<>(capacity));
      positive("late exponent", lateExponent);
      positive("examples at the break", breakExamples);
      positive("sharpness", sharpness);
      notNegative("floor", floor);
      if (sharpness < 1) {
        throw new IllegalArgumentException(
            "sharpness must be at least 1 but was " + sharpness + ".");
      }
    }

    @Override
    public double loss(ToDoubleFunction<Dimension> size, double examples, Compute compute) {
      double sum =
          capacity.entrySet().stream()
              .mapToDouble(
                  term -> sharpened(term.getValue().falling(size.applyAsDouble(term.getKey()))))
              .sum();
      return Math.pow(sum + sharpened(ofData(examples)), 1 / sharpness) + floor;
    }

    private double sharpened(double term) {
      return Math.pow(term, sharpness);
    }

    private double ofData(double examples) {
      return data.falling(examples)
          * Math.pow(1 + examples / breakExamples, data.exponent() - lateExponent);
    }
  }

  private static double falling(Map<Dimension, Power> capacity, ToDoubleFunction<Dimension> size) {
    return capacity.entrySet().stream()
        .mapToDouble(term -> term.getValue().falling(size.applyAsDouble(term.getKey())))
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
