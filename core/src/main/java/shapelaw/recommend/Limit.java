package shapelaw.recommend;

import shapelaw.cost.Compute;
import shapelaw.cost.Device;
import shapelaw.cost.Posynomial;
import shapelaw.cost.ShapeCost;
import shapelaw.cost.TrainingMemory;

/// Something that the recommended model must not exceed: a posynomial of the sizes ≤ a bound.
public sealed interface Limit {

  /// What is limited, as a formula in the sizes.
  ///
  /// @throws IllegalArgumentException with the reason if the cost does not tell it
  Posynomial quantity(ShapeCost cost);

  /// The most that is allowed, in the quantity's unit.
  double bound();

  /// FLOPs of one forward pass of one image.
  ///
  /// @param bound FLOPs
  record ForwardFlops(double bound) implements Limit {
    public ForwardFlops {
      require("forward FLOPs", bound);
    }

    @Override
    public Posynomial quantity(ShapeCost cost) {
      return cost.forwardFlops().formula();
    }

    @Override
    public String toString() {
      return "at most %s for one example".formatted(new Compute(bound));
    }
  }

  /// Seconds of one forward pass of one image: F(x) / the device's measured FLOPs a second.
  ///
  /// @param seconds the most
  /// @param device its speed in forward passes
  record Latency(double seconds, Device device) implements Limit {
    public Latency {
      require("latency", seconds);
    }

    @Override
    public Posynomial quantity(ShapeCost cost) {
      return cost.forwardFlops().formula();
    }

    @Override
    public double bound() {
      return device.forwardFlops(seconds);
    }

    @Override
    public String toString() {
      return "at most %.4g ms for one example at %.4g forward TFLOPs a second"
          .formatted(1e3 * seconds, device.flopsPerSecond() / 1e12);
    }
  }

  /// Trainable parameters.
  ///
  /// @param bound the most
  record Parameters(double bound) implements Limit {
    public Parameters {
      require("parameters", bound);
    }

    @Override
    public Posynomial quantity(ShapeCost cost) {
      return cost.parameters().formula();
    }

    @Override
    public String toString() {
      return "at most %,.0f parameters".formatted(bound);
    }
  }

  /// Memory of training.
  ///
  /// @param bound bytes
  /// @param memory what is counted
  record Memory(double bound, TrainingMemory memory) implements Limit {
    public Memory {
      require("memory", bound);
    }

    @Override
    public Posynomial quantity(ShapeCost cost) {
      return memory.bytes(cost);
    }

    @Override
    public String toString() {
      return "at most %.4g GiB in training with %d images a step"
          .formatted(bound / TrainingMemory.BYTES_PER_GIB, memory.batchSize());
    }
  }

  private static void require(String what, double bound) {
    if (!(bound > 0) || Double.isInfinite(bound)) {
      throw new IllegalArgumentException(
          "a limit of %s must be a finite number above 0 but was %s.".formatted(what, bound));
    }
  }
}
