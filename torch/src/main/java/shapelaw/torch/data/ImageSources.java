package shapelaw.torch.data;

import shapelaw.run.DataSpec;
import shapelaw.torch.image.ImageDataException;

/// Opens the images that a specification describes.
public final class ImageSources {

  private ImageSources() {}

  /// Opens a source.
  ///
  /// @throws ImageDataException if there is nothing usable there
  public static ImageSource open(DataSpec spec) {
    return switch (spec) {
      case DataSpec.Fractals fractals -> new FractalSource(fractals);
      case DataSpec.Images images -> ImageFolderSource.open(images);
    };
  }

  /// Classes of the training stream, found without making or decoding any image.
  ///
  /// @throws ImageDataException if there is nothing usable there
  public static int trainingClasses(DataSpec spec) {
    return switch (spec) {
      case DataSpec.Fractals fractals -> fractals.pretrainClasses();
      case DataSpec.Images images -> FolderListing.of(images).trainingClasses().size();
    };
  }
}
