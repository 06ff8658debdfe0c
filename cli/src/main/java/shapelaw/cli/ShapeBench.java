package shapelaw.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import shapelaw.cost.ShapeSpeed;
import shapelaw.run.Optimizer;
import shapelaw.run.Precision;
import shapelaw.run.Recipe;
import shapelaw.run.Schedule;
import shapelaw.runs.imports.ShapeTimings;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.TorchRuntime;
import shapelaw.torch.bench.ShapeBenchmark;

/// How shapes are timed on this machine, and their timing.
final class ShapeBench {

  /// Batch of models whose study does not say one; a slow device gets a smaller one.
  private static final int MOST_IMAGES = 256;

  /// Of a model without a head, so that it can be trained: ImageNet's.
  private static final int CLASSES = 1000;

  /// AdamW, for models whose study does not say.
  private static final Recipe USUAL_RECIPE =
      new Recipe(
          MOST_IMAGES,
          Optimizer.AdamW.USUAL,
          1e-3,
          1e-4,
          new Schedule.ReciprocalSquareRoot(1, 1),
          1.0);

  @Option(
      names = "--batch",
      paramLabel = "N",
      description =
          "Images of a step (default: the study's, or 256; less where a step would take more than half a second).")
  private @Nullable Integer batch;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of a step (default: those of the study's workers, or all cores).")
  private @Nullable Integer threads;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      description = "float32 or bfloat16 (default: the study's, or float32).")
  private @Nullable Precision precision;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Seconds of training for each shape (default: ${DEFAULT-VALUE}).")
  private double seconds = ShapeBenchmark.DEFAULT_SECONDS;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds in which the shapes take turns (default: ${DEFAULT-VALUE}).")
  private int rounds = ShapeBenchmark.DEFAULT_ROUNDS;

  /// Times models: one row each, in their order.
  ///
  /// @param models at least one, of one patch size and resolution
  /// @param study's recipe, if there is one
  /// @param workerThreads of the study's workers, if there are some
  ShapeTimings time(
      List<VisionTransformer> models,
      @Nullable Recipe study,
      @Nullable Integer workerThreads,
      PrintWriter out) {
    List<VisionTransformer> trainable =
        models.stream().map(m -> m.classes() > 0 ? m : m.withClasses(CLASSES)).toList();
    ShapeBenchmark.Settings settings = settings(trainable.getFirst(), study, workerThreads);
    out.printf(
        "Timing %d shapes on %s: %s, batch %d, %d threads, %d rounds.%n",
        models.size(),
        device(),
        precision(settings),
        settings.recipe().batchSize(),
        settings.threads(),
        settings.rounds());
    out.flush();
    List<ShapeSpeed> speeds = ShapeBenchmark.measure(trainable, settings, _ -> {});
    return new ShapeTimings(speeds, conditions(models.getFirst(), settings));
  }

  private ShapeBenchmark.Settings settings(
      VisionTransformer model, @Nullable Recipe study, @Nullable Integer workerThreads) {
    Recipe recipe = study == null ? USUAL_RECIPE : study;
    int usualThreads =
        workerThreads == null ? Runtime.getRuntime().availableProcessors() : workerThreads;
    int usedThreads = threads == null ? usualThreads : threads;
    var asked =
        new ShapeBenchmark.Settings(
            with(recipe, batch == null ? recipe.batchSize() : batch), usedThreads, rounds, seconds);
    if (batch != null) {
      return asked;
    }
    int fitting = ShapeBenchmark.fittingBatch(model, recipe.batchSize(), asked);
    return new ShapeBenchmark.Settings(
        with(recipe, Math.min(fitting, recipe.batchSize())), usedThreads, rounds, seconds);
  }

  private Recipe with(Recipe recipe, int batchSize) {
    return new Recipe(
        batchSize,
        recipe.optimizer(),
        recipe.learningRate(),
        recipe.weightDecay(),
        recipe.schedule(),
        recipe.clipNorm(),
        recipe.mixup(),
        precision == null ? recipe.precision() : precision,
        recipe.parametrization());
  }

  private static String device() {
    return TorchRuntime.machine();
  }

  private static String precision(ShapeBenchmark.Settings settings) {
    return settings.recipe().precision().name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> conditions(
      VisionTransformer model, ShapeBenchmark.Settings settings) {
    var conditions = new LinkedHashMap<String, String>();
    conditions.put(
        ShapeTimings.DEVICE,
        "%s (%d thread%s)"
            .formatted(device(), settings.threads(), settings.threads() == 1 ? "" : "s"));
    conditions.put(ShapeTimings.PRECISION, precision(settings));
    conditions.put(ShapeTimings.BATCH, String.valueOf(settings.recipe().batchSize()));
    conditions.put(ShapeTimings.PIXELS, String.valueOf(model.imageSize()));
    conditions.put(ShapeTimings.PATCH, String.valueOf(model.patchSize()));
    conditions.put(
        ShapeTimings.MEASURED_AT, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return conditions;
  }
}
