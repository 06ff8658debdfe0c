package shapelaw.torch.data;

import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import shapelaw.torch.image.ImageDataException;

/// The batches of a training run in order, made ahead by background threads. Step s holds the
/// images s · batch … s · batch + batch − 1 of the source's stream, whatever the number of threads;
/// a stream opened at step k goes on exactly where another stopped.
///
/// Memory: `generatorThreads` + [#SPARE_BATCHES] batches, fewer if they are large, allocated once
/// and filled again and again. For use by one consumer thread.
public final class BatchStream implements AutoCloseable {

  /// Batches beyond one a thread: one being consumed, and some that wait so that a hiccup is not
  /// felt.
  private static final int SPARE_BATCHES = 3;

  /// One that is consumed and one that is made meanwhile.
  private static final int FEWEST_BATCHES = 2;

  /// Batches lie outside the heap, in memory that the JVM limits to the heap's size. The stream
  /// before this one may still have as much, and the source takes some.
  private static final int MEMORY_SHARE_INVERSE = 3;

  private final ImageSource source;
  private final ExecutorService generators;
  private final ArrayDeque<Future<Batch>> ahead = new ArrayDeque<>();
  private boolean closed;
  private long nextStep;
  private long waitingNanos;
  private @Nullable Batch lent;

  private BatchStream(ImageSource source, long firstStep, int generatorThreads) {
    this.source = source;
    this.nextStep = firstStep;
    this.generators =
        Executors.newFixedThreadPool(
            generatorThreads, Thread.ofPlatform().daemon().name("image-generator-", 0).factory());
  }

  /// Opens a stream; generation begins at once.
  ///
  /// @param source the images
  /// @param firstStep number of the first batch that [#next()] gives, ≥ 0
  /// @param batchSize images a batch
  /// @param generatorThreads background threads
  /// @throws IllegalArgumentException also if a batch of such images would not fit into a buffer
  public static BatchStream open(
      ImageSource source, long firstStep, int batchSize, int generatorThreads) {
    if (firstStep < 0) {
      throw new IllegalArgumentException("first step must be 0 or more but was " + firstStep + ".");
    }
    if (batchSize < 1 || generatorThreads < 1) {
      throw new IllegalArgumentException(
          "batch size and generator threads must be at least 1 but were %d and %d."
              .formatted(batchSize, generatorThreads));
    }
    long floatsPerImage = (long) source.channels() * source.imageSize() * source.imageSize();
    long largest = Batch.largestSize(floatsPerImage);
    if (batchSize > largest) {
      throw new IllegalArgumentException(
          "batch size must be at most %d at %d px but was %d."
              .formatted(largest, source.imageSize(), batchSize));
    }
    var stream = new BatchStream(source, firstStep, generatorThreads);
    int batches =
        batches(
            batchSize * floatsPerImage * Float.BYTES,
            generatorThreads,
            Runtime.getRuntime().maxMemory());
    for (int i = 0; i < batches; i++) {
      stream.generate(new Batch(batchSize, (int) floatsPerImage));
    }
    return stream;
  }

  /// How many batches to keep.
  ///
  /// @param batchBytes of one
  /// @param maxMemory bytes of the JVM's heap
  static int batches(long batchBytes, int generatorThreads, long maxMemory) {
    long fitting = maxMemory / MEMORY_SHARE_INVERSE / batchBytes;
    int wanted = generatorThreads + SPARE_BATCHES;
    return Math.clamp(fitting, FEWEST_BATCHES, wanted);
  }

  private void generate(Batch batch) {
    long step = nextStep++;
    ahead.addLast(
        generators.submit(() -> {
          batch.fill(source, step);
          return batch;
        }));
  }

  /// The next step's batch; waits until it is there. The batch given before becomes invalid.
  ///
  /// @throws ImageDataException if an image of this batch can't be used; what else the source
  ///   throws comes through too
  /// @throws InterruptedException if the waiting thread is interrupted
  /// @throws IllegalStateException if the stream was closed or has failed before
  public Batch next() throws InterruptedException {
    if (closed) {
      throw new IllegalStateException("the batch stream must be open but was closed.");
    }
    if (lent != null) {
      generate(lent);
      lent = null;
    }
    Future<Batch> head = ahead.element();
    long start = System.nanoTime();
    try {
      Batch batch = head.get();
      ahead.remove();
      lent = batch;
      return batch;
    } catch (ExecutionException e) {
      close();
      throw asThrown(e.getCause());
    } finally {
      waitingNanos += System.nanoTime() - start;
    }
  }

  /// The source's own exception, with the consumer's stack noted beside that of the generator
  /// thread.
  private static RuntimeException asThrown(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof RuntimeException failure) {
      failure.addSuppressed(new IllegalStateException("seen by the consumer here"));
      return failure;
    }
    return new IllegalStateException("image generation failed", cause);
  }

  /// Seconds that the consumer has waited in [#next()] since the stream was opened.
  public double waitingSeconds() {
    return waitingNanos * 1e-9;
  }

  /// Ends generation; the threads leave the source after the image that they are at.
  @Override
  public void close() {
    closed = true;
    generators.shutdownNow();
  }
}
