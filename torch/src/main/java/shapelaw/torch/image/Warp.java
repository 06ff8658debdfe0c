package shapelaw.torch.image;

/// Changes that move pixels or cover them. Each new pixel takes the nearest old one; what lies
/// outside the old picture is grey.
final class Warp {

  private static final int CHANNELS = RgbImage.CHANNELS;
  private static final byte GREY = (byte) 128;

  private Warp() {}

  /// Turned about the centre.
  ///
  /// @param radians counterclockwise
  static RgbImage rotate(RgbImage image, double radians) {
    double cos = StrictMath.cos(radians);
    double sin = StrictMath.sin(radians);
    double centreX = image.width() / 2.0;
    double centreY = image.height() / 2.0;
    return warped(
        image,
        new double[] {
          cos,
          -sin,
          centreX - cos * centreX + sin * centreY,
          sin,
          cos,
          centreY - sin * centreX - cos * centreY
        });
  }

  /// Row y moved to the left by `slope` · y.
  static RgbImage shearX(RgbImage image, double slope) {
    return warped(image, new double[] {1, slope, 0, 0, 1, 0});
  }

  /// Column x moved up by `slope` · x.
  static RgbImage shearY(RgbImage image, double slope) {
    return warped(image, new double[] {1, 0, 0, slope, 1, 0});
  }

  /// Moved to the left and up.
  static RgbImage translate(RgbImage image, double left, double up) {
    return warped(image, new double[] {1, 0, left, 0, 1, up});
  }

  /// A grey square, cut off at the picture's border.
  ///
  /// @param half half of its side
  static RgbImage cutout(RgbImage image, int centreX, int centreY, int half) {
    byte[] samples = image.samples().clone();
    int left = Math.max(0, centreX - half);
    int right = Math.min(image.width(), centreX + half);
    for (int y = Math.max(0, centreY - half); y < Math.min(image.height(), centreY + half); y++) {
      int row = y * image.width();
      java.util.Arrays.fill(samples, (row + left) * CHANNELS, (row + right) * CHANNELS, GREY);
    }
    return new RgbImage(image.width(), image.height(), samples);
  }

  /// New pixel (x, y) is the old one at (a x + b y + c, d x + e y + f), coordinates being those of
  /// the pixels' centres.
  private static RgbImage warped(RgbImage image, double[] m) {
    int width = image.width();
    int height = image.height();
    byte[] samples = image.samples();
    var warped = new byte[samples.length];
    for (int y = 0, to = 0; y < height; y++) {
      for (int x = 0; x < width; x++, to += CHANNELS) {
        int oldX = (int) Math.floor(m[0] * (x + 0.5) + m[1] * (y + 0.5) + m[2]);
        int oldY = (int) Math.floor(m[3] * (x + 0.5) + m[4] * (y + 0.5) + m[5]);
        if (oldX < 0 || oldX >= width || oldY < 0 || oldY >= height) {
          warped[to] = warped[to + 1] = warped[to + 2] = GREY;
        } else {
          int from = (oldY * width + oldX) * CHANNELS;
          warped[to] = samples[from];
          warped[to + 1] = samples[from + 1];
          warped[to + 2] = samples[from + 2];
        }
      }
    }
    return new RgbImage(width, height, warped);
  }
}
