package shapelaw.torch.image;

/// Resizes with a triangle filter whose support grows with the reduction (antialiased bilinear),
/// the columns first and then the rows. Plain float arithmetic in a fixed order: the same bits on
/// every machine.
///
/// The inner loops are written so that the JIT compiler turns them into vector instructions where
/// it can: one array pass each, no branches, and no unsigned bytes (JDK 25 does not vectorise `b &
/// 0xFF`).
final class Resampling {

  private static final int CHANNELS = RgbImage.CHANNELS;

  /// Flips the highest bit of a byte: 0 … 255 becomes −128 … 127 as the JDK reads bytes.
  private static final int SIGN_BIT = 0x80;

  private static final float HALF_RANGE = 128;

  private final Pixels image;
  private final RgbImage.Crop crop;
  private final Taps columns;
  private final int[] starts;
  private final byte[] signed;
  private final float[] wide;

  private Resampling(Pixels image, RgbImage.Crop crop, Taps columns) {
    this.image = image;
    this.crop = crop;
    this.columns = columns;
    this.starts = new int[columns.outputs()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = columns.first[i] * CHANNELS;
    }
    this.signed = new byte[crop.width() * CHANNELS];
    this.wide = new float[(crop.width() + columns.count) * CHANNELS];
  }

  /// Takes rows as they become ready, from the top.
  @FunctionalInterface
  interface RowReceiver {

    /// A row.
    ///
    /// @param y its number
    /// @param row (3, new width), 0 … 255; valid during the call
    void row(int y, float[] row);
  }

  /// Makes a view of a picture.
  ///
  /// @param receiver takes its rows
  static void resize(Pixels image, View view, RowReceiver receiver) {
    Taps columns = view.columns();
    Taps rows = view.rows();
    var resampling = new Resampling(image, view.crop(), columns);
    int stride = columns.outputs() * CHANNELS;
    // Row y of the crop lies in narrowed[y % rows.count]: more are never needed at once.
    var narrowed = new float[rows.count][stride];
    var resized = new float[stride];
    int ready = rows.first[0];
    for (int y = 0; y < rows.outputs(); y++) {
      int end = Math.min(view.crop().height(), rows.first[y] + rows.count);
      for (; ready < end; ready++) {
        resampling.narrow(ready, narrowed[ready % rows.count]);
      }
      combine(rows, y, narrowed, resized);
      receiver.row(y, resized);
    }
  }

  /// Writes a row of the crop with its new width, as (3, new width).
  private void narrow(int y, float[] row) {
    int from = ((crop.top() + y) * image.width() + crop.left()) * CHANNELS;
    image.copy(from, signed);
    flipSigns(signed);
    toFloat(signed, wide);
    int taps = (columns.count & 1) == 1 ? 3 : 4;
    if (taps == 3) {
      firstThree(wide, starts, columns.weights, row);
    } else {
      firstFour(wide, starts, columns.weights, row);
    }
    for (int k = taps; k < columns.count; k += 2) {
      nextTwo(wide, starts, k, columns.weights, row);
    }
  }

  private static void flipSigns(byte[] samples) {
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (samples[i] ^ SIGN_BIT);
    }
  }

  private static void toFloat(byte[] signed, float[] wide) {
    for (int i = 0; i < signed.length; i++) {
      wide[i] = signed[i] + HALF_RANGE;
    }
  }

  private static void firstThree(float[] wide, int[] starts, float[] weights, float[] row) {
    int width = starts.length;
    for (int x = 0; x < width; x++) {
      int from = starts[x];
      float w0 = weights[x];
      float w1 = weights[width + x];
      float w2 = weights[2 * width + x];
      row[x] = w0 * wide[from] + w1 * wide[from + 3] + w2 * wide[from + 6];
      row[width + x] = w0 * wide[from + 1] + w1 * wide[from + 4] + w2 * wide[from + 7];
      row[2 * width + x] = w0 * wide[from + 2] + w1 * wide[from + 5] + w2 * wide[from + 8];
    }
  }

  private static void firstFour(float[] wide, int[] starts, float[] weights, float[] row) {
    int width = starts.length;
    for (int x = 0; x < width; x++) {
      int from = starts[x];
      float w0 = weights[x];
      float w1 = weights[width + x];
      float w2 = weights[2 * width + x];
      float w3 = weights[3 * width + x];
      row[x] = w0 * wide[from] + w1 * wide[from + 3] + w2 * wide[from + 6] + w3 * wide[from + 9];
      row[width + x] =
          w0 * wide[from + 1] + w1 * wide[from + 4] + w2 * wide[from + 7] + w3 * wide[from + 10];
      row[2 * width + x] =
          w0 * wide[from + 2] + w1 * wide[from + 5] + w2 * wide[from + 8] + w3 * wide[from + 11];
    }
  }

  private static void nextTwo(float[] wide, int[] starts, int tap, float[] weights, float[] row) {
    int width = starts.length;
    for (int x = 0; x < width; x++) {
      int from = starts[x] + tap * CHANNELS;
      float w0 = weights[tap * width + x];
      float w1 = weights[(tap + 1) * width + x];
      row[x] = row[x] + w0 * wide[from] + w1 * wide[from + 3];
      row[width + x] = row[width + x] + w0 * wide[from + 1] + w1 * wide[from + 4];
      row[2 * width + x] = row[2 * width + x] + w0 * wide[from + 2] + w1 * wide[from + 5];
    }
  }

  /// Makes row y from those that it needs. Beyond the last row of the crop weights are 0, so that
  /// it does no harm what lies there.
  private static void combine(Taps rows, int y, float[][] narrowed, float[] resized) {
    int first = rows.first[y];
    int height = rows.outputs();
    setThree(
        rows.weights[y],
        narrowed[first % rows.count],
        rows.weights[height + y],
        narrowed[(first + 1) % rows.count],
        rows.weights[2 * height + y],
        narrowed[(first + 2) % rows.count],
        resized);
    for (int k = 3; k < rows.count; k++) {
      add(rows.weights[k * height + y], narrowed[(first + k) % rows.count], resized);
    }
  }

  private static void setThree(
      float w0, float[] row0, float w1, float[] row1, float w2, float[] row2, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = w0 * row0[i] + w1 * row1[i] + w2 * row2[i];
    }
  }

  private static void add(float weight, float[] from, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += weight * from[i];
    }
  }
}
