package shapelaw.recommend;

import java.time.Duration;
import shapelaw.cost.Compute;
import shapelaw.cost.Device;

/// What may be spent. Whatever a model must not exceed besides is a [Limit].
public sealed interface Budget {

  /// A training compute t.
  ///
  /// @param compute t
  record TrainingCompute(Compute compute) implements Budget {
    @Override
    public String toString() {
      return compute.toString();
    }
  }

  /// Training on a measured device for a time.
  ///
  /// @param time of training
  /// @param device its speed in training
  record TrainingTime(Duration time, Device device) implements Budget {
    /// What the time pays for.
    public Compute compute() {
      return device.trainingCompute(time);
    }

    @Override
    public String toString() {
      return "%.4g hours at %.4g training TFLOPs a second (%s)"
          .formatted(time.toMillis() / 3.6e6, device.flopsPerSecond() / 1e12, compute());
    }
  }

  /// Training and serving together: 3 t + images · F = total, since a training step costs three
  /// forward passes. A larger model leaves less for training.
  ///
  /// @param totalFlops FLOPs of both, > 0
  /// @param servedImages images over the model's life, ≥ 0
  record TrainingAndServing(double totalFlops, double servedImages) implements Budget {
    public TrainingAndServing {
      requireFiniteAboveZero("total FLOPs", totalFlops);
      requireImages(servedImages);
    }

    @Override
    public String toString() {
      return "%.3g FLOPs for training (3 x forward) and serving %.3g images together"
          .formatted(totalFlops, servedImages);
    }
  }

  /// The least total 3 t + images · F that reaches a loss.
  ///
  /// @param loss to be reached, > 0
  /// @param servedImages images over the model's life, ≥ 0; 0 for the cheapest training
  record TargetLoss(double loss, double servedImages) implements Budget {
    public TargetLoss {
      requireFiniteAboveZero("the loss to be reached", loss);
      requireImages(servedImages);
    }

    @Override
    public String toString() {
      return servedImages == 0
          ? "the cheapest training that reaches loss %.5g".formatted(loss)
          : "the cheapest training and serving of %.3g images at loss %.5g"
              .formatted(servedImages, loss);
    }
  }

  /// Training costs nothing: the loss is the law's limit for endless training. It needs a [Limit].
  record EndlessTraining() implements Budget {
    @Override
    public String toString() {
      return "endless training";
    }
  }

  private static void requireFiniteAboveZero(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          what + " must be a finite number above 0 but was " + value + ".");
    }
  }

  private static void requireImages(double images) {
    if (!(images >= 0) || Double.isInfinite(images)) {
      throw new IllegalArgumentException(
          "served images must be a finite number of at least 0 but were " + images + ".");
    }
  }
}
