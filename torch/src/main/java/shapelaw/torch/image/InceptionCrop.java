package shapelaw.torch.image;

import java.util.random.RandomGenerator;

/// The random crop of Szegedy et al., "Going Deeper with Convolutions" (2015): an area of 5 to 100
/// % of the picture and an aspect ratio of 3/4 to 4/3. A draw that does not fit is repeated; after
/// [#TRIES] the whole picture is taken.
final class InceptionCrop {

  private static final double LEAST_AREA = 0.05;
  private static final double LOG_WIDEST = StrictMath.log(4.0 / 3);
  private static final int TRIES = 100;

  private InceptionCrop() {}

  /// Draws a crop of a picture of the given size.
  static RgbImage.Crop draw(int width, int height, RandomGenerator random) {
    for (int i = 0; i < TRIES; i++) {
      double area = random.nextDouble(LEAST_AREA, 1) * width * height;
      double aspect = StrictMath.exp(random.nextDouble(-LOG_WIDEST, LOG_WIDEST));
      int cropWidth = (int) Math.max(1, Math.round(Math.sqrt(area * aspect)));
      int cropHeight = (int) Math.max(1, Math.round(Math.sqrt(area / aspect)));
      if (cropWidth <= width && cropHeight <= height) {
        return new RgbImage.Crop(
            random.nextInt(width - cropWidth + 1),
            random.nextInt(height - cropHeight + 1),
            cropWidth,
            cropHeight);
      }
    }
    return new RgbImage.Crop(0, 0, width, height);
  }
}
