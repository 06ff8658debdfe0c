package shapelaw.torch.bench;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/// JPEG files that cost as much to decode as photos of their size: as in photos, each octave of
/// spatial frequencies has about the same contrast, a little less than the one below it (Field,
/// "Relations between the statistics of natural images and the response properties of cortical
/// cells", 1987), with edges and some noise of a sensor. At 500 × 375 pixels and quality 0.9 they
/// have about 100 kB, as ImageNet's files do.
final class SyntheticPhotos {

  static final int WIDTH = 500;
  static final int HEIGHT = 375;

  private static final float QUALITY = 0.9f;
  private static final int CHANNELS = 3;

  /// Cells of the coarsest noise, in pixels; each octave halves them.
  private static final int COARSEST = 256;

  private static final double CONTRAST = 150;
  private static final double FALL = 0.89;

  /// Share of the contrast that the channels have in common; photos are nearly grey.
  private static final double COMMON = 0.8;

  private static final double SENSOR_NOISE = 2;
  private static final int EDGES = 12;
  private static final double EDGE_CONTRAST = 60;

  private final SplittableRandom random;
  private final double[][] levels = new double[CHANNELS][WIDTH * HEIGHT];

  private SyntheticPhotos(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /// Writes files 0.jpg, 1.jpg and so on.
  static List<Path> write(Path folder, int count) throws IOException {
    var files = new ArrayList<Path>();
    for (int i = 0; i < count; i++) {
      Path file = folder.resolve(i + ".jpg");
      write(new SyntheticPhotos(i).draw(), file);
      files.add(file);
    }
    return files;
  }

  private BufferedImage draw() {
    var common = new double[WIDTH * HEIGHT];
    addOctaves(common, CONTRAST);
    for (double[] channel : levels) {
      addOctaves(channel, CONTRAST * (1 - COMMON));
      for (int i = 0; i < channel.length; i++) {
        channel[i] += 128 + COMMON * common[i] + SENSOR_NOISE * random.nextGaussian();
      }
    }
    for (int i = 0; i < EDGES; i++) {
      addHalfDisc();
    }
    var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      image.setRGB(i % WIDTH, i / WIDTH, level(0, i) << 16 | level(1, i) << 8 | level(2, i));
    }
    return image;
  }

  private int level(int channel, int pixel) {
    return Math.clamp(Math.round(levels[channel][pixel]), 0, 255);
  }

  /// Random values on a grid, interpolated, for each of ever finer grids.
  private void addOctaves(double[] to, double contrast) {
    double amplitude = contrast;
    for (int cell = COARSEST; cell >= 1; cell /= 2, amplitude *= FALL) {
      addOctave(to, cell, amplitude);
    }
  }

  private void addOctave(double[] to, int cell, double amplitude) {
    int columns = WIDTH / cell + 2;
    double[] grid =
        random.doubles((long) columns * (HEIGHT / cell + 2), -amplitude, amplitude).toArray();
    for (int y = 0; y < HEIGHT; y++) {
      double down = (double) (y % cell) / cell;
      for (int x = 0; x < WIDTH; x++) {
        double right = (double) (x % cell) / cell;
        int at = y / cell * columns + x / cell;
        double upper = grid[at] + right * (grid[at + 1] - grid[at]);
        double lower = grid[at + columns] + right * (grid[at + columns + 1] - grid[at + columns]);
        to[y * WIDTH + x] += (upper + down * (lower - upper)) / 2;
      }
    }
  }

  private void addHalfDisc() {
    double centreX = random.nextDouble(WIDTH);
    double centreY = random.nextDouble(HEIGHT);
    double radius = random.nextDouble(20, 150);
    double turn = random.nextDouble(2 * Math.PI);
    double[] lift = random.doubles(CHANNELS, -EDGE_CONTRAST, EDGE_CONTRAST).toArray();
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int column = i % WIDTH;
      int row = i / WIDTH;
      double x = column - centreX;
      double y = row - centreY;
      if (x * x + y * y < radius * radius && x * Math.cos(turn) + y * Math.sin(turn) > 0) {
        for (int c = 0; c < CHANNELS; c++) {
          levels[c][i] += lift[c];
        }
      }
    }
  }

  private static void write(BufferedImage image, Path file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    Files.deleteIfExists(file);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
  }
}
