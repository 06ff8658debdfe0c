package shapelaw.runs.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Small tables and mappings for tests.
final class Tables {

  /// A mapping that says nothing yet.
  static final MappingRequest NOTHING = MappingRequest.NOTHING;

  private Tables() {}

  /// Writes `lines`, joined by `~`, as a CSV file and reads it.
  static TableFile csv(Path folder, String lines) throws IOException {
    return TableFile.read(
        Files.writeString(folder.resolve("runs.csv"), lines.replace('~', '\n') + "\n"));
  }

  /// A mapping as its file would say it.
  static MappingRequest mapping(String yaml) {
    return ImportYaml.read(Path.of("mapping.yaml"), yaml, MappingRequest.class);
  }

  static ImportedResults imported(Path folder, String lines, String yaml) throws IOException {
    TableFile table = csv(folder, lines);
    return ImportedResults.of(table, HeaderGuess.complete(table, mapping(yaml)).mapping());
  }
}
