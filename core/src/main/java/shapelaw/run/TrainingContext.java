package shapelaw.run;

import java.nio.file.Path;
import java.util.Set;

/// What a trainer gets from whoever executes it.
public interface TrainingContext {

  /// A folder of this trunk's own, for checkpoints. It exists, and survives crashes.
  Path folder();

  /// Runs of the trunk whose results are already safe: they must not be handed over again.
  Set<RunId> finished();

  /// Takes a result. When this returns, the result survives a crash.
  void accept(RunResult result);

  /// Tells how far training is; may be called at every step, must be cheap.
  void progress(Progress progress);

  /// Says a line for people who look how a trial went; a few times a trial, not at every step.
  default void say(String line) {}

  /// True when training should write a checkpoint and end with `InterruptedException`.
  boolean stopRequested();

  /// Intra-op threads that the trainer may use.
  int threads();

  /// Where tensors should live.
  DeviceChoice device();

  /// True to keep only each block's input for the backward pass and to compute the rest again: less
  /// memory, about a third more time, the same numbers.
  boolean recomputesActivations();

  /// What names of files with weights end with.
  String WEIGHTS_SUFFIX = ".safetensors";

  /// Where the weights of a finished run are left if they are kept.
  default Path weightsFile(RunId run) {
    return folder().resolve(run.hex() + WEIGHTS_SUFFIX);
  }

  /// True to leave the weights of every finished run in [#folder()].
  default boolean keepsWeights() {
    return false;
  }

  /// Seconds between checkpoints.
  double checkpointSeconds();

  /// How far a trunk is.
  ///
  /// @param trainedSteps steps trained, of [Trunk#trainedSteps()]
  /// @param totalSteps [Trunk#trainedSteps()]
  /// @param trainingLoss loss of the last step looked at
  /// @param imagesPerSecond recent throughput
  record Progress(
      long trainedSteps, long totalSteps, double trainingLoss, double imagesPerSecond) {}
}
