package shapelaw.torch.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import shapelaw.cost.ShapeSpeed;
import shapelaw.numerics.Quantiles;
import shapelaw.run.DataSpec;
import shapelaw.run.DeviceChoice;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.shape.HeadedShape;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.TorchRuntime;
import shapelaw.torch.train.Execution;
import shapelaw.torch.train.ModelTraining;

/// Training throughput and latency of several models on this machine. The models take turns, some
/// rounds of them, so that whatever else the machine does hits all; a round's common slowness is
/// taken out, and medians are reported with what lies between the quartiles. Each turn makes its
/// model anew: only one is in memory at a time.
public final class ShapeBenchmark {

  /// Rounds unless told otherwise: odd, and one more than a multiple of four, so that median and
  /// quartiles are measured ones.
  public static final int DEFAULT_ROUNDS = 9;

  /// Seconds of training for each model, all rounds together, unless told otherwise.
  public static final double DEFAULT_SECONDS = 3;

  /// A step should take no longer than this, so that a turn holds more than one.
  private static final double LONGEST_STEP_SECONDS = 0.5;

  /// Of a turn's time, what goes to forward passes of one image.
  private static final double LATENCY_SHARE = 0.2;

  /// How often a turn looks at the clock.
  private static final int CHECKS = 4;

  private static final int MOST_STEPS = 1000;

  private ShapeBenchmark() {}

  /// How to measure.
  ///
  /// @param recipe whose optimiser, batch and precision are used
  /// @param threads that work on one operation
  /// @param device where models are trained
  /// @param recomputesActivations true to save memory by computing activations twice
  /// @param rounds in which all models take a turn, ≥ 1
  /// @param seconds of training for each model, all rounds together
  public record Settings(
      Recipe recipe,
      int threads,
      DeviceChoice device,
      boolean recomputesActivations,
      int rounds,
      double seconds) {
    public Settings {
      if (threads < 1 || rounds < 1 || !(seconds > 0)) {
        throw new IllegalArgumentException(
            "threads and rounds must be at least 1 and seconds above 0 but were %d, %d and %s."
                .formatted(threads, rounds, seconds));
      }
    }

    /// The same with another batch.
    public Settings withBatch(int batch) {
      return new Settings(
          recipe.withBatchSize(batch), threads, device, recomputesActivations, rounds, seconds);
    }

    /// The device in words: the GPU, or the processor with its threads.
    ///
    /// @throws IllegalArgumentException if a GPU was asked for but cannot be used; says why
    public String place() {
      try (var _ = new PointerScope()) {
        Device where = TorchRuntime.device(device);
        return where.is_cuda()
            ? TorchRuntime.describe(where)
            : "%s (%d thread%s)"
                .formatted(TorchRuntime.machine(), threads, threads == 1 ? "" : "s");
      }
    }

    private ModelTraining training(VisionTransformer model) {
      var execution = new Execution(TorchRuntime.device(device), recomputesActivations);
      return new ModelTraining(run(model, recipe), execution);
    }

    double turnSeconds() {
      return seconds / rounds;
    }
  }

  /// Measures each model, in their order.
  ///
  /// @param models with a head each
  /// @param progress is told after each turn how many are done
  public static List<ShapeSpeed> measure(
      List<VisionTransformer> models, Settings settings, IntConsumer progress) {
    TorchRuntime.start(settings.threads());
    var throughput = new double[models.size()][settings.rounds()];
    var latency = new double[models.size()][settings.rounds()];
    int done = 0;
    for (int round = 0; round < settings.rounds(); round++) {
      for (int i = 0; i < models.size(); i++) {
        Turn turn = turn(models.get(i), settings);
        throughput[i][round] = turn.imagesPerSecond();
        latency[i][round] = turn.latencySeconds();
        progress.accept(++done);
      }
    }
    double[] slowness = slowness(throughput);
    for (int i = 0; i < models.size(); i++) {
      for (int round = 0; round < settings.rounds(); round++) {
        throughput[i][round] *= slowness[round];
        latency[i][round] /= slowness[round];
      }
    }
    var speeds = new ArrayList<ShapeSpeed>();
    for (int i = 0; i < models.size(); i++) {
      speeds.add(
          new ShapeSpeed(
              HeadedShape.of(models.get(i)),
              Quantiles.of(throughput[i], 0.5),
              OptionalDouble.of(Quantiles.of(latency[i], 0.5)),
              settings.rounds() > 1
                  ? OptionalDouble.of(spread(throughput[i]))
                  : OptionalDouble.empty()));
    }
    return speeds;
  }

