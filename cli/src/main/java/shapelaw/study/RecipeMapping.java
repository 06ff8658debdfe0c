package shapelaw.study;

import shapelaw.run.Optimizer;
import shapelaw.run.Parametrization;
import shapelaw.run.Precision;
import shapelaw.run.Recipe;
import shapelaw.run.Schedule;
import tools.jackson.databind.JsonNode;

/// Reads the `recipe` of a checked document, defaults filled in.
final class RecipeMapping {

  /// Name of the schedule that has no cool-down.
  static final String COSINE = "cosine";

  private RecipeMapping() {}

  static Recipe of(JsonNode recipe) {
    return new Recipe(
        recipe.get("batch_size").intValue(),
        optimizer(recipe.get("optimizer").stringValue()),
        recipe.get("learning_rate").doubleValue(),
        recipe.get("weight_decay").doubleValue(),
        schedule(recipe),
        recipe.get("clip_norm").doubleValue(),
        recipe.get("mixup").doubleValue(),
        DataMapping.constant(Precision.class, recipe.get("precision")),
        recipe.has("mup_base_width")
            ? new Parametrization.MaximalUpdate(recipe.get("mup_base_width").intValue())
            : new Parametrization.Standard());
  }

  private static Optimizer optimizer(String name) {
    return switch (name) {
      case "adafactor" -> Optimizer.Adafactor.PAPER;
      case "adamw" -> Optimizer.AdamW.USUAL;
      case "sgd" -> Optimizer.Sgd.USUAL;
      default -> throw new IllegalStateException("the schema must know no optimizer " + name + ".");
    };
  }

  private static Schedule schedule(JsonNode recipe) {
    int warmup = recipe.get("warmup_steps").intValue();
    String name = recipe.get("schedule").stringValue();
    return switch (name) {
      case "reciprocal_square_root" ->
          new Schedule.ReciprocalSquareRoot(warmup, recipe.get("cooldown_steps").intValue());
      case "constant" -> new Schedule.Constant(warmup, recipe.get("cooldown_steps").intValue());
      case COSINE -> new Schedule.Cosine(warmup);
      default -> throw new IllegalStateException("the schema must know no schedule " + name + ".");
    };
  }
}
