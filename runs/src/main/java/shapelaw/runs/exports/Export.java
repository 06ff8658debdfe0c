package shapelaw.runs.exports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import shapelaw.runs.files.DurableFiles;

/// Files for another trainer.
///
/// @param files what to write
/// @param notes what the trainer cannot express or the user must add, in sentences; the files say
///   the same
public record Export(List<File> files, List<String> notes) {

  public Export {
    files = List.copyOf(files);
    notes = List.copyOf(notes);
  }

  /// A file to write.
  ///
  /// @param path relative to the export's folder
  /// @param text its content
  public record File(String path, String text) {}

  /// Writes every file whole; files of the same names are replaced.
  ///
  /// @throws IOException if the folder cannot be written
  public void writeTo(Path folder) throws IOException {
    for (File file : files) {
      Path target = folder.resolve(file.path());
      DurableFiles.makeFolder(target.toAbsolutePath().resolveSibling(""));
      DurableFiles.write(target, file.text());
    }
  }
}
