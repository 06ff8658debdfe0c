package shapelaw.torch.image;

import java.util.function.IntUnaryOperator;

/// Changes that give every value of a picture a new one, by a table.
final class ToneChange {

  private static final int LEVELS = 256;
  private static final int BRIGHTEST = 255;
  private static final int MIDDLE = 128;

  private ToneChange() {}

  /// Each channel stretched to 0 … 255.
  static RgbImage autoContrast(RgbImage image) {
    var tables = new byte[RgbImage.CHANNELS][];
    for (int c = 0; c < RgbImage.CHANNELS; c++) {
      tables[c] = stretched(histogram(image, c));
    }
    return mapped(image, tables);
  }

  private static byte[] stretched(int[] histogram) {
    int darkest = 0;
    while (histogram[darkest] == 0) {
      darkest++;
    }
    int brightest = BRIGHTEST;
    while (histogram[brightest] == 0) {
      brightest--;
    }
    if (brightest <= darkest) {
      return table(v -> v);
    }
    double scale = (double) BRIGHTEST / (brightest - darkest);
    double shift = -darkest * scale;
    return table(v -> (int) (v * scale + shift));
  }

  /// Each channel's values spread so that all levels occur about equally often.
  static RgbImage equalize(RgbImage image) {
    var tables = new byte[RgbImage.CHANNELS][];
    for (int c = 0; c < RgbImage.CHANNELS; c++) {
      tables[c] = equalizing(histogram(image, c));
    }
    return mapped(image, tables);
  }

  private static byte[] equalizing(int[] histogram) {
    int pixels = 0;
    int brightest = 0;
    for (int v = 0; v < LEVELS; v++) {
      pixels += histogram[v];
      brightest = histogram[v] > 0 ? v : brightest;
    }
    int step = (pixels - histogram[brightest]) / BRIGHTEST;
    if (step == 0) {
      return table(v -> v);
    }
    var table = new byte[LEVELS];
    int darker = step / 2;
    for (int v = 0; v < LEVELS; v++) {
      table[v] = (byte) Math.min(darker / step, BRIGHTEST);
      darker += histogram[v];
    }
    return table;
  }

  /// Keeps only the highest bits of every value.
  static RgbImage posterize(RgbImage image, int bits) {
    int mask = BRIGHTEST << (Byte.SIZE - bits);
    return mapped(image, v -> v & mask);
  }

  /// Inverts every value that is not below the threshold.
  static RgbImage solarize(RgbImage image, int threshold) {
    return mapped(image, v -> v < threshold ? v : BRIGHTEST - v);
  }

  /// Adds to every value in the darker half.
  static RgbImage solarizeAdd(RgbImage image, int addition) {
    return mapped(image, v -> v < MIDDLE ? v + addition : v);
  }

  private static int[] histogram(RgbImage image, int channel) {
    var histogram = new int[LEVELS];
    byte[] samples = image.samples();
    for (int i = channel; i < samples.length; i += RgbImage.CHANNELS) {
      histogram[samples[i] & 0xFF]++;
    }
    return histogram;
  }

  private static byte[] table(IntUnaryOperator change) {
    var table = new byte[LEVELS];
    for (int v = 0; v < LEVELS; v++) {
      table[v] = (byte) Math.clamp(change.applyAsInt(v), 0, BRIGHTEST);
    }
    return table;
  }

  private static RgbImage mapped(RgbImage image, IntUnaryOperator change) {
    byte[] table = table(change);
    return mapped(image, new byte[][] {table, table, table});
  }

  private static RgbImage mapped(RgbImage image, byte[][] tables) {
    byte[] from = image.samples();
    var to = new byte[from.length];
    for (int i = 0; i < to.length; i += RgbImage.CHANNELS) {
      to[i] = tables[0][from[i] & 0xFF];
      to[i + 1] = tables[1][from[i + 1] & 0xFF];
      to[i + 2] = tables[2][from[i + 2] & 0xFF];
    }
    return new RgbImage(image.width(), image.height(), to);
  }
}
