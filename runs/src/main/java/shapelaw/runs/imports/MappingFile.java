package shapelaw.runs.imports;

import java.io.IOException;
import java.nio.file.Path;

/// Reads what a user wrote about a table's columns into a YAML file.
public final class MappingFile {

  private MappingFile() {}

  /// Reads a mapping. Its keys are the flags of `shapelaw import` without dashes.
  ///
  /// @throws java.nio.file.FileSystemException if the file cannot be opened
  /// @throws TableFileException if it is no such file; the message names the line
  public static MappingRequest read(Path file) throws IOException {
    return ImportYaml.read(file, TableBytes.of(file).text(), MappingRequest.class);
  }
}
