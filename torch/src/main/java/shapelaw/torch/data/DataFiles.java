package shapelaw.torch.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import shapelaw.torch.image.ImageDataException;

/// The files of a data set. A data set's own test images are left alone: what a study needs for
/// validation and few-shot evaluation is drawn from the training files.
final class DataFiles {

  /// What files of other splits are called. `t10k` is MNIST's test set.
  private static final Set<String> OTHER_SPLITS =
      Set.of("test", "testing", "val", "valid", "validation", "dev", "eval", "evaluation", "t10k");

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[-_.]");
  private static final Pattern NUMBER_AT_END = Pattern.compile("\\d+$");

  private DataFiles() {}

  /// The training files that a path means: the file itself; or, of the files with one of the
  /// endings directly in a folder, those that are not named after another split; of these, those
  /// with a word that begins with `train` if there are any.
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
    List<Path> usable = all.stream().filter(file -> !isOfAnotherSplit(file)).toList();
    if (usable.isEmpty()) {
      throw new ImageDataException(
          "folder %s must hold %s files (%s) to train on but held %s."
              .formatted(
                  path,
                  format,
                  String.join(", ", endings),
                  all.isEmpty()
                      ? "none"
                      : "only files of other splits, such as %s. Maybe give the file itself as the path"
                          .formatted(all.getFirst().getFileName())));
    }
    List<Path> named = usable.stream().filter(DataFiles::isNamedTrain).toList();
    return named.isEmpty() ? usable : named;
  }

  private static boolean isOfAnotherSplit(Path file) {
    return name(file).startsWith("test")
        || words(file)
            .anyMatch(word ->
                OTHER_SPLITS.contains(word)
                    || OTHER_SPLITS.contains(NUMBER_AT_END.matcher(word).replaceFirst("")));
  }

  private static boolean isNamedTrain(Path file) {
    return words(file).anyMatch(word -> word.startsWith("train"));
  }

  private static Stream<String> words(Path file) {
    return BETWEEN_WORDS.splitAsStream(name(file));
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
