package shapelaw.torch.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import shapelaw.shape.VisionTransformer;

/// A batch of noise: training time does not depend on what images show.
final class RandomBatch {

  private final FloatBuffer pixels;
  private final int[] labels;

  private RandomBatch(FloatBuffer pixels, int[] labels) {
    this.pixels = pixels;
    this.labels = labels;
  }

  /// Uniform noise in [−1, 1] and labels of all classes.
  static RandomBatch of(VisionTransformer model, int batchSize) {
    var random = new SplittableRandom(0);
    int floats = batchSize * model.channels() * model.imageSize() * model.imageSize();
    FloatBuffer pixels =
        ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < floats; i++) {
      pixels.put(i, (float) random.nextDouble(-1, 1));
    }
    return new RandomBatch(pixels, random.ints(batchSize, 0, model.classes()).toArray());
  }

  /// Pixels as (batch, channels, size, size), a direct buffer.
  FloatBuffer pixels() {
    return pixels;
  }

  /// Labels as (batch).
  int[] labels() {
    return labels;
  }
}
