package shapelaw.torch.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;

/// A picture of pictures: a row a class, so that people can see what a model sees.
public final class ContactSheet {

  private static final int GAP_PIXELS = 2;
  private static final int WHITE = 0xFFFFFF;

  private ContactSheet() {}

  /// Draws the first samples of the first training classes as they come in the training stream.
  ///
  /// @param source RGB images
  /// @param classes rows, at most the source's
  /// @param samples columns
  /// @param zoom screen pixels a pixel, ≥ 1
  public static BufferedImage ofTraining(ImageSource source, int classes, int samples, int zoom) {
    if (classes < 1 || classes > source.classes() || samples < 1 || zoom < 1) {
      throw new IllegalArgumentException(
          "a sheet must have 1 to %d classes, 1 sample or more and a zoom of 1 or more but had %d, %d and %d."
              .formatted(source.classes(), classes, samples, zoom));
    }
    int tile = source.imageSize() * zoom + GAP_PIXELS;
    var sheet =
        new BufferedImage(
            samples * tile + GAP_PIXELS, classes * tile + GAP_PIXELS, BufferedImage.TYPE_INT_RGB);
    int[] rows = new int[sheet.getHeight() * sheet.getWidth()];
    Arrays.fill(rows, WHITE);
    sheet.setRGB(0, 0, sheet.getWidth(), sheet.getHeight(), rows, 0, sheet.getWidth());

    var drawn = new int[classes];
    var pixels = new float[source.channels() * source.imageSize() * source.imageSize()];
    long missing = (long) classes * samples;
    for (long index = 0; missing > 0 && index < source.distinctTrainingImages(); index++) {
      int label = source.trainingImage(index, pixels, 0);
      if (label < classes && drawn[label] < samples) {
        place(sheet, pixels, source.imageSize(), zoom, drawn[label] * tile, label * tile);
        drawn[label]++;
        missing--;
      }
    }
    return sheet;
  }

  /// Writes [#ofTraining] as a PNG file.
  public static void writeTraining(
      ImageSource source, int classes, int samples, int zoom, Path file) throws IOException {
    ImageIO.write(ofTraining(source, classes, samples, zoom), "png", file.toFile());
  }

  private static void place(
      BufferedImage sheet, float[] pixels, int size, int zoom, int left, int top) {
    int plane = size * size;
    for (int y = 0; y < size * zoom; y++) {
      for (int x = 0; x < size * zoom; x++) {
        int pixel = y / zoom * size + x / zoom;
        int red = level(pixels[pixel]);
        int green = level(pixels[plane + pixel]);
        int blue = level(pixels[2 * plane + pixel]);
        sheet.setRGB(left + GAP_PIXELS + x, top + GAP_PIXELS + y, red << 16 | green << 8 | blue);
      }
    }
  }

  private static int level(float value) {
    return Math.clamp(Math.round((value + 1) * 127.5f), 0, 255);
  }
}
