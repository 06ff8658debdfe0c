package shapelaw.runs.trial;

import shapelaw.run.DeviceChoice;

/// How a trial trains, beside what it trains: nothing here is part of a run's identity.
///
/// @param threads intra-op threads, ≥ 1
/// @param checkpointSeconds seconds between checkpoints, > 0
/// @param device where tensors should live
/// @param recomputesActivations true to save memory by computing activations twice
/// @param keepsWeights true to leave the weights of every finished run in the trial's folder
public record TrialSettings(
    int threads,
    double checkpointSeconds,
    DeviceChoice device,
    boolean recomputesActivations,
    boolean keepsWeights) {

  public TrialSettings {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1 but was " + threads + ".");
    }
    if (!(checkpointSeconds > 0) || Double.isInfinite(checkpointSeconds)) {
      throw new IllegalArgumentException(
          "seconds between checkpoints must be a finite number above 0 but was "
              + checkpointSeconds
              + ".");
    }
  }
}
