package shapelaw.run;

import shapelaw.cost.Compute;
import shapelaw.shape.VisionTransformer;

/// One training run, complete: whoever holds it can repeat the run.
///
/// @param model the architecture
/// @param data the images
/// @param recipe the training recipe
/// @param steps duration in optimiser steps, more than the schedule's cool-down (or warm-up, for a
///   cosine)
/// @param evaluation how its loss is measured
/// @param seed of the initial weights
public record RunSpec(
    VisionTransformer model,
    DataSpec data,
    Recipe recipe,
    long steps,
    EvaluationSpec evaluation,
    long seed) {

  public RunSpec {
    if (steps <= recipe.schedule().leastSteps()) {
      throw new IllegalArgumentException(
          "steps must be more than its schedule takes (%d) but was %d. Maybe shorten the cool-down or the warm-up."
              .formatted(recipe.schedule().leastSteps(), steps));
    }
    if (evaluation.metric() == EvaluationSpec.Metric.VALIDATION_ERROR
        && data.split().validationImages() == 0) {
      throw new IllegalArgumentException(
          "validation images must be at least 1 for the metric validation error but were 0.");
    }
    if (evaluation.metric() == EvaluationSpec.Metric.FEW_SHOT_ERROR
        && data.split().evaluationClasses() == 0) {
      throw new IllegalArgumentException(
          "evaluation classes must be at least 2 for the metric few-shot error but were 0.");
    }
    if (model.imageSize() != data.imageSize()) {
      throw new IllegalArgumentException(
          "the model's image size must be the data's (%d) but was %d."
              .formatted(data.imageSize(), model.imageSize()));
    }
  }

  /// Content hash of every field: equal specs have equal ids.
  public RunId id() {
    return RunId.of(this);
  }

  /// Images seen.
  public long examples() {
    return steps * recipe.batchSize();
  }

  /// Training compute: forward FLOPs × examples.
  public Compute compute() {
    return Compute.of(model, examples());
  }

  /// Last steps that no longer run of the same model shares: the cool-down, or all.
  public long ownSteps() {
    return recipe.schedule().ownSteps(steps);
  }

  /// The same run at another duration.
  public RunSpec withSteps(long newSteps) {
    return new RunSpec(model, data, recipe, newSteps, evaluation, seed);
  }
}
