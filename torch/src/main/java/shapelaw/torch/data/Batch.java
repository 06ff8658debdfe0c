package shapelaw.torch.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.concurrent.CancellationException;

/// Images and labels of one training step. The memory belongs to the [BatchStream] and is written
/// again: a batch is valid until the next call of [BatchStream#next()].
public final class Batch {

  /// Alignment of the pixels in bytes, that of the tensor library's own memory: some kernels round
  /// differently at other alignments, and a run must give the same bits when it is repeated.
  private static final int ALIGNMENT_BYTES = 64;

  private final FloatBuffer pixels;
  private final int[] labels;
  private final float[] image;
  private long step = -1;

  /// Images that fit into one batch: a buffer has fewer than 2^31 bytes.
  static long largestSize(long floatsPerImage) {
    return (Integer.MAX_VALUE - 2L * ALIGNMENT_BYTES) / (floatsPerImage * Float.BYTES);
  }

  /// @param batchSize at most [#largestSize]
  Batch(int batchSize, int floatsPerImage) {
    int bytes = Math.multiplyExact(Math.multiplyExact(batchSize, floatsPerImage), Float.BYTES);
    this.pixels =
        ByteBuffer.allocateDirect(bytes + 2 * ALIGNMENT_BYTES)
            .alignedSlice(ALIGNMENT_BYTES)
            .slice(0, bytes)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    this.labels = new int[batchSize];
    this.image = new float[floatsPerImage];
  }

  /// The step that the batch is for, counted from 0.
  public long step() {
    return step;
  }

  /// Pixels as (batch, channels, size, size) in [−1, 1]: a direct buffer in native byte order with
  /// position 0 and the limit at its capacity.
  public FloatBuffer pixels() {
    return pixels;
  }

  /// Labels as (batch).
  public int[] labels() {
    return labels;
  }

  /// Fills the batch with the images of a step.
  ///
  /// @throws CancellationException if the thread is interrupted on the way
  void fill(ImageSource source, long newStep) {
    step = newStep;
    for (int i = 0; i < labels.length; i++) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("the batch is not wanted any more");
      }
      labels[i] = source.trainingImage(newStep * labels.length + i, image, 0);
      pixels.put(i * image.length, image);
    }
  }
}
