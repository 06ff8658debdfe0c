package shapelaw.torch.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import shapelaw.torch.image.ImageDataException;
import shapelaw.torch.image.RgbImage;

/// MNIST and its relatives (Fashion-MNIST, EMNIST, KMNIST): pairs of a file of grey pictures, with
/// `images` in its name, and one of labels, with `labels` and otherwise the same name but for
/// `idx3` and `idx1`. Grey becomes three equal channels.
final class IdxFiles implements LabelledImages {

  private static final List<String> ENDINGS = List.of("ubyte", "ubyte.gz", ".idx", ".idx.gz");

  /// All gzipped files together may unpack to so much of the heap.
  private static final double SHARE_OF_HEAP = 0.25;

  private final List<IdxArray> pictures;

  /// Number of the first picture of each file.
  private final int[] firsts;

  private final ClassLabels labels;

  private IdxFiles(List<IdxArray> pictures, int[] firsts, ClassLabels labels) {
    this.pictures = pictures;
    this.firsts = firsts;
    this.labels = labels;
  }

  /// Opens the pairs of a folder, or the one of a file of pictures.
  ///
  /// @throws ImageDataException if there is nothing usable there
  static IdxFiles open(Path path) {
    return open(path, (long) (Runtime.getRuntime().maxMemory() * SHARE_OF_HEAP));
  }

  /// @param mostUnpackedBytes of all gzipped files together
  static IdxFiles open(Path path, long mostUnpackedBytes) {
    var bytesLeft = new AtomicLong(mostUnpackedBytes);
    List<Path> files =
        DataFiles.training(path, "IDX", ENDINGS).stream()
            .filter(file -> DataFiles.name(file).contains("images"))
            .filter(file -> !isGzippedTwin(file) || file.equals(path))
            .toList();
    if (files.isEmpty()) {
      throw new ImageDataException(
          "IDX images must be files with images in their names but %s held none.".formatted(path));
    }
    var pictures = new ArrayList<IdxArray>();
    var labels = new ArrayList<byte[]>();
    var firsts = new int[files.size()];
    int total = 0;
    for (int i = 0; i < firsts.length; i++) {
      firsts[i] = total;
      IdxArray array = IdxArray.open(files.get(i), bytesLeft);
      pictures.add(array);
      labels.add(labels(array, bytesLeft));
      total = Math.addExact(total, array.dimensions()[0]);
    }
    var raw = new int[total];
    int at = 0;
    for (byte[] part : labels) {
      for (byte label : part) {
        raw[at++] = Byte.toUnsignedInt(label);
      }
    }
    return new IdxFiles(pictures, firsts, ClassLabels.of(raw, Integer::toString));
  }

  /// Whether the same file lies beside it unpacked, which is then taken.
  private static boolean isGzippedTwin(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".gz")
        && Files.exists(file.resolveSibling(name.substring(0, name.length() - 3)));
  }

  private static byte[] labels(IdxArray pictures, AtomicLong bytesLeft) {
    Path file = pictures.file();
    if (pictures.dimensions().length != 3) {
      throw new ImageDataException(
          "IDX file %s must hold pictures (3 dimensions) but had %d."
              .formatted(file, pictures.dimensions().length));
    }
    IdxArray labels = IdxArray.open(labelsFile(file), bytesLeft);
    if (labels.dimensions().length != 1 || labels.dimensions()[0] != pictures.dimensions()[0]) {
      throw new ImageDataException(
          "IDX file %s must hold one label for each of the %d pictures of %s but had %d in %d dimensions."
              .formatted(
                  labels.file(),
                  pictures.dimensions()[0],
                  file,
                  labels.dimensions()[0],
                  labels.dimensions().length));
    }
    return labels.all();
  }

  private static Path labelsFile(Path pictures) {
    String name =
        pictures.getFileName().toString().replace("images", "labels").replace("idx3", "idx1");
    Path same = pictures.resolveSibling(name);
    Path other =
        pictures.resolveSibling(
            name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name + ".gz");
    if (!Files.exists(same) && !Files.exists(other)) {
      throw new ImageDataException(
          "IDX file %s must have its labels beside it in %s (or %s) but there was no such file."
              .formatted(pictures, name, other.getFileName()));
    }
    return Files.exists(same) ? same : other;
  }

  @Override
  public ClassLabels labels() {
    return labels;
  }

  @Override
  public RgbImage picture(int image) {
    int file = Ranges.indexOf(firsts, image);
    IdxArray array = pictures.get(file);
    byte[] grey = array.item(image - firsts[file]);
    var samples = new byte[grey.length * RgbImage.CHANNELS];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = grey[i / RgbImage.CHANNELS];
    }
    return new RgbImage(array.dimensions()[2], array.dimensions()[1], samples);
  }
}
