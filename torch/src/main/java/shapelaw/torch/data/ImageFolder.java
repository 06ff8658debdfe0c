package shapelaw.torch.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import shapelaw.torch.image.ImageDataException;
import shapelaw.torch.image.ImageDecoder;
import shapelaw.torch.image.RgbImage;

/// A folder with one sub-folder a class, its JPEG and PNG files directly inside. Names that begin
/// with a dot, other files and deeper folders are passed over, so links that lead back up do no
/// harm. Classes and files are ordered by name.
final class ImageFolder implements LabelledImages {

  private static final List<String> ENDINGS = List.of(".jpg", ".jpeg", ".png");

  private final List<Path> files;
  private final ClassLabels labels;

  private ImageFolder(List<Path> files, ClassLabels labels) {
    this.files = files;
    this.labels = labels;
  }

  /// Lists a folder.
  ///
  /// @throws ImageDataException if the folder or a class in it can't be read, or is empty
  static ImageFolder open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new ImageDataException(
          "image folder must be an existing folder but was %s, which %s."
              .formatted(folder, Files.exists(folder) ? "is a file" : "does not exist"));
    }
    List<Path> classes = DataFiles.children(folder).stream().filter(Files::isDirectory).toList();
    if (classes.isEmpty()) {
      throw new ImageDataException(
          "image folder %s must hold one sub-folder a class but held none.".formatted(folder));
    }
    var files = new ArrayList<Path>();
    var ends = new int[classes.size()];
    for (int k = 0; k < ends.length; k++) {
      files.addAll(imagesOf(classes.get(k)));
      ends[k] = files.size();
    }
    var raw = new int[files.size()];
    for (int k = 0, i = 0; k < ends.length; k++) {
      for (; i < ends[k]; i++) {
        raw[i] = k;
      }
    }
    return new ImageFolder(
        files, ClassLabels.of(raw, label -> classes.get(label).getFileName().toString()));
  }

  private static List<Path> imagesOf(Path classFolder) {
    List<Path> files =
        DataFiles.children(classFolder).stream().filter(ImageFolder::isImage).toList();
    if (files.isEmpty()) {
      throw new ImageDataException(
          "class folder %s must hold at least one JPEG or PNG file but held none. Maybe remove it."
              .formatted(classFolder));
    }
    return files;
  }

  private static boolean isImage(Path file) {
    return ENDINGS.stream().anyMatch(DataFiles.name(file)::endsWith) && !Files.isDirectory(file);
  }

  @Override
  public ClassLabels labels() {
    return labels;
  }

  @Override
  public RgbImage picture(int image) {
    return picture(image, Integer.MAX_VALUE);
  }

  @Override
  public RgbImage picture(int image, int shorterSide) {
    Path file = files.get(image);
    String name = file.toString();
    return ImageDecoder.decode(FilePart.whole(file).read(name), name, shorterSide);
  }
}
