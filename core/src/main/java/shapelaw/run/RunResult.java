package shapelaw.run;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
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
  /// @param errorRate the study's loss in [0, 1]: few-shot error rate at the metric's number of
  ///   shots, mean over draws, or the validation's error rate ([EvaluationSpec.Metric])
  /// @param errorRateByShots few-shot error rate for every number of shots; empty if no classes are
  ///   held out
  /// @param errorRateStandardError standard error of `errorRate` over the draws, ≥ 0; 0 if there
  ///   was one draw; of a validation, that of a share of its images
  /// @param trainingLoss sigmoid cross-entropy, summed over classes, mean over images, on training
  ///   batches as they were trained on (after mixup), mean over the cool-down; where a schedule has
  ///   none, over the last tenth of the steps
  /// @param validation on held-out images of the training classes, if any are held out
  /// @param trainingSeconds wall-clock seconds of the steps that this run needed (those shared with
  ///   the trunk counted too)
  /// @param provenance how it came about
  record Done(
      RunId run,
      double errorRate,
      Map<Integer, Double> errorRateByShots,
      double errorRateStandardError,
      double trainingLoss,
      Optional<Validation> validation,
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

    /// Without a validation.
    public Done(
        RunId run,
        double errorRate,
        Map<Integer, Double> errorRateByShots,
        double errorRateStandardError,
        double trainingLoss,
        double trainingSeconds,
        Provenance provenance) {
      this(
          run,
          errorRate,
          errorRateByShots,
          errorRateStandardError,
          trainingLoss,
          Optional.empty(),
          trainingSeconds,
          provenance);
    }
  }

  /// What a model makes of images of its training classes that it was not trained on.
  ///
  /// @param errorRate share of the images whose highest logit is another class's, in [0, 1]
  /// @param loss sigmoid cross-entropy, summed over classes, mean over images
  /// @param images how many there were
  record Validation(double errorRate, double loss, int images) {}

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
