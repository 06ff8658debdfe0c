package shapelaw.conventions;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The project under test: its folder, its sources, its compiled classes.
final class Project {

  /// Every class of the modules, without tests. Read once: it takes seconds.
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("shapelaw");

  /// The folder that holds all modules.
  static final Path ROOT = root();

  static final List<String> MODULES =
      List.of("core", "torch", "runs", "report", "dashboard", "cli", "conventions", "benchmarks");

  private Project() {}

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(folder.resolve("conventions/pom.xml"))) {
      folder =
          Objects.requireNonNull(folder.getParent(), "the tests run somewhere inside the project");
    }
    return folder;
  }

  /// Every Java source of every module, tests included.
  static List<Path> sources() throws IOException {
    var sources = Stream.<Path>builder();
    for (String module : MODULES) {
      Path folder = ROOT.resolve(module).resolve("src");
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          files.filter(f -> f.toString().endsWith(".java")).forEach(sources);
        }
      }
    }
    return sources.build().sorted().toList();
  }
}
