package shapelaw.run;

import shapelaw.cost.Compute;
import shapelaw.shape.VisionTransformer;

/// One training run, complete: whoever holds it can repeat the run.
///
/// @param model the architecture
/// @param data the images
/// @param recipe the training recipe
/// @param steps duration in optimiser steps, more than the cool-down
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
    if (steps <= recipe.cooldownSteps()) {
      throw new IllegalArgumentException(
          "steps must be more than the cool-down (%d) but was %d. Maybe shorten the cool-down."
              .formatted(recipe.cooldownSteps(), steps));
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

  /// The same run at another duration.
  public RunSpec withSteps(long newSteps) {
    return new RunSpec(model, data, recipe, newSteps, evaluation, seed);
  }
}
