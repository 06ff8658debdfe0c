package shapelaw.torch.image;

/// A picture as bytes.
public final class RgbImage extends Pixels {

  /// Colour channels: red, green, blue.
  public static final int CHANNELS = 3;

  private final byte[] samples;

  /// Takes over the samples.
  ///
  /// @param width in pixels
  /// @param height in pixels
  /// @param samples (height, width, 3): red, green, blue, 0 … 255
  public RgbImage(int width, int height, byte[] samples) {
    super(width, height);
    this.samples = samples;
  }

  /// (height, width, 3): red, green, blue, 0 … 255; not a copy.
  public byte[] samples() {
    return samples;
  }

  @Override
  void copy(int from, byte[] to) {
    System.arraycopy(samples, from, to, 0, to.length);
  }

  /// This picture, shrunk so that its shorter side has `side` pixels; a picture that is not longer
  /// stays as it is.
  public RgbImage shrunkTo(int side) {
    if (shorterSide() <= side) {
      return this;
    }
    int newWidth = Math.toIntExact(scaledSide(width(), side));
    int newHeight = Math.toIntExact(scaledSide(height(), side));
    return resized(View.of(whole(), newWidth, newHeight));
  }

  /// Writes the picture as it is, as (channels, height, width) in [−1, 1].
  void write(float[] pixels, int offset) {
    int plane = width() * height();
    for (int i = 0, from = 0; i < plane; i++) {
      for (int c = 0; c < CHANNELS; c++) {
        pixels[offset + c * plane + i] = (samples[from++] & 0xFF) / HALF_RANGE - 1;
      }
    }
  }

  /// A rectangle inside a picture, in pixels.
  ///
  /// @param left first column
  /// @param top first row
  /// @param width columns
  /// @param height rows
  record Crop(int left, int top, int width, int height) {}
}
