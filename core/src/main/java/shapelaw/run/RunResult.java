package shapelaw.run;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What became of a run. An outcome that belongs to the experiment is a value, never an exception.
public sealed interface RunResult {

  /// The run that this is the result of.
  RunId run();

  /// How the result came about.
  Provenance provenance();

  /// The run ended and was evaluated.
  ///
  /// @param run the run
  /// @param errorRate the study's loss: few-shot error rate in [0, 1] at the metric's number of
  ///   shots, mean over draws
  /// @param errorRateByShots the same for every number of shots
  /// @param errorRateStandardError standard error of `errorRate` over the draws, ≥ 0; 0 if there
  ///   was one draw
  /// @param trainingLoss mean sigmoid cross-entropy over the last steps before the end, summed over
  ///   classes, mean over images
  /// @param trainingSeconds wall-clock seconds of the steps that this run needed (those shared with
  ///   the trunk counted too)
  /// @param provenance how it came about
  record Done(
      RunId run,
      double errorRate,
      Map<Integer, Double> errorRateByShots,
      double errorRateStandardError,
      double trainingLoss,
      double trainingSeconds,
      Provenance provenance)
      implements RunResult {
    public Done {
      if (!(errorRate >= 0 && errorRate <= 1)) {
        throw new IllegalArgumentException(
            "error rate must be in [0, 1] but was " + errorRate + ".");
      }
      errorRateByShots = Collections.unmodifiableMap(new TreeMap<>(errorRateByShots));
    }
  }

  /// The loss became NaN or infinite; the recipe is not stable for this model.
  ///
  /// @param run the run
  /// @param step the first step (1-based) with a non-finite loss
  /// @param provenance how it came about
  record Diverged(RunId run, long step, Provenance provenance) implements RunResult {}

  /// The run could not be made, for a reason that another try would not mend.
  ///
  /// @param run the run
  /// @param reason one sentence for people
  /// @param provenance how it came about
  record Failed(RunId run, String reason, Provenance provenance) implements RunResult {}
}
