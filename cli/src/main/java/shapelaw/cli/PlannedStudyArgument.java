package shapelaw.cli;

import java.nio.file.Path;
import picocli.CommandLine.Parameters;
import shapelaw.study.StudyException;

/// The study that a command plans or trains; it must have a study file.
final class PlannedStudyArgument {

  @Parameters(
      arity = "0..1",
      defaultValue = ".",
      paramLabel = "STUDY",
      description = "Study folder or its study.yaml (default: this folder).")
  private Path path = Path.of(".");

  StudyFolder open() throws StudyException {
    return StudyFolder.open(path);
  }
}
