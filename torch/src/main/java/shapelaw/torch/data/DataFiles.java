package shapelaw.torch.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import shapelaw.torch.image.ImageDataException;

/// The files of a data set. A data set's own test images are left alone: what a study needs for
/// validation and few-shot evaluation is drawn from the training files.
final class DataFiles {

  private DataFiles() {}

  /// The training files that a path means: the file itself; or, of the files with one of the
  /// endings directly in a folder, those with `train` in their names if there are any, otherwise
  /// all but those whose names begin with `test`.
  ///
  /// @param format for messages
  /// @param endings of the names, in lower case
  /// @return at least one, by name
  static List<Path> training(Path path, String format, List<String> endings) {
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    if (!Files.isDirectory(path)) {
      throw new ImageDataException(
          "%s images must be an existing folder or file but were %s, which does not exist."
              .formatted(format, path));
    }
    List<Path> all =
        children(path).stream()
            .filter(file -> endings.stream().anyMatch(name(file)::endsWith))
            .filter(Files::isRegularFile)
            .toList();
    List<Path> named = all.stream().filter(file -> name(file).contains("train")).toList();
    List<Path> chosen =
        named.isEmpty()
            ? all.stream().filter(file -> !name(file).startsWith("test")).toList()
            : named;
    if (chosen.isEmpty()) {
      throw new ImageDataException(
          "folder %s must hold %s files (%s) to train on but held %s. Maybe give the file itself."
              .formatted(
                  path,
                  format,
                  String.join(", ", endings),
                  all.isEmpty() ? "none" : "test files only"));
    }
    return chosen;
  }

  /// What lies directly in a folder, by name; names that begin with a dot are passed over.
  static List<Path> children(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new ImageDataException(
          "folder %s must be readable but was not: %s.".formatted(folder, e), e);
    }
  }

  /// Name of a file in lower case.
  static String name(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT);
  }
}
