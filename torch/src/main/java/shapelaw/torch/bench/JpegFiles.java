package shapelaw.torch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import shapelaw.torch.image.ImageDataException;
import shapelaw.torch.image.ImageDecoder;
import shapelaw.torch.image.RgbImage;

/// JPEG files to measure with.
///
/// @param files at least one
/// @param meanBytes of a file
/// @param width of the first picture in pixels
/// @param height of the first picture in pixels
/// @param synthetic made for the measurement
public record JpegFiles(
    List<Path> files, double meanBytes, int width, int height, boolean synthetic) {

  /// So many stay in the memory that the system keeps for files.
  private static final int MOST = 2000;

  public JpegFiles {
    files = List.copyOf(files);
  }

  /// Makes files that are like photos of 500 × 375 pixels.
  ///
  /// @param folder to write them to
  public static JpegFiles synthetic(Path folder, int count) throws IOException {
    return of(SyntheticPhotos.write(folder, count), true);
  }

  /// The first 2000 files below a folder that end in `.jpg` or `.jpeg`.
  ///
  /// @throws ImageDataException if there are none
  public static JpegFiles in(Path folder) throws IOException {
    try (Stream<Path> entries = Files.walk(folder)) {
      List<Path> files = entries.filter(JpegFiles::isJpeg).sorted().limit(MOST).toList();
      if (files.isEmpty()) {
        throw new ImageDataException(
            "folder %s must hold .jpg or .jpeg files but held none.".formatted(folder));
      }
      return of(files, false);
    }
  }

  private static boolean isJpeg(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return (name.endsWith(".jpg") || name.endsWith(".jpeg")) && Files.isRegularFile(file);
  }

  private static JpegFiles of(List<Path> files, boolean synthetic) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    RgbImage first = ImageDecoder.decode(files.getFirst());
    return new JpegFiles(
        files, (double) bytes / files.size(), first.width(), first.height(), synthetic);
  }
}
