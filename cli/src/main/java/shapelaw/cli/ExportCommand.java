package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.runs.exports.Export;
import shapelaw.runs.exports.ExportFormat;
import shapelaw.runs.exports.ExportedRun;
import shapelaw.study.StudyException;

/// `shapelaw export`: a study's runs as configurations for other trainers.
@Command(
    name = "export",
    description = {
      "Write a study's runs as configurations for other trainers.",
      "Every run carries its id, under which `shapelaw import` finds what was made of it."
    })
final class ExportCommand implements Callable<Integer> {

  /// Files named one by one; of more, the folder is enough.
  private static final int MOST_NAMED = 3;

  @Option(
      names = "--as",
      required = true,
      paramLabel = "FORMAT",
      description = "For whom: timm, huggingface, big_vision, json or slurm-script.")
  private String format = "";

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      description = "Where to write (default: export/FORMAT in the study's folder).")
  private @Nullable Path target;

  @Mixin private TrunkSelection selection = new TrunkSelection();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StudyException, IOException {
    PrintWriter out = Main.out(spec);
    ExportFormat as = ExportFormat.of(format);
    StudyFolder folder = StudyFolder.open(selection.study());
    List<ExportedRun> runs = selection.runs(folder.plan());
    Export export = as.export(folder.study().name(), runs);
    Path to =
        Objects.requireNonNullElseGet(
            target, () -> folder.folder().resolve("export").resolve(as.id()));
    export.writeTo(to);
    export.files().stream()
        .limit(MOST_NAMED)
        .forEach(file -> out.printf("Wrote %s%n", to.resolve(file.path())));
    if (export.files().size() > MOST_NAMED) {
      out.printf("… and %s%n", Count.of(export.files().size() - MOST_NAMED, "more file"));
    }
    out.printf("%s.%n", Count.of(runs.size(), "run"));
    if (!export.notes().isEmpty()) {
      out.printf("%nWhat %s cannot express, or you must add:%n", as.id());
      export.notes().forEach(note -> out.printf("- %s%n", note));
    }
    return 0;
  }
}
