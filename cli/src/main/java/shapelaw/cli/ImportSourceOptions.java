package shapelaw.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import shapelaw.run.RunSpec;
import shapelaw.runs.imports.HistoryValue;
import shapelaw.runs.imports.ImportedFolder;
import shapelaw.runs.imports.PlannedColumns;
import shapelaw.runs.imports.ResultSource;
import shapelaw.study.StudyException;

/// Where imported results lie, and which of them are wanted.
final class ImportSourceOptions {

  @Parameters(
      paramLabel = "SOURCE",
      description =
          "A table, a folder (MLflow's mlruns, or runs with logs), or http://HOST of an MLflow server.")
  private String place = "";

  @Option(
      names = "--experiment",
      paramLabel = "NAME",
      description = "Only the runs of this MLflow experiment.")
  private @Nullable String experiment;

  @Option(
      names = "--value",
      paramLabel = "WHICH",
      description =
          "Of a logged history: last (default), min, max, the number of a step, or every: a row for each step.")
  private String value = "last";

  @Option(
      names = "--examples-per-step",
      paramLabel = "N",
      description =
          "Of a logged history: examples of a step, a number or the column that holds it; examples are then steps times this.")
  private @Nullable String examplesPerStep;

  @Option(
      names = "--plan",
      paramLabel = "STUDY",
      description =
          "The runs are of this study's plan: shapes, examples and compute come from it, by the run's id.")
  private @Nullable Path plan;

  /// The folder of the imported study.
  ImportedFolder target(Path folder) throws IOException {
    return source().isServer()
        ? ImportedFolder.at(folder)
        : ImportedFolder.at(folder, Path.of(place));
  }

  /// The rows, joined with the plan if there is one.
  ResultSource.Read read() throws IOException, StudyException {
    ResultSource.Read read = source().read();
    if (plan == null) {
      return read;
    }
    List<RunSpec> runs =
        StudyFolder.open(plan).plan().distinct().stream()
            .flatMap(planned -> planned.trunk().runs().stream())
            .toList();
    return PlannedColumns.join(read, runs);
  }

  private ResultSource source() {
    return new ResultSource(
        place,
        Optional.ofNullable(experiment),
        HistoryValue.of(value),
        Optional.ofNullable(examplesPerStep));
  }
}
