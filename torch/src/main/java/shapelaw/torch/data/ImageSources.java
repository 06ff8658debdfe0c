package shapelaw.torch.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
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
      case DataSpec.Images images -> new CollectionSource(images, collection(images));
    };
  }

  /// Classes of the training stream, found without making or decoding any image.
  ///
  /// @throws ImageDataException if there is nothing usable there
  public static int trainingClasses(DataSpec spec) {
    return summary(spec).trainingClasses();
  }

  /// How many images there are for what, found without making or decoding any image.
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
              fractals.split().evaluationClasses() == 0 ? 0 : Long.MAX_VALUE);
      case DataSpec.Images images -> summary(CollectionSplit.of(collection(images), images));
    };
  }

  private static DataSummary summary(CollectionSplit split) {
    return new DataSummary(
        split.trainingClasses(),
        split.training().length,
        split.validation().length,
        split.evaluation().length,
        Arrays.stream(split.evaluation()).mapToLong(images -> images.length).sum());
  }

  private static LabelledImages collection(DataSpec.Images spec) {
    Path path = path(spec.path());
    try {
      return switch (spec.format()) {
        case FOLDER -> ImageFolder.open(path);
        case CIFAR -> CifarFiles.open(path);
        case IDX -> IdxFiles.open(path);
        case WEBDATASET -> TarShards.open(path);
        case PARQUET -> ParquetImages.open(path);
      };
    } catch (ArithmeticException e) {
      throw new ImageDataException(
          "images %s must be fewer than 2^31 but were more.".formatted(path), e);
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new ImageDataException("images must have a path but had \"%s\".".formatted(text), e);
    }
  }
}
