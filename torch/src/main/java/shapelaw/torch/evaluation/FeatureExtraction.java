package shapelaw.torch.evaluation;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import shapelaw.torch.data.ImageSource;

/// Runs held-out images through a frozen model in batches. Each batch has a pointer scope of its
/// own, which only Java numbers leave.
///
/// @param source the images
/// @param extractor the model
record FeatureExtraction(ImageSource source, FeatureExtractor extractor) {

  private static final int LARGEST_BATCH = 256;

  /// Features of the images, in their order.
  ///
  /// @throws ArithmeticException if a feature is not finite
  Features extract(HeldOutImage[] images) {
    double[] values = null;
    int width = 0;
    for (int from = 0; from < images.length; from += LARGEST_BATCH) {
      int count = Math.min(LARGEST_BATCH, images.length - from);
      float[] batch = extract(images, from, count);
      if (values == null) {
        width = batch.length / count;
        values = new double[images.length * width];
      }
      for (int i = 0; i < batch.length; i++) {
        values[from * width + i] = finite(batch[i]);
      }
    }
    return new Features(images.length, width, values == null ? new double[0] : values);
  }

  private float[] extract(HeldOutImage[] images, int from, int count) {
    int size = source.imageSize();
    int floatsPerImage = source.channels() * size * size;
    var pixels = new float[count * floatsPerImage];
    for (int i = 0; i < count; i++) {
      HeldOutImage image = images[from + i];
      source.evaluationImage(image.heldOutClass(), image.index(), pixels, i * floatsPerImage);
    }
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      Tensor input = AbstractTensor.create(pixels, count, source.channels(), size, size);
      Tensor output = extractor.features(input).cpu().to(torch.ScalarType.Float).contiguous();
      if (output.dim() != 2 || output.size(0) != count) {
        throw new IllegalArgumentException(
            "features must be (%d, width) but had %d dimensions, the first %d."
                .formatted(count, output.dim(), output.size(0)));
      }
      var features = new float[Math.toIntExact(output.numel())];
      output.<FloatBuffer>createBuffer().get(features);
      return features;
    }
  }

  private static double finite(float value) {
    if (!Float.isFinite(value)) {
      throw new ArithmeticException("features must be finite but one was " + value + ".");
    }
    return value;
  }
}
