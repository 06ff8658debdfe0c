package shapelaw.study;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import shapelaw.run.DataSpec;
import tools.jackson.databind.JsonNode;

/// Reads the `data` of a checked document, defaults filled in.
///
/// @param folder where relative paths start
/// @param seed the study's
record DataMapping(Path folder, long seed) {

  DataSpec of(JsonNode data) {
    if (data.has("fractals")) {
      return fractals(data.get("fractals"));
    }
    return data.has("folder") ? folder(data.get("folder")) : images(data.get("images"));
  }

  private DataSpec.Fractals fractals(JsonNode fractals) {
    return new DataSpec.Fractals(
        fractals.get("image_size").intValue(),
        fractals.get("pretrain_classes").intValue(),
        new DataSpec.Split(
            fractals.get("evaluation_classes").intValue(),
            fractals.get("validation_images").intValue()),
        seed);
  }

  /// The short form, whose runs keep the ids that they had when there was no other.
  private DataSpec.Images folder(JsonNode images) {
    return new DataSpec.Images(
        DataSpec.ImageFormat.FOLDER,
        path(folder, images).toString(),
        images.get("image_size").intValue(),
        new DataSpec.Split(images.get("evaluation_classes").intValue(), 0),
        DataSpec.Preprocessing.WHOLE_SQUARE,
        seed);
  }

  private DataSpec.Images images(JsonNode images) {
    return new DataSpec.Images(
        format(images),
        path(folder, images).toString(),
        images.get("image_size").intValue(),
        new DataSpec.Split(
            images.get("evaluation_classes").intValue(),
            images.get("validation_images").intValue()),
        preprocessing(images),
        seed);
  }

  private static DataSpec.Preprocessing preprocessing(JsonNode images) {
    return new DataSpec.Preprocessing(
        constant(DataSpec.Crop.class, images.get("crop")),
        images.get("flip").booleanValue(),
        Optional.ofNullable(images.get("rand_augment"))
            .map(n ->
                new DataSpec.RandAugment(
                    n.get("layers").intValue(), n.get("magnitude").intValue())),
        images.get("evaluation_resize").doubleValue());
  }

  /// How the images of `data.images` lie on disk.
  static DataSpec.ImageFormat format(JsonNode images) {
    return constant(DataSpec.ImageFormat.class, images.get("format"));
  }

  /// The files that a study names, absolute.
  static Path path(Path studyFolder, JsonNode images) {
    return studyFolder.resolve(images.get("path").stringValue()).toAbsolutePath().normalize();
  }

  /// The constant whose name, in lower case, is the text.
  static <E extends Enum<E>> E constant(Class<E> type, JsonNode text) {
    return Enum.valueOf(type, text.stringValue().toUpperCase(Locale.ROOT));
  }
}
