package shapelaw.runs.exports;

import java.util.Locale;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.shape.VisionTransformer;

/// A run to be trained elsewhere.
///
/// @param purpose what it is for, as [shapelaw.sweep.Purpose#label()] says it
/// @param run all about it
public record ExportedRun(String purpose, RunSpec run) {

  /// Seeds above this are not taken by NumPy, which other trainers seed, too.
  private static final long SEEDS = 1L << 31;

  String id() {
    return run.id().hex();
  }

  VisionTransformer model() {
    return run.model();
  }

  Recipe recipe() {
    return run.recipe();
  }

  /// The run's seed, cut to what every trainer takes.
  long seed() {
    return Math.floorMod(run.seed(), SEEDS);
  }

  /// Weight decay as trainers count it that multiply it by the learning rate: PyTorch's AdamW takes
  /// lr · decay off a weight, Shapelaw decay · (lr / peak).
  double weightDecayTimesRate() {
    return recipe().weightDecay() / recipe().learningRate();
  }

  /// Bias with which the head begins: the logarithm of a class's share.
  double headBias() {
    return -Math.log(model().classes());
  }

  /// For comments: `star:width, 64/2/128, 1,000 steps, 64,000 images`.
  String title() {
    return String.format(
        Locale.ROOT,
        "%s, %s, %,d steps, %,d images",
        purpose,
        model().shape().compact(),
        run.steps(),
        run.examples());
  }
}
