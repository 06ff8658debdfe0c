package shapelaw.torch.evaluation;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import shapelaw.torch.data.ImageSource;

/// Runs images through a frozen model in batches. Each batch has a pointer scope of its own, which
/// only Java numbers leave.
///
/// @param source says how large images are
/// @param model from (batch, channels, size, size) to (batch, outputs)
record ForwardPass(ImageSource source, UnaryOperator<Tensor> model) {

  private static final int LARGEST_BATCH = 256;

  /// Writes an image as (channels, size, size) floats.
  @FunctionalInterface
  interface ImageWriter {
    /// Writes.
    ///
    /// @param index number of the image
    /// @param pixels where to write
    /// @param offset of the first float
    void write(int index, float[] pixels, int offset);
  }

  /// Reads what the model made of a batch.
  @FunctionalInterface
  interface BatchReader {
    /// Reads.
    ///
    /// @param firstImage number of the batch's first image
    /// @param outputs (images, outputs)
    void read(int firstImage, Features outputs);
  }

  /// What the model makes of images 0 … count − 1.
  ///
  /// @return (count, outputs)
  /// @throws NotFiniteException if a number is not finite
  Features outputs(int count, ImageWriter writer) {
    double[] values = null;
    int width = 0;
    for (int from = 0; from < count; from += LARGEST_BATCH) {
      Features batch = batch(from, Math.min(LARGEST_BATCH, count - from), writer);
      if (values == null) {
        width = batch.width();
        values = new double[Math.multiplyExact(count, width)];
      }
      System.arraycopy(batch.values(), 0, values, from * width, batch.values().length);
    }
    return new Features(count, width, values == null ? new double[0] : values);
  }

  /// Takes what the model makes of images 0 … count − 1 batch by batch, so that memory does not
  /// grow with their number.
  ///
  /// @param reader gets each batch as (images, outputs), in the order of the images
  /// @throws NotFiniteException if a number is not finite
  void forEachBatch(int count, ImageWriter writer, BatchReader reader) {
    for (int from = 0; from < count; from += LARGEST_BATCH) {
      reader.read(from, batch(from, Math.min(LARGEST_BATCH, count - from), writer));
    }
  }

  private Features batch(int from, int count, ImageWriter writer) {
    float[] numbers = numbers(from, count, writer);
    var values = new double[numbers.length];
    Arrays.setAll(values, i -> finite(numbers[i]));
    return new Features(count, numbers.length / count, values);
  }

  private float[] numbers(int from, int count, ImageWriter writer) {
    int size = source.imageSize();
    int floatsPerImage = source.channels() * size * size;
    var pixels = new float[count * floatsPerImage];
    for (int i = 0; i < count; i++) {
      writer.write(from + i, pixels, i * floatsPerImage);
    }
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      Tensor input = AbstractTensor.create(pixels, count, source.channels(), size, size);
      Tensor output = model.apply(input).cpu().to(torch.ScalarType.Float).contiguous();
      if (output.dim() != 2 || output.size(0) != count) {
        throw new IllegalArgumentException(
            "features must be (%d, width) but had %d dimensions, the first %d."
                .formatted(count, output.dim(), output.size(0)));
      }
      var numbers = new float[Math.toIntExact(output.numel())];
      output.<FloatBuffer>createBuffer().get(numbers);
      return numbers;
    }
  }

  private static double finite(float value) {
    if (!Float.isFinite(value)) {
      throw new NotFiniteException("features must be finite but one was " + value + ".");
    }
    return value;
  }
}
