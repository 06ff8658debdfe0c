package shapelaw.torch.data;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import shapelaw.torch.image.ImageDataException;

/// Measures how many training images a second a source gives.
public final class DataBenchmark {

  private DataBenchmark() {}

  /// What was measured.
  ///
  /// @param imageSize side of the images in pixels
  /// @param imagesPerSecond with one thread
  /// @param threads of the second measurement
  /// @param imagesPerSecondWithThreads with all of these threads together
  public record Throughput(
      int imageSize, double imagesPerSecond, int threads, double imagesPerSecondWithThreads) {}

  /// Warms up and measures with one thread, then with several.
  ///
  /// @param source the images
  /// @param threads for the second measurement
  /// @param each time of the warm-up and of either measurement
  /// @throws ImageDataException if an image can't be used
  public static Throughput measure(ImageSource source, int threads, Duration each)
      throws InterruptedException {
    imagesPerSecond(source, 1, each);
    double one = imagesPerSecond(source, 1, each);
    double several = imagesPerSecond(source, threads, each);
    return new Throughput(source.imageSize(), one, threads, several);
  }

  /// Images a second of these threads together.
  ///
  /// @throws ImageDataException if an image can't be used
  public static double imagesPerSecond(ImageSource source, int threads, Duration duration)
      throws InterruptedException {
    try (ExecutorService executor =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory())) {
      var makers = new ArrayList<Callable<Double>>();
      for (int thread = 0; thread < threads; thread++) {
        int first = thread;
        makers.add(() -> imagesPerSecond(source, first, threads, duration));
      }
      double sum = 0;
      for (Future<Double> rate : executor.invokeAll(makers)) {
        sum += rate.get();
      }
      return sum;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ImageDataException unusable) {
        throw unusable;
      }
      throw new IllegalStateException("image generation failed", e.getCause());
    }
  }

  /// Makes the images first, first + stride, … until the time is over.
  private static double imagesPerSecond(
      ImageSource source, long first, int stride, Duration duration) {
    var pixels = new float[source.channels() * source.imageSize() * source.imageSize()];
    long start = System.nanoTime();
    long made = 0;
    long elapsed;
    do {
      source.trainingImage(first + made * stride, pixels, 0);
      made++;
      elapsed = System.nanoTime() - start;
    } while (elapsed < duration.toNanos());
    return made / (elapsed * 1e-9);
  }
}
