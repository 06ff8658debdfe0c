package shapelaw.torch.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import shapelaw.run.DataSpec;
import shapelaw.torch.image.ImageDataException;

/// The classes and files of an image folder, by listing alone: one sub-folder a class, its JPEG and
/// PNG files directly inside. Names that begin with a dot, other files and deeper folders are
/// passed over, so links that lead back up do no harm.
///
/// @param trainingClasses in the order of their labels (by name)
/// @param evaluationClasses held out; drawn by seed, then by name
record FolderListing(List<ImageClass> trainingClasses, List<ImageClass> evaluationClasses) {

  private static final List<String> SUFFIXES = List.of(".jpg", ".jpeg", ".png");

  /// A class of images.
  ///
  /// @param name of its folder
  /// @param files by name, at least one
  record ImageClass(String name, List<Path> files) {}

  FolderListing {
    trainingClasses = List.copyOf(trainingClasses);
    evaluationClasses = List.copyOf(evaluationClasses);
  }

  /// Lists the folder and draws the held-out classes.
  ///
  /// @throws ImageDataException if the folder or a class in it can't be read, or has too little in
  ///   it
  static FolderListing of(DataSpec.Images spec) {
    Path folder = Path.of(spec.path());
    if (!Files.isDirectory(folder)) {
      throw new ImageDataException(
          "image folder must be an existing folder but was %s, which %s."
              .formatted(folder, Files.exists(folder) ? "is a file" : "does not exist"));
    }
    List<ImageClass> classes = new ArrayList<>();
    for (Path child : children(folder)) {
      if (Files.isDirectory(child)) {
        classes.add(imageClass(child));
      }
    }
    if (classes.isEmpty()) {
      throw new ImageDataException(
          "image folder %s must hold one sub-folder a class but held none.".formatted(folder));
    }
    if (classes.size() < spec.split().evaluationClasses() + 2) {
      throw new ImageDataException(
          ("image folder %s must hold at least %d classes (2 to train on, %d held out for evaluation)"
                  + " but held %d. Maybe lower the number of evaluation classes.")
              .formatted(
                  folder,
                  spec.split().evaluationClasses() + 2,
                  spec.split().evaluationClasses(),
                  classes.size()));
    }
    return split(classes, spec);
  }

  private static FolderListing split(List<ImageClass> classes, DataSpec.Images spec) {
    var drawn = new ArrayList<>(classes);
    Collections.shuffle(drawn, new SplittableRandom(spec.seed()));
    Comparator<ImageClass> byName = Comparator.comparing(ImageClass::name);
    List<ImageClass> heldOut = drawn.subList(0, spec.split().evaluationClasses());
    List<ImageClass> training = drawn.subList(spec.split().evaluationClasses(), drawn.size());
    return new FolderListing(
        training.stream().sorted(byName).toList(), heldOut.stream().sorted(byName).toList());
  }

  private static ImageClass imageClass(Path folder) {
    List<Path> files = children(folder).stream().filter(FolderListing::isImage).toList();
    if (files.isEmpty()) {
      throw new ImageDataException(
          "class folder %s must hold at least one JPEG or PNG file but held none. Maybe remove it."
              .formatted(folder));
    }
    return new ImageClass(folder.getFileName().toString(), files);
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return SUFFIXES.stream().anyMatch(name::endsWith) && !Files.isDirectory(file);
  }

  private static List<Path> children(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
          .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new ImageDataException(
          "folder %s must be readable but was not: %s.".formatted(folder, e), e);
    }
  }
}
