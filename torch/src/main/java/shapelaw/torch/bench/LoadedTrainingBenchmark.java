package shapelaw.torch.bench;

import java.time.Duration;
import org.bytedeco.javacpp.PointerScope;
import shapelaw.run.Optimizer;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.TorchRuntime;
import shapelaw.torch.data.Batch;
import shapelaw.torch.data.BatchStream;
import shapelaw.torch.data.ImageSource;
import shapelaw.torch.image.JpegLibrary;
import shapelaw.torch.train.ModelTraining;
import shapelaw.torch.train.TrunkTraining;

/// Trains on JPEG files that are decoded on the way, and measures how long training waits for its
/// batches.
public final class LoadedTrainingBenchmark {

  /// Steps before the measurement: the first batches can't have been made ahead.
  private static final int WARM_UP_STEPS = 3;

  private LoadedTrainingBenchmark() {}

  /// What was measured.
  ///
  /// @param threads that train
  /// @param generatorThreads that decode beside them
  /// @param images trained on
  /// @param seconds that it took
  /// @param waitingSeconds of them with no batch ready
  public record Result(
      int threads, int generatorThreads, long images, double seconds, double waitingSeconds) {

    /// Training throughput, waiting included.
    public double imagesPerSecond() {
      return images / seconds;
    }

    /// Share of the time in [0, 1] that training waited.
    public double waitingShare() {
      return waitingSeconds / seconds;
    }
  }

  /// Trains for a while.
  ///
  /// @param model what to train
  /// @param files that are decoded by [JpegLibrary#chosen()]
  /// @param batch images a step
  /// @param threads that train; [TrunkTraining#generatorThreads(int)] more decode
  /// @param atLeast time to measure
  public static Result measure(
      VisionTransformer model, JpegFiles files, int batch, int threads, Duration atLeast)
      throws InterruptedException {
    TorchRuntime.start(threads);
    ImageSource source =
        new JpegSource(files, model.imageSize(), model.classes(), JpegLibrary.chosen());
    int generators = TrunkTraining.generatorThreads(threads);
    try (var _ = new PointerScope();
        BatchStream stream = BatchStream.open(source, 0, batch, generators)) {
      var training = new ModelTraining(TrainingBenchmark.run(model, batch, Optimizer.AdamW.USUAL));
      train(training, stream, WARM_UP_STEPS);
      double waitedBefore = stream.waitingSeconds();
      long start = System.nanoTime();
      long images = 0;
      while (System.nanoTime() - start < atLeast.toNanos()) {
        images += train(training, stream, 1);
      }
      return new Result(
          threads,
          generators,
          images,
          (System.nanoTime() - start) * 1e-9,
          stream.waitingSeconds() - waitedBefore);
    }
  }

  private static long train(ModelTraining training, BatchStream stream, int steps)
      throws InterruptedException {
    long images = 0;
    for (int i = 0; i < steps; i++) {
      Batch batch = stream.next();
      training.step(batch.pixels(), batch.labels(), batch.step() + 1, Long.MAX_VALUE);
      images += batch.labels().length;
    }
    return images;
  }
}
