package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shapelaw.runs.imports.HeaderGuess;
import shapelaw.runs.imports.ImportedFolder;
import shapelaw.runs.imports.ImportedResults;
import shapelaw.runs.imports.ImportedStudy;
import shapelaw.runs.imports.TableFile;

/// `shapelaw import`: results trained elsewhere become a study.
@Command(
    name = "import",
    description = {
      "Make a study of results trained elsewhere: CSV, JSON or Parquet, one row a measurement.",
      "What no flag says is guessed from the header where it is unambiguous, and printed."
    })
final class ImportCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The table of results.")
  private Path file = Path.of("");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FOLDER",
      description = "Where to put the study; an imported study that is there is replaced.")
  private Path folder = Path.of("");

  @Option(names = "--append", description = "Add the rows to the imported study that is there.")
  private boolean append;

  @Mixin private ImportFlags flags = new ImportFlags();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Main.out(spec);
    ImportedFolder target = ImportedFolder.at(folder, file);
    boolean there = ImportedStudy.isAt(folder);
    TableFile table = TableFile.read(file);
    HeaderGuess.Completed completed = HeaderGuess.complete(table, flags.request());
    ImportedResults results = ImportedResults.of(table, completed.mapping());
    out.print(ImportText.of(table, completed, results));
    ImportedStudy study =
        append
            ? target.append(file, results, Instant.now())
            : target.replace(file, results, Instant.now());
    String action = there ? append ? "Appended to" : "Replaced" : "Wrote";
    out.printf(
        "%n%s %s: %,d runs.%n%nNext: shapelaw fit %s%n",
        action, folder.resolve(ImportedStudy.RESULTS_FILE), study.runs().size(), folder);
    return 0;
  }
}
