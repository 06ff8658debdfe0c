package shapelaw.torch.image;

/// A picture as bytes, wherever they lie.
abstract sealed class Pixels permits RgbImage, LentPixels {

  static final float HALF_RANGE = 127.5f;

  private static final int CHANNELS = RgbImage.CHANNELS;

  private final int width;
  private final int height;

  Pixels(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /// Columns.
  public int width() {
    return width;
  }

  /// Rows.
  public int height() {
    return height;
  }

  /// Copies samples.
  ///
  /// @param from number of the first in (height, width, 3)
  /// @param to gets as many as it can hold
  abstract void copy(int from, byte[] to);

  int shorterSide() {
    return Math.min(width, height);
  }

  /// The whole picture.
  RgbImage.Crop whole() {
    return new RgbImage.Crop(0, 0, width, height);
  }

  /// The largest square in the middle.
  RgbImage.Crop centralSquare() {
    int side = shorterSide();
    return new RgbImage.Crop((width - side) / 2, (height - side) / 2, side, side);
  }

  /// What a side of this picture becomes when the shorter one becomes `shorterSide`.
  long scaledSide(int side, int newShorterSide) {
    return Math.max(newShorterSide, Math.round((double) side * newShorterSide / shorterSide()));
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
}
