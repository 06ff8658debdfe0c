package shapelaw.torch.image;

/// A picture as bytes.
public final class RgbImage {

  /// Colour channels: red, green, blue.
  public static final int CHANNELS = 3;

  private final int width;
  private final int height;
  private final byte[] samples;

  /// Takes over the samples.
  ///
  /// @param width in pixels
  /// @param height in pixels
  /// @param samples (height, width, 3): red, green, blue, 0 … 255
  public RgbImage(int width, int height, byte[] samples) {
    this.width = width;
    this.height = height;
    this.samples = samples;
  }

  /// Columns.
  public int width() {
    return width;
  }

  /// Rows.
  public int height() {
    return height;
  }

  /// (height, width, 3): red, green, blue, 0 … 255; not a copy.
  public byte[] samples() {
    return samples;
  }

  int shorterSide() {
    return Math.min(width, height);
  }

  /// The whole picture.
  Crop whole() {
    return new Crop(0, 0, width, height);
  }

  /// The largest square in the middle.
  Crop centralSquare() {
    int side = shorterSide();
    return new Crop((width - side) / 2, (height - side) / 2, side, side);
  }

  /// This picture, shrunk so that its shorter side has `side` pixels; a picture that is not longer
  /// stays as it is.
  public RgbImage shrunkTo(int side) {
    if (shorterSide() <= side) {
      return this;
    }
    int newWidth = (int) Math.max(side, Math.round((double) width * side / shorterSide()));
    int newHeight = (int) Math.max(side, Math.round((double) height * side / shorterSide()));
    float[] resized = Resampling.resize(this, whole(), newWidth, newHeight);
    var bytes = new byte[resized.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.clamp((int) (resized[i] + 0.5f), 0, 255);
    }
    return new RgbImage(newWidth, newHeight, bytes);
  }

  /// Writes a part of the picture, resized to a square, as (channels, size, size) in [−1, 1].
  void write(Crop crop, boolean mirrored, int size, float[] pixels, int offset) {
    float[] resized = Resampling.resize(this, crop, size, size);
    int plane = size * size;
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        int from = (row * size + column) * CHANNELS;
        int to = offset + row * size + (mirrored ? size - 1 - column : column);
        for (int c = 0; c < CHANNELS; c++) {
          pixels[to + c * plane] = Math.clamp(resized[from + c] / 127.5f - 1, -1f, 1f);
        }
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
