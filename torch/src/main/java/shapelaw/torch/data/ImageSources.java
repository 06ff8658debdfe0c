package shapelaw.torch.data;

import shapelaw.run.DataSpec;

/// Opens the images that a specification describes.
public final class ImageSources {

  private ImageSources() {}

  /// Opens a source.
  ///
  /// @throws ImageDataException if there is nothing usable there
  public static ImageSource open(DataSpec spec) {
    return switch (spec) {
      case DataSpec.Fractals fractals -> new FractalSource(fractals);
      case DataSpec.ImageFolder folder -> ImageFolderSource.open(folder);
    };
  }

  /// Classes of the training stream, found without making or decoding any image.
  ///
  /// @throws ImageDataException if there is nothing usable there
  public static int trainingClasses(DataSpec spec) {
    return switch (spec) {
      case DataSpec.Fractals fractals -> fractals.pretrainClasses();
      case DataSpec.ImageFolder folder -> FolderListing.of(folder).trainingClasses().size();
    };
  }
}
