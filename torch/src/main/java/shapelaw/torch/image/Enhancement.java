package shapelaw.torch.image;

/// Changes that mix a picture with a lesser version of itself: a factor of 0 gives that version, 1
/// the picture, and more exaggerates the difference.
final class Enhancement {

  private static final int CHANNELS = RgbImage.CHANNELS;

  /// Weights of red, green and blue in brightness (ITU-R BT.601), in 1/65536.
  private static final int RED = 19595;

  private static final int GREEN = 38470;
  private static final int BLUE = 7471;
  private static final int HALF = 1 << 15;

  /// Smoothing: the centre counts five times, its eight neighbours once.
  private static final int CENTRE_WEIGHT = 5;

  private static final float WEIGHTS = 13;

  private Enhancement() {}

  /// Away from grey.
  static RgbImage color(RgbImage image, float factor) {
    byte[] samples = image.samples();
    var grey = new byte[samples.length];
    for (int i = 0; i < grey.length; i += CHANNELS) {
      byte level = (byte) brightness(samples, i);
      grey[i] = level;
      grey[i + 1] = level;
      grey[i + 2] = level;
    }
    return mixed(grey, image, factor);
  }

  /// Away from the mean brightness.
  static RgbImage contrast(RgbImage image, float factor) {
    byte[] samples = image.samples();
    long sum = 0;
    for (int i = 0; i < samples.length; i += CHANNELS) {
      sum += brightness(samples, i);
    }
    var flat = new byte[samples.length];
    java.util.Arrays.fill(flat, (byte) (int) ((double) sum * CHANNELS / samples.length + 0.5));
    return mixed(flat, image, factor);
  }

  /// Away from black.
  static RgbImage brightness(RgbImage image, float factor) {
    return mixed(new byte[image.samples().length], image, factor);
  }

  /// Away from a smoothed version. The picture's border is not smoothed.
  static RgbImage sharpness(RgbImage image, float factor) {
    byte[] samples = image.samples();
    byte[] smooth = samples.clone();
    int stride = image.width() * CHANNELS;
    for (int y = 1; y < image.height() - 1; y++) {
      int end = (y + 1) * stride - CHANNELS;
      for (int i = y * stride + CHANNELS; i < end; i++) {
        int sum = (CENTRE_WEIGHT - 1) * (samples[i] & 0xFF);
        for (int row = i - stride; row <= i + stride; row += stride) {
          sum +=
              (samples[row - CHANNELS] & 0xFF)
                  + (samples[row] & 0xFF)
                  + (samples[row + CHANNELS] & 0xFF);
        }
        smooth[i] = (byte) (int) (sum / WEIGHTS + 0.5f);
      }
    }
    return mixed(smooth, image, factor);
  }

  private static int brightness(byte[] samples, int at) {
    return ((samples[at] & 0xFF) * RED
            + (samples[at + 1] & 0xFF) * GREEN
            + (samples[at + 2] & 0xFF) * BLUE
            + HALF)
        >>> 16;
  }

  private static RgbImage mixed(byte[] lesser, RgbImage image, float factor) {
    byte[] samples = image.samples();
    var mixed = new byte[samples.length];
    for (int i = 0; i < mixed.length; i++) {
      int from = lesser[i] & 0xFF;
      float value = from + factor * ((samples[i] & 0xFF) - from);
      mixed[i] = (byte) Math.clamp((int) value, 0, 255);
    }
    return new RgbImage(image.width(), image.height(), mixed);
  }
}
