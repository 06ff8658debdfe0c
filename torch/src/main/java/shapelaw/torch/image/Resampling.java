package shapelaw.torch.image;

/// Resizes with a triangle filter whose support grows with the reduction (antialiased bilinear),
/// the columns first and then the rows. Plain float arithmetic: the same bits on every machine.
final class Resampling {

  private Resampling() {}

  /// Resizes a part of a picture.
  ///
  /// @return (newHeight, newWidth, 3), 0 … 255
  static float[] resize(RgbImage image, RgbImage.Crop crop, int newWidth, int newHeight) {
    int channels = RgbImage.CHANNELS;
    Taps columns = Taps.of(crop.width(), newWidth);
    Taps rows = Taps.of(crop.height(), newHeight);
    var narrowed = new float[crop.height() * newWidth * channels];
    byte[] samples = image.samples();
    for (int y = 0; y < crop.height(); y++) {
      int rowStart = ((crop.top() + y) * image.width() + crop.left()) * channels;
      for (int x = 0; x < newWidth; x++) {
        float[] weights = columns.weights[x];
        int from = rowStart + columns.first[x] * channels;
        int to = (y * newWidth + x) * channels;
        for (int k = 0; k < weights.length; k++) {
          for (int c = 0; c < channels; c++) {
            narrowed[to + c] += weights[k] * (samples[from + k * channels + c] & 0xFF);
          }
        }
      }
    }
    int stride = newWidth * channels;
    var resized = new float[newHeight * stride];
    for (int y = 0; y < newHeight; y++) {
      float[] weights = rows.weights[y];
      for (int k = 0; k < weights.length; k++) {
        int from = (rows.first[y] + k) * stride;
        for (int i = 0; i < stride; i++) {
          resized[y * stride + i] += weights[k] * narrowed[from + i];
        }
      }
    }
    return resized;
  }

  /// The input samples that make each output sample along one axis.
  private static final class Taps {
    /// Number of the first input sample, by output sample.
    private final int[] first;

    /// Weights of it and the ones that follow, by output sample; they add up to 1.
    private final float[][] weights;

    private Taps(int[] first, float[][] weights) {
      this.first = first;
      this.weights = weights;
    }

    static Taps of(int inputs, int outputs) {
      double scale = (double) inputs / outputs;
      double support = Math.max(1, scale);
      var first = new int[outputs];
      var weights = new float[outputs][];
      for (int i = 0; i < outputs; i++) {
        double centre = (i + 0.5) * scale - 0.5;
        int from = Math.max(0, (int) Math.ceil(centre - support));
        int to = Math.min(inputs - 1, (int) Math.floor(centre + support));
        first[i] = from;
        weights[i] = normalised(from, to, centre, support);
      }
      return new Taps(first, weights);
    }

    private static float[] normalised(int from, int to, double centre, double support) {
      var weights = new double[to - from + 1];
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        weights[k] = Math.max(0, 1 - Math.abs(from + k - centre) / support);
        sum += weights[k];
      }
      var normalised = new float[weights.length];
      for (int k = 0; k < weights.length; k++) {
        normalised[k] = (float) (weights[k] / sum);
      }
      return normalised;
    }
  }
}
