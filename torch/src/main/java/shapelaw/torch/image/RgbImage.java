package shapelaw.torch.image;

/// A picture as bytes.
public final class RgbImage {

  /// Colour channels: red, green, blue.
  public static final int CHANNELS = 3;

  private static final float HALF_RANGE = 127.5f;

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
    return resized(View.of(whole(), scaledSide(width, side), scaledSide(height, side)));
  }

  /// What a side of this picture becomes when the shorter one becomes `shorterSide`.
  int scaledSide(int side, int newShorterSide) {
    return (int)
        Math.max(newShorterSide, Math.round((double) side * newShorterSide / shorterSide()));
  }

  /// A resized part of the picture, rounded to bytes.
  RgbImage resized(View view) {
    int newWidth = view.columns().outputs();
    int newHeight = view.rows().outputs();
    var bytes = new byte[newHeight * newWidth * CHANNELS];
    Resampling.resize(
        this,
        view,
        (y, row) -> {
          for (int x = 0, to = y * newWidth * CHANNELS; x < newWidth; x++, to += CHANNELS) {
            bytes[to] = rounded(row[x]);
            bytes[to + 1] = rounded(row[newWidth + x]);
            bytes[to + 2] = rounded(row[2 * newWidth + x]);
          }
        });
    return new RgbImage(newWidth, newHeight, bytes);
  }

  private static byte rounded(float value) {
    return (byte) Math.min((int) (value + 0.5f), 255);
  }

  /// Writes a resized part of the picture as (channels, new height, new width) in [−1, 1].
  void write(View view, float[] pixels, int offset) {
    int newWidth = view.columns().outputs();
    int plane = view.rows().outputs() * newWidth;
    var scaled = new float[CHANNELS * newWidth];
    Resampling.resize(
        this,
        view,
        (y, row) -> {
          toUnitRange(row, scaled);
          for (int c = 0; c < CHANNELS; c++) {
            int to = offset + c * plane + y * newWidth;
            System.arraycopy(scaled, c * newWidth, pixels, to, newWidth);
          }
        });
  }

  /// 0 … 255 becomes [−1, 1]; rounding errors beyond are cut off.
  private static void toUnitRange(float[] levels, float[] scaled) {
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = Math.clamp(levels[i] / HALF_RANGE - 1, -1f, 1f);
    }
  }

  /// Writes the picture as it is, as (channels, height, width) in [−1, 1].
  void write(float[] pixels, int offset) {
    int plane = width * height;
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
