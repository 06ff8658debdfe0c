package shapelaw.torch.evaluation;

import java.nio.FloatBuffer;
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

  /// What the model makes of images 0 … count − 1.
  ///
  /// @return (count, outputs)
  /// @throws ArithmeticException if a number is not finite
  Features outputs(int count, ImageWriter writer) {
    double[] values = null;
    int width = 0;
    for (int from = 0; from < count; from += LARGEST_BATCH) {
      int images = Math.min(LARGEST_BATCH, count - from);
      float[] batch = outputs(from, images, writer);
      if (values == null) {
        width = batch.length / images;
        values = new double[count * width];
      }
      for (int i = 0; i < batch.length; i++) {
        values[from * width + i] = finite(batch[i]);
      }
    }
    return new Features(count, width, values == null ? new double[0] : values);
  }

  private float[] outputs(int from, int count, ImageWriter writer) {
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
      throw new ArithmeticException("features must be finite but one was " + value + ".");
    }
    return value;
  }
}
