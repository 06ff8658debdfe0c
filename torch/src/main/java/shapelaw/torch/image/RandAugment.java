package shapelaw.torch.image;

import java.util.random.RandomGenerator;
import shapelaw.run.DataSpec;

/// RandAugment (Cubuk et al., "RandAugment: Practical automated data augmentation with a reduced
/// search space", 2020): some changes, each drawn with equal odds from sixteen, all of the same
/// magnitude. The changes and their strengths are those of the TensorFlow code that the paper of
/// this project used: strengths grow to those of AutoAugment at magnitude 10, turns, shears and
/// shifts take either sign, and what becomes visible behind the picture is grey (128).
///
/// That code shifts by up to 100 pixels and cuts out squares of up to 80, made for pictures of 224
/// pixels. Smaller pictures get proportionally less; a shift of 100 pixels would empty them.
///
/// Each change is computed as Pillow does it. The TensorFlow code differs from that in `Contrast`,
/// where it takes the number of pixels over 256 for their mean brightness.
final class RandAugment {

  private static final int GREATEST_MAGNITUDE = 10;
  private static final int DESIGN_SIZE = 224;

  private static final double MOST_DEGREES = 30;
  private static final double MOST_SHEAR = 0.3;
  private static final double MOST_SHIFT = 100;
  private static final double MOST_CUTOUT = 40;
  private static final int MOST_BITS = 4;
  private static final int MOST_THRESHOLD = 256;
  private static final int MOST_ADDITION = 110;
  private static final double LEAST_ENHANCEMENT = 0.1;
  private static final double ENHANCEMENT_RANGE = 1.8;

  private final int layers;
  private final double strength;
  private final double pixelScale;

  /// @param spec how many and how strong
  /// @param size of the pictures
  RandAugment(DataSpec.RandAugment spec, int size) {
    this.layers = spec.layers();
    this.strength = (double) spec.magnitude() / GREATEST_MAGNITUDE;
    this.pixelScale = Math.min(1, (double) size / DESIGN_SIZE);
  }

  /// What may happen to a picture.
  enum Change {
    AUTO_CONTRAST,
    EQUALIZE,
    INVERT,
    ROTATE,
    POSTERIZE,
    SOLARIZE,
    COLOR,
    CONTRAST,
    BRIGHTNESS,
    SHARPNESS,
    SHEAR_X,
    SHEAR_Y,
    TRANSLATE_X,
    TRANSLATE_Y,
    CUTOUT,
    SOLARIZE_ADD
  }

  private static final Change[] CHANGES = Change.values();

  /// Changes a picture; the one given stays as it is.
  RgbImage apply(RgbImage image, RandomGenerator random) {
    RgbImage changed = image;
    for (int layer = 0; layer < layers; layer++) {
      changed = apply(CHANGES[random.nextInt(CHANGES.length)], changed, random);
    }
    return changed;
  }

  /// Makes one change of this object's strength.
  ///
  /// @param random draws signs and places
  RgbImage apply(Change change, RgbImage image, RandomGenerator random) {
    return switch (change) {
      case AUTO_CONTRAST -> ToneChange.autoContrast(image);
      case EQUALIZE -> ToneChange.equalize(image);
      case INVERT -> ToneChange.solarize(image, 0);
      case ROTATE ->
          Warp.rotate(image, StrictMath.toRadians(signed(MOST_DEGREES * strength, random)));
      // The TensorFlow code keeps one bit where the formula gives none.
      case POSTERIZE -> ToneChange.posterize(image, Math.max(1, (int) (MOST_BITS * strength)));
      case SOLARIZE -> ToneChange.solarize(image, (int) (MOST_THRESHOLD * strength));
      case COLOR -> Enhancement.color(image, enhancement());
      case CONTRAST -> Enhancement.contrast(image, enhancement());
      case BRIGHTNESS -> Enhancement.brightness(image, enhancement());
      case SHARPNESS -> Enhancement.sharpness(image, enhancement());
      case SHEAR_X -> Warp.shearX(image, signed(MOST_SHEAR * strength, random));
      case SHEAR_Y -> Warp.shearY(image, signed(MOST_SHEAR * strength, random));
      case TRANSLATE_X -> Warp.translate(image, signed(shift(), random), 0);
      case TRANSLATE_Y -> Warp.translate(image, 0, signed(shift(), random));
      case CUTOUT -> cutout(image, random);
      case SOLARIZE_ADD -> ToneChange.solarizeAdd(image, (int) (MOST_ADDITION * strength));
    };
  }

  private RgbImage cutout(RgbImage image, RandomGenerator random) {
    int half = (int) (MOST_CUTOUT * strength * pixelScale);
    return Warp.cutout(image, random.nextInt(image.width()), random.nextInt(image.height()), half);
  }

  private float enhancement() {
    return (float) (ENHANCEMENT_RANGE * strength + LEAST_ENHANCEMENT);
  }

  private double shift() {
    return MOST_SHIFT * strength * pixelScale;
  }

  private static double signed(double value, RandomGenerator random) {
    return random.nextBoolean() ? -value : value;
  }
}
