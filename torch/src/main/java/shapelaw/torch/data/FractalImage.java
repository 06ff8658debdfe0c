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

    static final Variation USUAL = new Variation(0.06, StrictMath.PI / 4, 0.6, 0.1);
  }

  /// Writes the picture as (channels, size, size) in [−1, 1].
  void draw(IteratedFunctionSystem system, long seed, float[] pixels, int offset) {
    var random = new SplittableRandom(seed);
    int points = Math.max(LEAST_POINTS, POINTS_PER_PIXEL * size * size);
    var xs = new float[points];
    var ys = new float[points];
    var maps = new byte[points];
    system.varied(variation.coefficients, random).play(xs, ys, maps, random);
    turn(xs, ys, random);

    var shades = new float[system.maps()];
    for (int m = 0; m < shades.length; m++) {
      shades[m] = (float) random.nextDouble();
    }
    var counts = new int[size * size];
    var shadeSums = new float[size * size];
    scatter(xs, ys, maps, shades, counts, shadeSums, random);
    paint(Palette.random(random), counts, shadeSums, pixels, offset, random);
  }

  private void turn(float[] xs, float[] ys, SplittableRandom random) {
    double angle = (2 * random.nextDouble() - 1) * variation.turnRadians;
    float cos = (float) StrictMath.cos(angle);
    float sin = (float) StrictMath.sin(angle);
    float mirror = random.nextBoolean() ? 1 : -1;
    for (int i = 0; i < xs.length; i++) {
      float x = mirror * xs[i];
      float y = ys[i];
      xs[i] = cos * x - sin * y;
      ys[i] = sin * x + cos * y;
    }
  }

  /// Counts the points in each pixel and adds up their shades; size and place are random.
  private void scatter(
      float[] xs,
      float[] ys,
      byte[] maps,
      float[] shades,
      int[] counts,
      float[] shadeSums,
      SplittableRandom random) {
    var bounds = IteratedFunctionSystem.Bounds.of(xs, ys);
    double share = random.nextDouble(variation.smallestScale, 1);
    float scale = (float) (share * size) / bounds.extent();
    float freeX = size - (bounds.right() - bounds.left()) * scale;
    float freeY = size - (bounds.bottom() - bounds.top()) * scale;
    float shiftX = (float) random.nextDouble() * freeX - bounds.left() * scale;
    float shiftY = (float) random.nextDouble() * freeY - bounds.top() * scale;
    for (int i = 0; i < xs.length; i++) {
      int column = Math.clamp((int) (xs[i] * scale + shiftX), 0, size - 1);
      int row = Math.clamp((int) (ys[i] * scale + shiftY), 0, size - 1);
      int pixel = row * size + column;
      counts[pixel]++;
      shadeSums[pixel] += shades[maps[i]];
    }
  }

  private void paint(
      Palette palette,
      int[] counts,
      float[] shadeSums,
      float[] pixels,
      int offset,
      SplittableRandom random) {
    float noise = (float) variation.noise;
    int plane = size * size;
    for (int p = 0; p < plane; p++) {
      int count = counts[p];
      float cover = count / (count + HALF_COVER);
      float shade = count == 0 ? 0 : shadeSums[p] / count;
      // Three 21-bit numbers from one draw: the noise of the three channels.
      long bits = random.nextLong();
      for (int c = 0; c < CHANNELS; c++) {
        float ink = palette.first[c] + shade * (palette.second[c] - palette.first[c]);
        float clean = palette.ground[c] + cover * (ink - palette.ground[c]);
        float uniform = ((bits >>> (21 * c)) & 0x1FFFFF) * 0x1p-20f - 1;
        pixels[offset + c * plane + p] = Math.clamp(clean + noise * uniform, -1f, 1f);
      }
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
