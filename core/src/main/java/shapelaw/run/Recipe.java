package shapelaw.run;

/// How a model is trained: everything but the model, the data and the duration.
///
/// The schedule is the reciprocal square root of Zhai et al. 2022 with linear warm-up and linear
/// cool-down to zero: at step s (1-based) of a run of n steps the learning rate is
///
/// ```text
/// learningRate · min(1, s / warmupSteps) · min(1, sqrt(warmupSteps / s)) · min(1, (n − s) / cooldownSteps)
/// ```
///
/// so that a shorter run differs from a longer one only in its last `cooldownSteps` steps
/// ([Trunk]).
///
/// @param batchSize images of one step
/// @param optimizer the optimiser and its constants
/// @param learningRate peak learning rate
/// @param weightDecay decoupled weight decay per step relative to the learning-rate schedule: a
///   kernel is multiplied by 1 − weightDecay · schedule(s), schedule in [0, 1]; biases, norms and
///   embeddings are not decayed
/// @param warmupSteps steps of linear warm-up, ≥ 1
/// @param cooldownSteps steps of linear cool-down, ≥ 1, less than the shortest duration
/// @param clipNorm largest global gradient norm, 0 for no clipping
public record Recipe(
    int batchSize,
    Optimizer optimizer,
    double learningRate,
    double weightDecay,
    int warmupSteps,
    int cooldownSteps,
    double clipNorm) {

  public Recipe {
    atLeast("batch size", batchSize, 1);
    atLeast("warm-up steps", warmupSteps, 1);
    atLeast("cool-down steps", cooldownSteps, 1);
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "learning rate must be above 0 but was " + learningRate + ".");
    }
    if (!(weightDecay >= 0 && weightDecay < 1)) {
      throw new IllegalArgumentException(
          "weight decay must be in [0, 1) but was " + weightDecay + ".");
    }
    if (!(clipNorm >= 0)) {
      throw new IllegalArgumentException(
          "clip norm must be 0 (off) or more but was " + clipNorm + ".");
    }
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          name + " must be at least " + least + " but was " + value + ".");
    }
  }

  /// Share of the peak learning rate at `step` (1-based) of a run of `totalSteps` steps, in [0, 1].
  public double schedule(long step, long totalSteps) {
    double warmup = Math.min(1, (double) step / warmupSteps);
    double decay = Math.min(1, Math.sqrt((double) warmupSteps / step));
    double cooldown = Math.min(1, Math.max(0, (double) (totalSteps - step) / cooldownSteps));
    return warmup * decay * cooldown;
  }
}
