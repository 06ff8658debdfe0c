package shapelaw.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import shapelaw.runs.imports.HistoryValue;
import shapelaw.runs.imports.ImportedFolder;
import shapelaw.runs.imports.MappingRequest;
import shapelaw.runs.imports.ResultSource;
import shapelaw.runs.imports.StudyPlan;
import shapelaw.study.Study;
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
          "The runs are of this study's plan: shapes, examples, compute and sweeps come from it, by the run's id, else by exact shape and duration.")
  private @Nullable Path plan;

  /// The folder of the imported study.
  ImportedFolder target(Path folder) throws IOException {
    return source().isServer()
        ? ImportedFolder.at(folder)
        : ImportedFolder.at(folder, Path.of(place));
  }

  /// The rows, joined with the plan if there is one.
  ///
  /// @param said which columns the user named
  ResultSource.Read read(MappingRequest said) throws IOException, StudyException {
    return plan == null
        ? source().read()
        : source().readPlanned(planned(StudyFolder.open(plan)), said);
  }

  private static StudyPlan planned(StudyFolder folder) {
    Study study = folder.study();
    return new StudyPlan(
        study.name(), study.seed(), folder.plan(), study.grid().sweep(), study.model().heads());
  }

  private ResultSource source() {
    return new ResultSource(
        place,
        Optional.ofNullable(experiment),
        HistoryValue.of(value),
        Optional.ofNullable(examplesPerStep));
  }
}
