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
import picocli.CommandLine.Spec;
import shapelaw.runs.imports.HeaderGuess;
import shapelaw.runs.imports.ImportRecord;
import shapelaw.runs.imports.ImportedFolder;
import shapelaw.runs.imports.ImportedResults;
import shapelaw.runs.imports.ImportedStudy;
import shapelaw.runs.imports.MappingRequest;
import shapelaw.runs.imports.ResultSource;
import shapelaw.runs.imports.TableFile;
import shapelaw.study.StudyException;

/// `shapelaw import`: results trained elsewhere become a study.
@Command(
    name = "import",
    description = {
      "Make a study of results trained elsewhere.",
      "They are a table (CSV, JSON, Parquet; also W&B's exports), an MLflow store or server, or a folder of runs with TensorBoard files or trainers' logs.",
      "What no flag says is guessed from the header where it is unambiguous, and printed."
    })
final class ImportCommand implements Callable<Integer> {

  @Mixin private ImportSourceOptions source = new ImportSourceOptions();

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
  public Integer call() throws IOException, StudyException {
    PrintWriter out = Main.out(spec);
    ImportedFolder target = source.target(folder);
    boolean there = ImportedStudy.isAt(folder);
    MappingRequest said = flags.request();
    ResultSource.Read read = source.read(said);
    TableFile table = read.table();
    HeaderGuess.Completed completed = HeaderGuess.complete(table, said.orElse(read.known()));
    ImportedResults results = ImportedResults.of(read, completed.mapping());
    out.print(ImportText.of(read, completed, results));
    ImportedStudy study =
        append
            ? target.append(table.origin(), results, Instant.now())
            : target.replace(table.origin(), results, Instant.now());
    String action = there ? append ? "Appended to" : "Replaced" : "Wrote";
    out.printf(
        "%n%s %s: %s%s.%n%nNext: shapelaw fit %s%n",
        action,
        folder.resolve(ImportedStudy.RESULTS_FILE),
        Count.of(study.runs().size(), "run"),
        there && append ? appended(results, study.imports().getLast()) : "",
        folder);
    return 0;
  }

  private static String appended(ImportedResults results, ImportRecord last) {
    int known = results.runs().size() - last.rowsKept();
    return " (%,d new; %s %s there already)"
        .formatted(last.rowsKept(), Count.of(known, "row"), known == 1 ? "was" : "were");
  }
}