  /// How much slower than usual the machine was in each round: the geometric mean over all models
  /// of their median throughput over the round's.
  ///
  /// @param throughput (models, rounds)
  /// @return (rounds)
  static double[] slowness(double[][] throughput) {
    var slowness = new double[throughput[0].length];
    for (int round = 0; round < slowness.length; round++) {
      double logs = 0;
      for (double[] ofModel : throughput) {
        logs += Math.log(Quantiles.of(ofModel, 0.5) / ofModel[round]);
      }
      slowness[round] = Math.exp(logs / throughput.length);
    }
    return slowness;
  }

  /// The greatest power of two, up to `most`, at which a step of this model takes no longer than
  /// half a second here; 1 at least. Larger batches would only make the measurement longer.
  public static int fittingBatch(VisionTransformer model, int most, Settings settings) {
    TorchRuntime.start(settings.threads());
    int batch = 1;
    double seconds = stepSeconds(model, batch, settings);
    while (2 * batch <= most && 2 * seconds <= LONGEST_STEP_SECONDS) {
      batch *= 2;
      seconds = stepSeconds(model, batch, settings);
    }
    return batch;
  }

  private static double stepSeconds(VisionTransformer model, int batch, Settings settings) {
    try (var _ = new PointerScope()) {
      var training = settings.withBatch(batch).training(model);
      var images = RandomBatch.of(model, batch);
      seconds(training, images, 1);
      return seconds(training, images, 1);
    }
  }

  /// What one model's turn gave.
  private record Turn(double imagesPerSecond, double latencySeconds) {}

  private static Turn turn(VisionTransformer model, Settings settings) {
    int batch = settings.recipe().batchSize();
    try (var _ = new PointerScope()) {
      var training = settings.training(model);
      var images = RandomBatch.of(model, batch);
      seconds(training, images, 1); // allocates and chooses kernels
      double warm = seconds(training, images, 1);
      long steps = 1;
      double spent = warm;
      while (spent < settings.turnSeconds()) {
        // Several at once, so that what a step leaves to the next one is in the time.
        int next = Math.clamp(Math.round(settings.turnSeconds() / warm / CHECKS), 1, MOST_STEPS);
        spent += seconds(training, images, next);
        steps += next;
      }
      return new Turn(
          steps * batch / spent,
          latencySeconds(training, model, LATENCY_SHARE * settings.turnSeconds()));
    }
  }

  /// Seconds of some steps, the last one's effect on the weights included.
  private static double seconds(ModelTraining training, RandomBatch batch, int steps) {
    long start = System.nanoTime();
    for (int step = 1; step <= steps; step++) {
      training.step(batch.pixels(), batch.labels(), step, Long.MAX_VALUE);
    }
    if (!training.finite()) {
      throw new ArithmeticException(
          "weights must stay finite over some steps on noise but did not.");
    }
    return (System.nanoTime() - start) * 1e-9;
  }

  /// Median of forward passes of one image.
  private static double latencySeconds(
      ModelTraining training, VisionTransformer model, double atLeast) {
    RandomBatch one = RandomBatch.of(model, 1);
    int size = model.imageSize();
    var each = new ArrayList<Double>();
    double spent = 0;
    forwardSeconds(training, one, model, size); // the first pass allocates
    while (spent < atLeast || each.isEmpty()) {
      double seconds = forwardSeconds(training, one, model, size);
      each.add(seconds);
      spent += seconds;
    }
    return Quantiles.of(each.stream().mapToDouble(Double::doubleValue).toArray(), 0.5);
  }

  private static double forwardSeconds(
      ModelTraining training, RandomBatch one, VisionTransformer model, int size) {
    long start = System.nanoTime();
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      Tensor image =
          torch.from_blob(new FloatPointer(one.pixels()), 1, model.channels(), size, size);
      training.features(image).sum().item_double(); // waits for the result
    }
    return (System.nanoTime() - start) * 1e-9;
  }

  private static double spread(double[] values) {
    return (Quantiles.of(values, 0.75) - Quantiles.of(values, 0.25))
        / 2
        / Quantiles.of(values, 0.5);
  }

  /// A run of this model, for its recipe; nothing of its data or evaluation is used.
  private static RunSpec run(VisionTransformer model, Recipe recipe) {
    return new RunSpec(
        model,
        new DataSpec.Fractals(model.imageSize(), model.classes(), 2, 0),
        recipe,
        Long.MAX_VALUE / recipe.batchSize(),
        EvaluationSpec.PAPER,
        0);
  }
}
