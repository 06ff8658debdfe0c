package shapelaw.run;

/// How a model is trained: everything but the model, the data and the duration.
///
/// @param batchSize images of one step
/// @param optimizer the optimiser and its constants
/// @param learningRate peak learning rate
/// @param weightDecay decoupled weight decay per step relative to the learning-rate schedule: a
///   kernel is multiplied by 1 − weightDecay · schedule(s), schedule in [0, 1]; biases, norms and
///   embeddings are not decayed
/// @param schedule the learning rate over a run
/// @param clipNorm largest global gradient norm, 0 for no clipping
/// @param mixup α of mixup (Zhang et al. 2018): a batch is mixed with a shifted copy of itself by a
///   share drawn from Beta(α, α); 0 for none
/// @param precision of matrix products
/// @param parametrization how weights and learning rates depend on the width; the standard one for
///   SGD
public record Recipe(
    int batchSize,
    Optimizer optimizer,
    double learningRate,
    double weightDecay,
    Schedule schedule,
    double clipNorm,
    double mixup,
    Precision precision,
    Parametrization parametrization) {

  public Recipe {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "batch size must be at least 1 but was " + batchSize + ".");
    }
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
    if (!(mixup >= 0) || Double.isInfinite(mixup)) {
      throw new IllegalArgumentException("mixup must be 0 (off) or more but was " + mixup + ".");
    }
    if (optimizer instanceof Optimizer.Sgd
        && parametrization instanceof Parametrization.MaximalUpdate) {
      // Its learning rates grow with the width for some parameters and fall for others, on
      // gradients that a global norm must then not clip.
      throw new IllegalArgumentException(
          "the optimiser must be AdamW or Adafactor for the maximal update parametrization but was SGD.");
    }
  }

  /// A recipe without mixup, in float32 and the standard parametrization, like the paper's
  /// pre-training.
  public Recipe(
      int batchSize,
      Optimizer optimizer,
      double learningRate,
      double weightDecay,
      Schedule schedule,
      double clipNorm) {
    this(
        batchSize,
        optimizer,
        learningRate,
        weightDecay,
        schedule,
        clipNorm,
        0,
        Precision.FLOAT32,
        new Parametrization.Standard());
  }

  /// Share of the peak learning rate at `step` (1-based) of a run of `totalSteps` steps, in [0, 1].
  public double schedule(long step, long totalSteps) {
    return schedule.at(step, totalSteps);
  }

  /// The same recipe with another peak learning rate. Weight decay goes with the schedule, so it
  /// stays as it is.
  public Recipe withLearningRate(double newLearningRate) {
    return new Recipe(
        batchSize,
        optimizer,
        newLearningRate,
        weightDecay,
        schedule,
        clipNorm,
        mixup,
        precision,
        parametrization);
  }

  /// The same recipe with another batch; nothing else is scaled with it.
  public Recipe withBatchSize(int newBatchSize) {
    return new Recipe(
        newBatchSize,
        optimizer,
        learningRate,
        weightDecay,
        schedule,
        clipNorm,
        mixup,
        precision,
        parametrization);
  }

  /// The same recipe in another precision.
  public Recipe withPrecision(Precision newPrecision) {
    return new Recipe(
        batchSize,
        optimizer,
        learningRate,
        weightDecay,
        schedule,
        clipNorm,
        mixup,
        newPrecision,
        parametrization);
  }
}
