package shapelaw.torch.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import shapelaw.torch.image.ImageDataException;
import shapelaw.torch.image.RgbImage;

/// CIFAR-10 and CIFAR-100 in their binary version (<https://www.cs.toronto.edu/~kriz/cifar.html>):
/// records of one or two label bytes and the red, green and blue planes of 32 × 32 pixels.
/// CIFAR-100 gives a coarse and a fine label; the fine one counts.
final class CifarFiles implements LabelledImages {

  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int PIXEL_BYTES = PLANE * RgbImage.CHANNELS;

  /// The two data sets.
  ///
  /// @param labelBytes before the pixels; the last is the label
  private record Variant(String name, int labelBytes, int classes, String namesFile) {
    int recordBytes() {
      return labelBytes + PIXEL_BYTES;
    }
  }

  private static final List<Variant> VARIANTS =
      List.of(
          new Variant("CIFAR-10", 1, 10, "batches.meta.txt"),
          new Variant("CIFAR-100", 2, 100, "fine_label_names.txt"));

  private final Variant variant;
  private final List<Path> files;

  /// Number of the first picture of each file.
  private final int[] firsts;

  private final ClassLabels labels;

  private CifarFiles(Variant variant, List<Path> files, int[] firsts, ClassLabels labels) {
    this.variant = variant;
    this.files = files;
    this.firsts = firsts;
    this.labels = labels;
  }

  /// Reads the labels of a folder or a file.
  ///
  /// @throws ImageDataException if there is nothing usable there
  static CifarFiles open(Path path) {
    List<Path> files = DataFiles.training(path, "CIFAR", List.of(".bin"));
    Variant variant = variant(files);
    var firsts = new int[files.size()];
    long total = 0;
    for (int i = 0; i < firsts.length; i++) {
      firsts[i] = Math.toIntExact(total);
      total += records(files.get(i), variant);
      if (total > Integer.MAX_VALUE / 2) {
        throw new ImageDataException(
            "CIFAR files of %s must hold at most %d images but held more."
                .formatted(path, Integer.MAX_VALUE / 2));
      }
    }
    var raw = new int[(int) total];
    for (int i = 0; i < firsts.length; i++) {
      readLabels(files.get(i), variant, raw, firsts[i]);
    }
    List<String> names = names(beside(files, variant), variant);
    return new CifarFiles(variant, files, firsts, ClassLabels.of(raw, names::get));
  }

  /// The one that the file of names tells; without one, the one whose records fit into the files.
  private static Variant variant(List<Path> files) {
    List<Variant> named = VARIANTS.stream().filter(v -> Files.exists(beside(files, v))).toList();
    List<Variant> fitting =
        (named.isEmpty() ? VARIANTS : named)
            .stream()
                .filter(v -> files.stream().allMatch(f -> sizeOf(f) % v.recordBytes() == 0))
                .toList();
    if (fitting.size() != 1) {
      throw new ImageDataException(
          ("CIFAR files must be whole records of 3073 bytes (CIFAR-10) or 3074 (CIFAR-100) and beside"
                  + " them batches.meta.txt or fine_label_names.txt but were %s. Maybe one is cut off,"
                  + " or the two data sets share a folder.")
              .formatted(
                  files.stream().map(f -> "%s of %d bytes".formatted(f, sizeOf(f))).toList()));
    }
    return fitting.getFirst();
  }

  private static Path beside(List<Path> files, Variant variant) {
    return files.getFirst().resolveSibling(variant.namesFile);
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static long records(Path file, Variant variant) {
    long count = sizeOf(file) / variant.recordBytes();
    if (count == 0) {
      throw new ImageDataException(
          "%s file %s must hold images but was empty.".formatted(variant.name, file));
    }
    return count;
  }

  private static void readLabels(Path file, Variant variant, int[] raw, int first) {
    long count = records(file, variant);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (int i = 0; i < count; i++) {
        in.skipNBytes(variant.labelBytes - 1L);
        int label = in.read();
        if (label < 0 || label >= variant.classes) {
          throw new ImageDataException(
              "label of image %d in %s file %s must be in 0 … %d but was %d."
                  .formatted(i, variant.name, file, variant.classes - 1, label));
        }
        raw[first + i] = label;
        in.skipNBytes(PIXEL_BYTES);
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static List<String> names(Path file, Variant variant) {
    var names = new ArrayList<String>();
    if (Files.exists(file)) {
      // Not UTF-8, in which some bytes are errors: the names are for people only.
      try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
        lines
            .map(String::strip)
            .filter(l -> !l.isEmpty())
            .limit(variant.classes)
            .forEach(names::add);
      } catch (IOException | java.io.UncheckedIOException e) {
        throw unreadable(file, e);
      }
    }
    while (names.size() < variant.classes) {
      names.add(Integer.toString(names.size()));
    }
    return names;
  }

  private static ImageDataException unreadable(Path file, Exception cause) {
    return new ImageDataException(
        "CIFAR file %s must be readable but was not: %s.".formatted(file, cause), cause);
  }

  @Override
  public ClassLabels labels() {
    return labels;
  }

  @Override
  public RgbImage picture(int image) {
    int file = Ranges.indexOf(firsts, image);
    long record = (long) (image - firsts[file]) * variant.recordBytes();
    var pixels = new FilePart(files.get(file), record + variant.labelBytes, PIXEL_BYTES);
    byte[] planes = pixels.read("image %d of %s".formatted(image - firsts[file], files.get(file)));
    var samples = new byte[PIXEL_BYTES];
    for (int p = 0, to = 0; p < PLANE; p++) {
      for (int c = 0; c < RgbImage.CHANNELS; c++) {
        samples[to++] = planes[c * PLANE + p];
      }
    }
    return new RgbImage(SIDE, SIDE, samples);
  }
}
