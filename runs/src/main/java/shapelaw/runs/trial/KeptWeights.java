package shapelaw.runs.trial;

import java.nio.file.Path;
import shapelaw.run.RunId;
import shapelaw.run.TrainingContext;
import shapelaw.run.Trunk;

/// The weights of finished runs, where they are kept: they stay in the trial's folder when all else
/// in it has been deleted.
public final class KeptWeights {

  private KeptWeights() {}

  /// Where the weights of a run lie if they were kept.
  ///
  /// @param trials folder of all trials of the study
  /// @param trunk the run's trunk
  public static Path file(Path trials, Trunk trunk, RunId run) {
    return TrialFolder.of(trials, trunk)
        .checkpoints()
        .resolve(run.hex() + TrainingContext.WEIGHTS_SUFFIX);
  }
}
