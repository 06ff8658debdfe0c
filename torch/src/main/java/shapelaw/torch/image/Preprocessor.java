package shapelaw.torch.image;

import java.util.random.RandomGenerator;
import shapelaw.run.DataSpec;

/// Turns pictures into inputs of a model: (3, size, size) floats in [−1, 1].
public final class Preprocessor {

  private final DataSpec.Preprocessing spec;
  private final int size;

  /// @param spec how
  /// @param size side of the input in pixels
  public Preprocessor(DataSpec.Preprocessing spec, int size) {
    this.spec = spec;
    this.size = size;
  }

  /// Writes what training sees of a picture.
  ///
  /// @param random decides every random change
  /// @param pixels where to write
  /// @param offset of the first float
  public void training(RgbImage image, RandomGenerator random, float[] pixels, int offset) {
    RgbImage.Crop crop = InceptionCrop.draw(image.width(), image.height(), random);
    image.write(crop, spec.flip() && random.nextBoolean(), size, pixels, offset);
  }

  /// Writes what evaluation sees of a picture.
  ///
  /// @param pixels where to write
  /// @param offset of the first float
  public void evaluation(RgbImage image, float[] pixels, int offset) {
    image.write(image.centralSquare(), false, size, pixels, offset);
  }
}
