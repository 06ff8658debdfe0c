package shapelaw.torch.data;

import java.util.List;
import shapelaw.torch.image.ImageDataException;
import shapelaw.torch.image.RgbImage;

/// A finite collection of labelled pictures, by number. Opening one reads what it takes to know the
/// labels; pictures are decoded when they are asked for. Safe for use by several threads at once.
interface LabelledImages {

  /// Classes of all pictures.
  ClassLabels labels();

  /// Number of pictures.
  default int size() {
    return labels().size();
  }

  /// Class of a picture: its place in [#classNames()].
  default int label(int image) {
    return labels().of(image);
  }

  /// Names of the classes that have pictures, in the order of the format's own labels.
  default List<String> classNames() {
    return labels().names();
  }

  /// Decodes a picture.
  ///
  /// @throws ImageDataException if it can't be read or decoded; the message names the file and the
  ///   member
  RgbImage picture(int image);

  /// Decodes a picture, perhaps at a reduced size if that is less work.
  ///
  /// @param shorterSide pixels that are enough, ≥ 1; a reduced picture has at least so many
  /// @throws ImageDataException as [#picture(int)] does
  default RgbImage picture(int image, int shorterSide) {
    return picture(image);
  }

  /// Ranges of pictures that are cheap to read together, in order and without gaps; empty if every
  /// picture is read alone.
  default List<Block> blocks() {
    return List.of();
  }

  /// Pictures that are read together.
  ///
  /// @param first number of the first
  /// @param end number after the last
  /// @param bytes memory that they take, still encoded, as their file claims
  record Block(int first, int end, long bytes) {}
}
