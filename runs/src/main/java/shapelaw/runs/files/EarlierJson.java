package shapelaw.runs.files;

import java.util.Optional;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Precision;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Brings specifications and results that were written before some of their fields existed to
/// today's form. What a field has come to say was then always so; ids stay, since a run's identity
/// leaves such values out. Text of today's form passes unchanged, and what is of neither form is
/// left for the reader to refuse.
final class EarlierJson {

  private EarlierJson() {}

  /// A trunk's specification, in place.
  static void upgradeTrunk(JsonNode trunk) {
    trunk.path("runs").forEach(EarlierJson::upgradeSpec);
  }

  /// A run's specification, in place.
  static void upgradeSpec(JsonNode spec) {
    if (spec.path("data") instanceof ObjectNode data) {
      upgradeData(data);
    }
    if (spec.path("recipe") instanceof ObjectNode recipe) {
      upgradeRecipe(recipe);
    }
    if (spec.path("evaluation") instanceof ObjectNode evaluation && !evaluation.has("metric")) {
      evaluation.put("metric", EvaluationSpec.Metric.FEW_SHOT_ERROR.name());
    }
  }

  /// A result, in place.
  static void upgradeResult(JsonNode result) {
    if (result instanceof ObjectNode object
        && object.path("outcome").asString("").equals("done")
        && object.has("errorRate")
        && !object.has("validation")) {
      object.putNull("validation");
    }
  }

  /// Only classes were held out, and a folder's images were judged on whole squares.
  private static void upgradeData(ObjectNode data) {
    if (!data.has("evaluationClasses")) {
      return;
    }
    ObjectNode split = data.putObject("split").put("validationImages", 0);
    move(data, "evaluationClasses", split, "evaluationClasses");
    if (data.path("kind").asString("").equals("imageFolder")) {
      data.put("kind", "images");
      data.put("format", DataSpec.ImageFormat.FOLDER.name());
      move(data, "folder", data, "path");
      DataSpec.Preprocessing square = DataSpec.Preprocessing.WHOLE_SQUARE;
      data.putObject("preprocessing")
          .put("crop", square.crop().name())
          .put("flip", square.flip())
          .put("evaluationResize", square.evaluationResize())
          .putNull("randAugment");
    }
  }

  /// There was one schedule, no mixup, one precision and one parametrization.
  private static void upgradeRecipe(ObjectNode recipe) {
    if (!recipe.has("warmupSteps")) {
      return;
    }
    ObjectNode schedule = recipe.putObject("schedule").put("kind", "reciprocalSquareRoot");
    move(recipe, "warmupSteps", schedule, "warmupSteps");
    move(recipe, "cooldownSteps", schedule, "cooldownSteps");
    recipe.put("mixup", 0.0);
    recipe.put("precision", Precision.FLOAT32.name());
    recipe.putObject("parametrization").put("kind", "standard");
  }

  private static void move(ObjectNode from, String name, ObjectNode to, String newName) {
    Optional.ofNullable(from.remove(name)).ifPresent(value -> to.set(newName, value));
  }
}
