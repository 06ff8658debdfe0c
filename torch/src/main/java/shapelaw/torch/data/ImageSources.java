package shapelaw.torch.data;

import java.util.stream.IntStream;
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

  /// What there is, found without making or decoding any image.
  ///
  /// @throws ImageDataException if there is nothing usable there
  public static DataSummary summary(DataSpec spec) {
    return switch (spec) {
      case DataSpec.Fractals fractals ->
          new DataSummary(
              fractals.pretrainClasses(),
              Long.MAX_VALUE,
              fractals.split().validationImages(),
              fractals.split().evaluationClasses(),
              Long.MAX_VALUE);
      case DataSpec.Images images -> summary(open(images));
    };
  }

  private static DataSummary summary(ImageSource source) {
    return new DataSummary(
        source.classes(),
        source.distinctTrainingImages(),
        source.validationImages(),
        source.evaluationClasses(),
        IntStream.range(0, source.evaluationClasses()).mapToLong(source::evaluationImages).sum());
  }
}
