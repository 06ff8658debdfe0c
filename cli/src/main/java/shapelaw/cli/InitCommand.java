package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shapelaw.runs.imports.ImportedStudy;
import shapelaw.study.StudyTemplates;

/// `shapelaw init`: a commented study file to start from.
@Command(name = "init", description = "Write a commented study.yaml to start from.")
final class InitCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      defaultValue = ".",
      paramLabel = "FOLDER",
      description = "Where to write it (default: this folder).")
  private Path folder = Path.of(".");

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (ImportedStudy.isAt(folder)) {
      throw new CommandFailure(
          "%s must not hold an imported study but has %s. Maybe name another folder."
              .formatted(folder, ImportedStudy.RECORD_FILE));
    }
    PrintWriter out = Main.out(spec);
    StudyTemplates.write(folder).forEach(file -> out.println("wrote " + file));
    out.printf(
        "%nEdit it, then: shapelaw plan %s%nTo choose its learning rate by brief runs: shapelaw learning-rate %s%n",
        folder, folder);
    return 0;
  }
}
