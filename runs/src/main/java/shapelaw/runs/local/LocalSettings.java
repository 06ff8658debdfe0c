package shapelaw.runs.local;

import java.util.List;
import java.util.OptionalLong;
import shapelaw.run.DeviceChoice;
import shapelaw.runs.trial.TrialSettings;

/// How this machine is used.
///
/// @param workers trunks side by side, ≥ 1
/// @param threadsPerWorker intra-op threads of each, ≥ 1
/// @param javaCommandPrefix what comes before the main class: Java, its flags, the class path
/// @param trainer name of the trainer
/// @param checkpointSeconds seconds between checkpoints, > 0
/// @param maxAttempts attempts in a row without a new result before a trunk is given up, ≥ 1
/// @param device where trials keep their tensors
/// @param recomputesActivations true to save memory by computing activations twice
/// @param keepsWeights true to leave the weights of every finished run in its trial's folder
/// @param workerMemoryBytes memory that one worker may use; empty for an equal share of the
///   machine's
public record LocalSettings(
    int workers,
    int threadsPerWorker,
    List<String> javaCommandPrefix,
    String trainer,
    double checkpointSeconds,
    int maxAttempts,
    DeviceChoice device,
    boolean recomputesActivations,
    boolean keepsWeights,
    OptionalLong workerMemoryBytes) {

  /// Attempts in a row without a new result before a trunk is given up.
  public static final int DEFAULT_MAX_ATTEMPTS = 3;

  public LocalSettings {
    javaCommandPrefix = List.copyOf(javaCommandPrefix);
    atLeastOne("workers", workers);
    atLeastOne("threads per worker", threadsPerWorker);
    atLeastOne("attempts", maxAttempts);
    if (!(checkpointSeconds > 0) || Double.isInfinite(checkpointSeconds)) {
      throw new IllegalArgumentException(
          "seconds between checkpoints must be a finite number above 0 but was "
              + checkpointSeconds
              + ".");
    }
    if (workerMemoryBytes.isPresent() && workerMemoryBytes.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "a worker's memory must be at least 1 byte but was " + workerMemoryBytes + ".");
    }
  }

  /// On whatever device there is, with nothing recomputed, no weights kept and an equal share of
  /// the machine's memory for each worker.
  public LocalSettings(
      int workers,
      int threadsPerWorker,
      List<String> javaCommandPrefix,
      String trainer,
      double checkpointSeconds,
      int maxAttempts) {
    this(
        workers,
        threadsPerWorker,
        javaCommandPrefix,
        trainer,
        checkpointSeconds,
        maxAttempts,
        DeviceChoice.AUTO,
        false,
        false,
        OptionalLong.empty());
  }

  /// How each trial trains.
  public TrialSettings trial() {
    return new TrialSettings(
        threadsPerWorker, checkpointSeconds, device, recomputesActivations, keepsWeights);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 but was " + value + ".");
    }
  }
}
