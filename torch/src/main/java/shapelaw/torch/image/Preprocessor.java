package shapelaw.torch.image;

import java.util.Optional;
import java.util.random.RandomGenerator;
import shapelaw.run.DataSpec;

/// Turns pictures into inputs of a model: (3, size, size) floats in [−1, 1].
public final class Preprocessor {

  private final DataSpec.Preprocessing spec;
  private final int size;
  private final int evaluationSide;
  private final Optional<RandAugment> randAugment;

  /// @param spec how
  /// @param size side of the input in pixels
  public Preprocessor(DataSpec.Preprocessing spec, int size) {
    this.spec = spec;
    this.size = size;
    this.evaluationSide = (int) Math.max(size, Math.round(size * spec.evaluationResize()));
    this.randAugment = spec.randAugment().map(augment -> new RandAugment(augment, size));
  }

  /// Writes what training sees of a picture: the crop, resized; its mirror image every other time;
  /// then RandAugment, on bytes as in the paper. Each is left out if it is not asked for.
  ///
  /// @param random decides every random change
  /// @param pixels where to write
  /// @param offset of the first float
  public void training(RgbImage image, RandomGenerator random, float[] pixels, int offset) {
    write(image, random, pixels, offset);
  }

  /// Decodes a file and writes what training sees of it: the same bits as of the decoded picture,
  /// but the picture is never copied. For files that are decoded anew each time.
  ///
  /// @param file its content
  /// @param name what to call it in errors
  /// @param random decides every random change
  /// @param pixels where to write
  /// @param offset of the first float
  /// @throws CorruptImageException if the file can't be used
  public void training(
      byte[] file, String name, RandomGenerator random, float[] pixels, int offset) {
    training(file, name, JpegLibrary.chosen(), random, pixels, offset);
  }

  /// Decodes a file, with this library if it is a JPEG file, and writes what training sees of it.
  public void training(
      byte[] file,
      String name,
      JpegLibrary library,
      RandomGenerator random,
      float[] pixels,
      int offset) {
    ImageDecoder.decode(
        file,
        name,
        Integer.MAX_VALUE,
        library,
        image -> {
          write(image, random, pixels, offset);
          return name;
        });
  }

  private void write(Pixels image, RandomGenerator random, float[] pixels, int offset) {
    View view =
        switch (spec.crop()) {
          case INCEPTION ->
              View.of(InceptionCrop.draw(image.width(), image.height(), random), size, size);
          case CENTRAL -> central(image);
        };
    if (spec.flip() && random.nextBoolean()) {
      view = view.mirrored();
    }
    if (randAugment.isEmpty()) {
      image.write(view, pixels, offset);
    } else {
      randAugment.get().apply(image.resized(view), random).write(pixels, offset);
    }
  }

  /// Writes what evaluation sees of a picture: the central square of the picture whose shorter side
  /// was resized to `evaluationResize` times the input's.
  ///
  /// @param pixels where to write
  /// @param offset of the first float
  public void evaluation(RgbImage image, float[] pixels, int offset) {
    image.write(central(image), pixels, offset);
  }

  private View central(Pixels image) {
    return View.central(image, size, evaluationSide);
  }
}
