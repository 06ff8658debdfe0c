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
import shapelaw.run.DeviceChoice;
import shapelaw.run.Optimizer;
import shapelaw.run.Precision;
import shapelaw.run.Recipe;
import shapelaw.run.Schedule;
import shapelaw.runs.imports.ShapeTimings;
import shapelaw.runs.trial.TrialSettings;
import shapelaw.shape.VisionTransformer;
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
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "auto, cpu or cuda (default: the study's, or auto: a GPU where one can be used).")
  private @Nullable DeviceChoice device;

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

  /// How a study trains.
  ///
  /// @param recipe its recipe
  /// @param trial its workers' settings
  record Usual(Recipe recipe, TrialSettings trial) {
    /// AdamW on all cores, for models whose study does not say.
    static Usual unknown() {
      int cores = Runtime.getRuntime().availableProcessors();
      return new Usual(USUAL_RECIPE, new TrialSettings(cores, 1, DeviceChoice.AUTO, false, false));
    }
  }

  /// Times models: one row each, in their order.
  ///
  /// @param models at least one, of one patch size and resolution
  /// @param usual what the options leave open
  ShapeTimings time(List<VisionTransformer> models, Usual usual, PrintWriter out) {
    List<VisionTransformer> trainable =
        models.stream().map(m -> m.classes() > 0 ? m : m.withClasses(CLASSES)).toList();
    try (NativeWork _ = NativeWork.unstoppable()) {
      return time(trainable, settings(trainable.getFirst(), usual), out);
    }
  }

  private static ShapeTimings time(
      List<VisionTransformer> models, ShapeBenchmark.Settings settings, PrintWriter out) {
    out.printf(
        "Timing %s on %s: %s, batch %d, %s.%n",
        Count.of(models.size(), "shape"),
        settings.place(),
        precision(settings),
        settings.recipe().batchSize(),
        Count.of(settings.rounds(), "round"));
    out.flush();
    List<ShapeSpeed> speeds = ShapeBenchmark.measure(models, settings, _ -> {});
    return new ShapeTimings(speeds, conditions(models.getFirst(), settings));
  }

  private ShapeBenchmark.Settings settings(VisionTransformer model, Usual usual) {
    Recipe recipe =
        usual.recipe().withPrecision(precision == null ? usual.recipe().precision() : precision);
    var asked =
        new ShapeBenchmark.Settings(
            recipe,
            threads == null ? usual.trial().threads() : threads,
            device == null ? usual.trial().device() : device,
            usual.trial().recomputesActivations(),
            rounds,
            seconds);
    return asked.withBatch(
        batch == null ? ShapeBenchmark.fittingBatch(model, recipe.batchSize(), asked) : batch);
  }

  private static String precision(ShapeBenchmark.Settings settings) {
    return settings.recipe().precision().name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> conditions(
      VisionTransformer model, ShapeBenchmark.Settings settings) {
    var conditions = new LinkedHashMap<String, String>();
    conditions.put(ShapeTimings.DEVICE, settings.place());
    conditions.put(ShapeTimings.PRECISION, precision(settings));
    conditions.put(ShapeTimings.BATCH, String.valueOf(settings.recipe().batchSize()));
    conditions.put(ShapeTimings.PIXELS, String.valueOf(model.imageSize()));
    conditions.put(ShapeTimings.PATCH, String.valueOf(model.patchSize()));
    conditions.put(
        ShapeTimings.MEASURED_AT, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return conditions;
  }
}
