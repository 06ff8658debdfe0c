package shapelaw.cli;

import java.nio.file.Path;
import picocli.CommandLine.Parameters;
import shapelaw.study.StudyException;

/// The study that a command works on.
final class StudyArgument {

  @Parameters(
      arity = "0..1",
      defaultValue = ".",
      paramLabel = "STUDY",
      description = "Study folder, or its study.yaml (default: this folder).")
  private Path path = Path.of(".");

  StudyFolder open() throws StudyException {
    return StudyFolder.open(path);
  }
}
