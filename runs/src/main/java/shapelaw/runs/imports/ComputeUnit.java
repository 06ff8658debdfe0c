package shapelaw.runs.imports;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import shapelaw.cost.Compute;
import shapelaw.shape.UnknownNameException;

/// In what a table counts compute. Other people's numbers mostly count the backward pass, too;
/// Shapelaw's do not, so this must be known.
public enum ComputeUnit {
  /// FLOPs of forward passes alone.
  FORWARD_FLOPS(1, false),

  /// 10⁹ FLOPs of forward passes alone, the paper's unit.
  FORWARD_GFLOPS(Compute.FLOPS_PER_GFLOP, false),

  /// FLOPs of forward and backward passes, 3 × forward; also what 6·N·D estimates.
  TRAINING_FLOPS(1, true),

  /// 10⁹ FLOPs of forward and backward passes.
  TRAINING_GFLOPS(Compute.FLOPS_PER_GFLOP, true);

  private final double flops;
  private final boolean countsBackward;

  ComputeUnit(double flops, boolean countsBackward) {
    this.flops = flops;
    this.countsBackward = countsBackward;
  }

  /// `amount` of this unit in forward GFLOPs.
  ///
  /// @throws IllegalArgumentException if the amount is not finite and above 0
  public double toForwardGflops(double amount) {
    Compute compute =
        countsBackward ? Compute.ofTrainingFlops(amount * flops) : new Compute(amount * flops);
    return compute.forwardGflops();
  }

  /// How much of this unit a run of so many forward GFLOPs has: the other way round.
  ///
  /// @throws IllegalArgumentException if the amount is not finite and above 0
  public double amountOf(double forwardGflops) {
    Compute compute = Compute.ofForwardGflops(forwardGflops);
    return (countsBackward ? compute.trainingFlops() : compute.forwardFlops()) / flops;
  }

  /// True if the backward pass is counted.
  public boolean countsBackward() {
    return countsBackward;
  }

  /// As flags and files name it: `training-flops`.
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// All names, in the order in which the constants stand.
  public static List<String> ids() {
    return Arrays.stream(values()).map(ComputeUnit::id).toList();
  }

  /// Reads [#id()].
  ///
  /// @throws IllegalArgumentException if there is no such unit
  public static ComputeUnit of(String id) {
    return Arrays.stream(values())
        .filter(unit -> unit.id().equals(id.toLowerCase(Locale.ROOT).replace('_', '-')))
        .findFirst()
        .orElseThrow(() -> new UnknownNameException("the compute unit", ids(), id));
  }

  /// For people: `training FLOPs (forward and backward)`.
  @Override
  public String toString() {
    return "%s %sFLOPs (%s)"
        .formatted(
            countsBackward ? "training" : "forward",
            flops == 1 ? "" : "G",
            countsBackward ? "forward and backward" : "forward passes alone");
  }
}
