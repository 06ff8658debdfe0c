package shapelaw.runs.tracking;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import shapelaw.cost.CostModel;
import shapelaw.run.Optimizer;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.runs.logs.MetricPoint;
import shapelaw.runs.logs.RunEntry;
import shapelaw.runs.logs.RunEntry.Status;

/// What trackers are told of a run. Names are those that an import understands without flags.
///
/// @param study its study
/// @param purpose what it is for
/// @param run all about it
record RunNews(String study, String purpose, RunSpec run) {

  static final String TRAINING_LOSS = "training_loss";
  static final String IMAGES_PER_SECOND = "images_per_second";

  /// Nothing but how it stands.
  RunEntry standing(Status status, Map<String, String> why, long millis) {
    return entry(Map.of(), Map.of(), status, why, millis);
  }

  /// How far its training is.
  RunEntry progress(Map<String, List<MetricPoint>> points, long millis) {
    return entry(points, Map.of(), Status.RUNNING, Map.of(), millis);
  }

  /// What became of it.
  RunEntry end(RunResult result, long millis) {
    return switch (result) {
      case RunResult.Done done -> {
        var results = new LinkedHashMap<String, Double>();
        results.put("error_rate", done.errorRate());
        results.put("standard_error", done.errorRateStandardError());
        done.errorRateByShots()
            .forEach((shots, rate) -> results.put("few_shot/%d_shots".formatted(shots), rate));
        done.validation()
            .ifPresent(validation -> {
              results.put("validation/share_wrong", validation.errorRate());
              results.put("validation/cross_entropy", validation.loss());
            });
        results.put("cooldown_training_loss", done.trainingLoss());
        results.put("training_seconds", done.trainingSeconds());
        results.values().removeIf(value -> !Double.isFinite(value));
        yield entry(Map.of(), results, Status.FINISHED, outcome("done"), millis);
      }
      case RunResult.Diverged(var _, long step, var _) ->
          entry(Map.of(), Map.of(), Status.FAILED, outcome("diverged at step " + step), millis);
      case RunResult.Failed(var _, String reason, var _) ->
          entry(Map.of(), Map.of(), Status.FAILED, outcome("failed: " + reason), millis);
    };
  }

  /// The tag that says in words what became of a run.
  static Map<String, String> outcome(String words) {
    return Map.of("shapelaw.outcome", words);
  }

  private RunEntry entry(
      Map<String, List<MetricPoint>> points,
      Map<String, Double> results,
      Status status,
      Map<String, String> more,
      long millis) {
    var tags = new LinkedHashMap<String, String>();
    tags.put("shapelaw.study", study);
    tags.put("shapelaw.purpose", purpose);
    tags.putAll(more);
    return new RunEntry(
        run.id().hex(), name(), params(), tags, points, results, run.steps(), status, millis);
  }

  /// For example `w64-d2-m128-1000-3fa9c0ffee123456`.
  private String name() {
    return String.format(
        Locale.ROOT,
        "w%d-d%d-m%d-%d-%s",
        run.model().width(),
        run.model().depth(),
        run.model().mlpDim(),
        run.steps(),
        run.id());
  }

  private Map<String, String> params() {
    var params = new LinkedHashMap<String, String>();
    put(params, "width", run.model().width());
    put(params, "depth", run.model().depth());
    put(params, "mlp_dim", run.model().mlpDim());
    put(params, "heads", run.model().heads());
    put(params, "patch_size", run.model().patchSize());
    put(params, "image_size", run.model().imageSize());
    put(params, "pooling", run.model().pooling().name().toLowerCase(Locale.ROOT));
    put(params, "parameters", CostModel.parameters(run.model()));
    put(params, "forward_gflops", run.compute().forwardGflops());
    put(params, "steps", run.steps());
    put(params, "examples", run.examples());
    put(params, "batch_size", run.recipe().batchSize());
    put(params, "optimizer", optimizer(run.recipe().optimizer()));
    put(params, "learning_rate", run.recipe().learningRate());
    put(params, "weight_decay", run.recipe().weightDecay());
    put(params, "schedule", schedule(run.recipe().schedule()));
    put(params, "warmup_steps", run.recipe().schedule().warmupSteps());
    put(params, "mixup", run.recipe().mixup());
    put(params, "precision", run.recipe().precision().name().toLowerCase(Locale.ROOT));
    put(params, "initial_seed", run.seed());
    return params;
  }

  private static void put(Map<String, String> params, String name, Object value) {
    params.put(name, String.valueOf(value));
  }

  private static String optimizer(Optimizer optimizer) {
    return switch (optimizer) {
      case Optimizer.Adafactor _ -> "adafactor";
      case Optimizer.AdamW _ -> "adamw";
      case Optimizer.Sgd _ -> "sgd";
    };
  }

  private static String schedule(Schedule schedule) {
    return switch (schedule) {
      case Schedule.ReciprocalSquareRoot _ -> "reciprocal_square_root";
      case Schedule.Constant _ -> "constant";
      case Schedule.Cosine _ -> "cosine";
    };
  }
}
