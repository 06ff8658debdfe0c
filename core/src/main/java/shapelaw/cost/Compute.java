package shapelaw.cost;

import java.util.Locale;
import shapelaw.shape.VisionTransformer;

/// Training compute in the paper's convention: **forward** FLOPs per example × examples seen, where
/// one multiply-add is 2 FLOPs. The backward pass is not counted; exponents do not depend on that,
/// but a printed number must say it, so [#toString()] does.
///
/// @param forwardFlops forward FLOPs, finite and > 0
public record Compute(double forwardFlops) implements Comparable<Compute> {

  /// FLOPs in one GFLOP.
  public static final double FLOPS_PER_GFLOP = 1e9;

  /// A training step costs about this many forward passes (forward 1, backward 2).
  public static final double FORWARDS_PER_TRAINING_STEP = 3;

  /// From 999.5 on, three digits need the next prefix.
  private static final double CARRY = 1000 / 999.5;

  /// Position = power of 1000.
  private static final String PREFIXES = " KMGTPEZ";

  public Compute {
    if (!(forwardFlops > 0) || Double.isInfinite(forwardFlops)) {
      throw new IllegalArgumentException(
          "compute must be a finite number of FLOPs above 0 but was " + forwardFlops + ".");
    }
  }

  /// Compute from forward GFLOPs, the paper's unit.
  public static Compute ofForwardGflops(double gflops) {
    return new Compute(gflops * FLOPS_PER_GFLOP);
  }

  /// Compute from FLOPs that count forward and backward passes (3 × forward).
  public static Compute ofTrainingFlops(double trainingFlops) {
    return new Compute(trainingFlops / FORWARDS_PER_TRAINING_STEP);
  }

  /// Compute of showing `examples` images to `model`.
  public static Compute of(VisionTransformer model, double examples) {
    return new Compute(CostModel.forwardFlops(model) * examples);
  }

  /// Forward GFLOPs: the paper's t.
  public double forwardGflops() {
    return forwardFlops / FLOPS_PER_GFLOP;
  }

  /// FLOPs with the backward pass counted (3 × forward), as other papers print them.
  public double trainingFlops() {
    return forwardFlops * FORWARDS_PER_TRAINING_STEP;
  }

  /// This compute times `factor`.
  public Compute times(double factor) {
    return new Compute(forwardFlops * factor);
  }

  /// How many times `base` goes into this: τ = t / t⁽⁰⁾.
  public double ratioTo(Compute base) {
    return forwardFlops / base.forwardFlops;
  }

  @Override
  public int compareTo(Compute other) {
    return Double.compare(forwardFlops, other.forwardFlops);
  }

  /// For people: three digits and a prefix, for example `881 forward TFLOPs`.
  @Override
  public String toString() {
    int power =
        Math.clamp(
            (int) Math.floor(Math.log10(forwardFlops * CARRY) / 3), 0, PREFIXES.length() - 1);
    String prefix = PREFIXES.substring(power, power + 1).strip();
    return String.format(
        Locale.ROOT, "%.3g forward %sFLOPs", forwardFlops / Math.pow(1000, power), prefix);
  }
}
