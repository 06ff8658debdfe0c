package shapelaw.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import shapelaw.cost.Device;
import shapelaw.cost.TrainingMemory;
import shapelaw.recommend.Budget;
import shapelaw.recommend.Limit;
import shapelaw.recommend.TargetCompute;

/// What may be spent, and what the model must not exceed.
final class BudgetOptions {

  private static final double MILLISECONDS_PER_SECOND = 1e3;
  private static final double MILLISECONDS_PER_HOUR = 3.6e6;
  private static final double MAX_HOURS = 1e9; // 114,000 years: a mistake, not a budget
  private static final Pattern COUNT =
      Pattern.compile("([0-9][0-9.]*(?:[eE][+-]?[0-9]+)?)\\s*([kKMGBT]?)");

  @ArgGroup(multiplicity = "0..1")
  private @Nullable Training training;

  @Option(
      names = "--serve-images",
      paramLabel = "N",
      description =
          "Images that the model will serve over its life; only with --total-compute or --target-loss.")
  private @Nullable String servedImages;

  @Option(
      names = "--max-inference-flops",
      paramLabel = "AMOUNT",
      description = "Most forward FLOPs of one image, for example '20 GFLOPs'.")
  private @Nullable String maxInferenceFlops;

  @Option(
      names = "--max-latency-ms",
      paramLabel = "MS",
      description = "Longest forward pass of one image, on the device of --device-flops.")
  private @Nullable Double maxLatencyMs;

  @Option(
      names = "--max-parameters",
      paramLabel = "N",
      description = "Most parameters, for example 400M.")
  private @Nullable String maxParameters;

  @Option(
      names = "--max-memory-gib",
      paramLabel = "GIB",
      description =
          "Most memory in training: weights, gradients, optimiser state and activations of a batch.")
  private @Nullable Double maxMemoryGib;

  @Option(
      names = "--device-flops",
      paramLabel = "AMOUNT",
      description =
          "FLOPs a second of the device, as measured on models like these, for example '120 TFLOPs' (default: this machine, measured now).")
  private @Nullable String deviceFlops;

  /// What training may cost, in one of its notations.
  static final class Training {
    @Option(
        names = "--compute",
        paramLabel = "AMOUNT",
        description = "Training compute in forward FLOPs, for example '9e12 GFLOPs'.")
    private @Nullable String compute;

    @Option(
        names = "--like",
        paramLabel = "MODEL@EXAMPLES",
        description = "The compute of a named model, for example 'B/16@1e9 examples'.")
    private @Nullable String like;

    @Option(
        names = "--training-hours",
        paramLabel = "HOURS",
        description = "Training time, above 0, on the device of --device-flops.")
    private @Nullable Double hours;

    @Option(
        names = "--total-compute",
        paramLabel = "AMOUNT",
        description =
            "FLOPs of training (3 x forward) and of serving --serve-images (needed) together, for example '2e21 FLOPs'.")
    private @Nullable String total;

    @Option(
        names = "--target-loss",
        paramLabel = "LOSS",
        description = "Reach this loss with the least FLOPs of training and serving.")
    private @Nullable Double targetLoss;
  }

  /// The budget; empty if there is none and nothing is limited either.
  ///
  /// @param measured measures this machine when its speed is needed and was not given
  /// @throws IllegalArgumentException if an amount cannot be read
  Optional<Budget> budget(Supplier<Device> measured) {
    requireServing();
    double images = servedImages == null ? 0 : count(servedImages);
    if (training == null) {
      return isLimited() ? Optional.of(new Budget.EndlessTraining()) : Optional.empty();
    }
    if (training.compute != null) {
      return Optional.of(new Budget.TrainingCompute(TargetCompute.parse(training.compute)));
    } else if (training.like != null) {
      return Optional.of(new Budget.TrainingCompute(TargetCompute.like(training.like)));
    } else if (training.hours != null) {
      Duration time = trainingTime(training.hours);
      return Optional.of(new Budget.TrainingTime(time, device(measured)));
    } else if (training.total != null) {
      double total = TargetCompute.parse(training.total).forwardFlops();
      return Optional.of(new Budget.TrainingAndServing(total, images));
    } else if (training.targetLoss != null) {
      return Optional.of(new Budget.TargetLoss(training.targetLoss, images));
    }
    return Optional.empty();
  }

  /// Served images count in two budgets, and one of them makes no sense without.
  private void requireServing() {
    boolean total = training != null && training.total != null;
    boolean target = training != null && training.targetLoss != null;
    if (servedImages != null && !total && !target) {
      throw new CommandFailure(
          "--serve-images needs --total-compute or --target-loss but was given without; no other budget pays for serving.");
    }
    if (servedImages == null && total) {
      throw new CommandFailure(
          "--total-compute needs --serve-images but was given without. Maybe --compute, for training alone.");
    }
  }

  private static Duration trainingTime(double hours) {
    long milliseconds = Math.round(hours * MILLISECONDS_PER_HOUR);
    if (milliseconds <= 0 || hours > MAX_HOURS) {
      throw new CommandFailure(
          "--training-hours must be above 0 (a millisecond or more) and at most %.0e but was %s."
              .formatted(MAX_HOURS, hours));
    }
    return Duration.ofMillis(milliseconds);
  }

  private boolean isLimited() {
    return maxInferenceFlops != null
        || maxLatencyMs != null
        || maxParameters != null
        || maxMemoryGib != null;
  }

  /// What the model must not exceed.
  ///
  /// @param measured as for [#budget]
  /// @param memory what is counted of a study's training; asked for only if memory is limited
  List<Limit> limits(Supplier<Device> measured, Supplier<TrainingMemory> memory) {
    var limits = new ArrayList<Limit>();
    if (maxInferenceFlops != null) {
      limits.add(new Limit.ForwardFlops(TargetCompute.parse(maxInferenceFlops).forwardFlops()));
    }
    if (maxLatencyMs != null) {
      limits.add(new Limit.Latency(maxLatencyMs / MILLISECONDS_PER_SECOND, device(measured)));
    }
    if (maxParameters != null) {
      limits.add(new Limit.Parameters(count(maxParameters)));
    }
    if (maxMemoryGib != null) {
      limits.add(new Limit.Memory(maxMemoryGib * TrainingMemory.BYTES_PER_GIB, memory.get()));
    }
    return limits;
  }

  private Device device(Supplier<Device> measured) {
    return deviceFlops == null
        ? measured.get()
        : new Device(TargetCompute.parse(deviceFlops).forwardFlops());
  }

  /// A count as people write it: `400M`, `4e8`, `1.5B`.
  private static double count(String text) {
    Matcher m = COUNT.matcher(text.strip());
    if (m.matches()) {
      try {
        double factor =
            switch (m.group(2)) {
              case "k", "K" -> 1e3;
              case "M" -> 1e6;
              case "G", "B" -> 1e9;
              case "T" -> 1e12;
              default -> 1;
            };
        return Double.parseDouble(m.group(1)) * factor;
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(unreadable(text), e);
      }
    }
    throw new IllegalArgumentException(unreadable(text));
  }

  private static String unreadable(String text) {
    return "a count must be a number with k, M, B or T or without but was '%s'. Maybe '400M'."
        .formatted(text);
  }
}
