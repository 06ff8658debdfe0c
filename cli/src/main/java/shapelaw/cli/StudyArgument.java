package shapelaw.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;
import shapelaw.study.StudyException;

/// The study whose measurements a command works on.
final class StudyArgument {

  @Parameters(
      arity = "0..1",
      defaultValue = ".",
      paramLabel = "STUDY",
      description = "A study, trained or imported: folder or study.yaml (default: this folder).")
  private Path path = Path.of(".");

  Path path() {
    return path;
  }

  /// The study's measurements, trained here or imported.
  MeasuredStudy measured() throws StudyException, IOException {
    return MeasuredStudy.open(path);
  }
}
