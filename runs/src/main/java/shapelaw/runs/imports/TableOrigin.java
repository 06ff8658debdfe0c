package shapelaw.runs.imports;

import java.io.IOException;
import java.nio.file.Path;

/// Where a table came from, as it is remembered.
///
/// @param name of the file, folder or server
/// @param sha256 hash of what was read
public record TableOrigin(String name, String sha256) {

  /// A file.
  ///
  /// @throws IOException if it cannot be read
  public static TableOrigin of(Path file) throws IOException {
    return new TableOrigin(lastName(file), Hashes.of(file));
  }

  static String lastName(Path path) {
    return String.valueOf(path.toAbsolutePath().normalize().getFileName());
  }
}
