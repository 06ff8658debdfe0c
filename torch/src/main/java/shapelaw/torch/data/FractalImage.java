package shapelaw.torch.data;

import java.util.SplittableRandom;

/// Draws one picture of a class: a sibling of its iterated function system in a random pose and
/// random colours. Nothing but the form tells the class: colours, brightness, place, size, mirror
/// image and turn are the picture's own.
///
/// @param size side in pixels
/// @param variation how much pictures of one class differ
record FractalImage(int size, Variation variation) {

  /// Colour channels: red, green, blue.
  static final int CHANNELS = 3;

  /// Points drawn for each pixel of the picture.
  private static final int POINTS_PER_PIXEL = 2;

  /// Fewest points: small pictures need more a pixel for the form to show.
  private static final int LEAST_POINTS = 1024;

  /// Points in one pixel at which the ink covers half of the background.
  private static final float HALF_COVER = 1.0f;

  /// How much pictures of one class differ.
  ///
  /// @param coefficients largest change of every coefficient of the system
  /// @param turnRadians largest turn to either side
  /// @param smallestScale least size of the fractal as a share of the picture
  /// @param noise amplitude of the uniform noise on every value, in units of the value range's half
  record Variation(double coefficients, double turnRadians, double smallestScale, double noise) {

    /// Chosen by trying: small models learn something within 10,000 examples and are not done after
    /// 100,000, while ridge regression on the pixels themselves stays above 0.6 error (see
    /// docs/data.md).
    static final Variation USUAL = new Variation(0.04, StrictMath.PI / 18, 0.85, 0.1);
  }

  /// Writes the picture as (channels, size, size) in [−1, 1].
  void draw(IteratedFunctionSystem system, long seed, float[] pixels, int offset) {
    var random = new SplittableRandom(seed);
    int points = Math.max(LEAST_POINTS, POINTS_PER_PIXEL * size * size);
    PointCloud cloud = system.varied(variation.coefficients, random).play(points, random);
    cloud.turn((2 * random.nextDouble() - 1) * variation.turnRadians);

    var shades = new float[system.maps()];
    for (int m = 0; m < shades.length; m++) {
      shades[m] = (float) random.nextDouble();
    }
    var counts = new int[size * size];
    var shadeSums = new float[size * size];
    double share = random.nextDouble(variation.smallestScale, 1);
    cloud.lay(
        size,
        share,
        random.nextDouble(),
        random.nextDouble(),
        (cell, map) -> {
          counts[cell]++;
          shadeSums[cell] += shades[map];
        });
    Palette palette = Palette.random(random);
    for (int p = 0; p < counts.length; p++) {
      float shade = counts[p] == 0 ? 0 : shadeSums[p] / counts[p];
      float cover = counts[p] / (counts[p] + HALF_COVER);
      paint(palette, shade, cover, random.nextLong(), pixels, offset + p);
    }
  }

  /// Writes the channels of one pixel.
  ///
  /// @param noiseBits three 21-bit numbers: the noise of the three channels
  private void paint(
      Palette palette, float shade, float cover, long noiseBits, float[] pixels, int at) {
    float noise = (float) variation.noise;
    for (int c = 0; c < CHANNELS; c++) {
      float ink = palette.first[c] + shade * (palette.second[c] - palette.first[c]);
      float clean = palette.ground[c] + cover * (ink - palette.ground[c]);
      float uniform = ((noiseBits >>> (21 * c)) & 0x1FFFFF) * 0x1p-20f - 1;
      pixels[at + c * size * size] = Math.clamp(clean + noise * uniform, -1f, 1f);
    }
  }

  /// Colours of one picture in [−1, 1]: a dark ground with two light inks, or the reverse.
  private static final class Palette {
    private final float[] ground;
    private final float[] first;
    private final float[] second;

    private Palette(float[] ground, float[] first, float[] second) {
      this.ground = ground;
      this.first = first;
      this.second = second;
    }

    static Palette random(SplittableRandom random) {
      int side = random.nextBoolean() ? 1 : -1;
      return new Palette(
          colour(random, -side, 0.4), colour(random, side, 0), colour(random, side, 0));
    }

    /// A colour on one side (−1 dark, 1 light) of the middle, at least `least` away from it.
    private static float[] colour(SplittableRandom random, int side, double least) {
      var channels = new float[CHANNELS];
      for (int c = 0; c < CHANNELS; c++) {
        channels[c] = (float) (side * random.nextDouble(least, 1));
      }
      return channels;
    }
  }
}
