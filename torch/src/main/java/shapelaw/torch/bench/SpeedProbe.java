package shapelaw.torch.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.PointerScope;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.run.RunSpec;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.TorchRuntime;
import shapelaw.torch.data.Batch;
import shapelaw.torch.data.BatchStream;
import shapelaw.torch.data.ImageSource;
import shapelaw.torch.data.ImageSources;
import shapelaw.torch.train.ModelTraining;
import shapelaw.torch.train.TrunkTraining;

/// Measures in some seconds how fast this machine trains: as many workers as the study will have
/// train side by side, image generation included, on some shapes; a line through seconds an image
/// against FLOPs an image gives the estimate.
public final class SpeedProbe {

  /// Time for all shapes together.
  private static final double TOTAL_SECONDS = 6;

  private static final int WARMUP_STEPS = 3;
  private static final int LEAST_STEPS = 3;

  /// Below this the shapes do not differ enough to tell overhead from rate.
  private static final double LEAST_SPREAD = 1e-9;

  private SpeedProbe() {}

  /// One shape's measurement.
  ///
  /// @param flops forward and backward FLOPs of an image
  /// @param seconds wall-clock seconds of an image on one worker
  record Sample(double flops, double seconds) {}

  /// Measures.
  ///
  /// @param run a run of the study; it and smaller shapes are trained for some steps
  /// @param workers that train at the same time
  /// @param threads of each worker
  public static TrainingSpeed measure(RunSpec run, int workers, int threads)
      throws InterruptedException {
    TorchRuntime.start();
    ImageSource source = ImageSources.open(run.data());
    var samples = new ArrayList<Sample>();
    List<VisionTransformer> models = shapes(run.model());
    for (VisionTransformer model : models) {
      RunSpec variant =
          new RunSpec(model, run.data(), run.recipe(), run.steps(), run.evaluation(), run.seed());
      double seconds = secondsPerImage(variant, source, workers, threads, models.size());
      samples.add(
          new Sample(CostModel.forwardFlops(model) * Compute.FORWARDS_PER_TRAINING_STEP, seconds));
    }
    return fit(samples);
  }

  /// The model itself, half its depth and MLP, and a quarter of both.
  private static List<VisionTransformer> shapes(VisionTransformer model) {
    var models = new ArrayList<VisionTransformer>();
    for (int divisor : new int[] {1, 2, 4}) {
      Shape smaller =
          model
              .shape()
              .with(Dimension.DEPTH, Math.max(1, model.depth() / divisor))
              .with(Dimension.MLP_DIM, Math.max(1, model.mlpDim() / divisor));
      models.add(model.withShape(smaller, model.heads()));
    }
    return models.stream().distinct().toList();
  }

  private static double secondsPerImage(
      RunSpec run, ImageSource source, int workers, int threads, int shares)
      throws InterruptedException {
    try (ExecutorService executor =
        Executors.newFixedThreadPool(workers, Thread.ofPlatform().daemon().factory())) {
      Callable<Double> worker = () -> secondsPerImage(run, source, threads, TOTAL_SECONDS / shares);
      var tasks = new ArrayList<Callable<Double>>();
      for (int i = 0; i < workers; i++) {
        tasks.add(worker);
      }
      double sum = 0;
      for (Future<Double> seconds : executor.invokeAll(tasks)) {
        sum += seconds.get();
      }
      return sum / workers;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("the speed could not be measured", e.getCause());
    }
  }

  private static double secondsPerImage(
      RunSpec run, ImageSource source, int threads, double duration) throws InterruptedException {
    TorchRuntime.start(threads);
    int batchSize = run.recipe().batchSize();
    try (var _ = new PointerScope();
        BatchStream stream =
            BatchStream.open(source, 0, batchSize, TrunkTraining.generatorThreads(threads))) {
      var training = new ModelTraining(run);
      for (int step = 1; step <= WARMUP_STEPS; step++) {
        step(training, stream, step, run.steps());
      }
      long start = System.nanoTime();
      double seconds = 0;
      int steps = 0;
      while (seconds < duration || steps < LEAST_STEPS) {
        steps++;
        step(training, stream, WARMUP_STEPS + steps, run.steps());
        seconds = (System.nanoTime() - start) * 1e-9;
      }
      return seconds / steps / batchSize;
    }
  }

  private static void step(ModelTraining training, BatchStream stream, long step, long totalSteps)
      throws InterruptedException {
    Batch batch = stream.next();
    training.step(batch.pixels(), batch.labels(), step, totalSteps);
  }

  /// The line with the least sum of squared relative errors; where its intercept is below zero, the
  /// best line through the origin.
  static TrainingSpeed fit(List<Sample> samples) {
    // With weights 1/y²: minimise Σ ((a + b x) / y − 1)².
    double p = 0;
    double q = 0;
    double r = 0;
    double u = 0;
    double v = 0;
    for (Sample sample : samples) {
      double constant = 1 / sample.seconds();
      double slope = sample.flops() / sample.seconds();
      p += constant * constant;
      q += constant * slope;
      r += slope * slope;
      u += constant;
      v += slope;
    }
    double determinant = p * r - q * q;
    boolean oneShape = determinant < LEAST_SPREAD * p * r;
    double overhead = (u * r - v * q) / determinant;
    double secondsPerFlop = (p * v - q * u) / determinant;
    if (oneShape || !(overhead >= 0 && secondsPerFlop > 0)) {
      return new TrainingSpeed(0, r / v);
    }
    return new TrainingSpeed(overhead, 1 / secondsPerFlop);
  }
}
