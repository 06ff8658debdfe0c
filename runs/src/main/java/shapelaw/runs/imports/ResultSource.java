package shapelaw.runs.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shapelaw.runs.logs.LogException;
import shapelaw.runs.logs.LoggedRun;
import shapelaw.runs.logs.MlflowFolder;
import shapelaw.runs.logs.MlflowServer;
import shapelaw.runs.logs.RunFolders;

/// Where results come from: a table in a file, MLflow's folder or server, or a folder of runs with
/// logs in them. Which it is follows from what is there.
///
/// @param place a path, or the address of an MLflow server
/// @param experiment of MLflow, the only one that is wanted
/// @param value which number of a logged history counts
/// @param examplesPerStep for histories: examples of a step, as a number or as the name of the
///   column that holds it
public record ResultSource(
    String place,
    Optional<String> experiment,
    HistoryValue value,
    Optional<String> examplesPerStep) {

  /// The table of a file.
  public static ResultSource of(String place) {
    return new ResultSource(place, Optional.empty(), new HistoryValue.Last(), Optional.empty());
  }

  /// A table and what its columns are known to mean.
  ///
  /// @param table the rows
  /// @param known what need not be said
  /// @param planned which rows are runs of a plan; empty if none was named
  public record Read(TableFile table, MappingRequest known, Optional<PlannedRows> planned) {

    Read(TableFile table, MappingRequest known) {
      this(table, known, Optional.empty());
    }
  }

  /// True if results come over the network.
  public boolean isServer() {
    return place.matches("(?i)https?://.*");
  }

  /// Reads all rows.
  ///
  /// @throws TableFileException if what is there cannot be used; the message says where and why
  /// @throws IOException if a file cannot be read
  public Read read() throws IOException {
    try {
      return isServer() ? server() : readFiles(Path.of(place));
    } catch (LogException e) {
      throw new TableFileException(String.valueOf(e.getMessage()), e);
    }
  }

  /// Reads all rows, and joins them with what a plan knows of their runs. Examples and compute are
  /// the whole run's, or those of the row's step if [#examplesPerStep] says how to count them.
  ///
  /// @param plan which runs were planned, and for what
  /// @param said which columns the user named
  /// @throws IllegalArgumentException if the rows would be of other steps than their examples
  /// @throws TableFileException if what is there cannot be used, or has no run of the plan
  /// @throws IOException if a file cannot be read
  public Read readPlanned(StudyPlan plan, MappingRequest said) throws IOException {
    switch (value) {
      case HistoryValue.Last() -> {}
      case HistoryValue.Least(), HistoryValue.Greatest() ->
          throw new IllegalArgumentException(
              "--value must be last, every or the number of a step with --plan but was min or max, whose number may be of an earlier step than the plan's examples and compute. Maybe leave --value out.");
      case HistoryValue.AtStep(_), HistoryValue.Every() -> {
        if (examplesPerStep.isEmpty()) {
          throw new IllegalArgumentException(
              "--value every and the number of a step must come with --examples-per-step, since the plan knows the examples and compute of whole runs alone. Maybe --examples-per-step %d, the plan's batch size, if the log counts steps of the optimizer, or leave --value out."
                  .formatted(plan.batchSize()));
        }
      }
    }
    return PlannedColumns.join(read(), plan, said, examplesPerStep.isPresent());
  }

  private Read server() {
    MlflowServer server = MlflowServer.at(place);
    boolean histories = !(value instanceof HistoryValue.Last);
    try {
      return logged(Path.of("MLflow at " + server.host()), server.read(experiment, histories));
    } catch (IOException e) {
      throw new TableFileException(String.valueOf(e.getMessage()), e);
    }
  }

  private Read readFiles(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString(), null, "there is no such file or folder");
    }
    Optional<Path> mlflow = MlflowFolder.at(path);
    if (mlflow.isPresent()) {
      return logged(path, MlflowFolder.read(mlflow.get(), experiment));
    }
    refuseExperiment();
    if (Files.isDirectory(path) || RunFolders.isAt(path)) {
      return logs(path);
    }
    refuseHistory();
    return new Read(TableFile.read(path), MappingRequest.NOTHING);
  }

  private Read logs(Path path) throws IOException {
    // One run's table of epochs may also be a table of results: it is, where nothing says more.
    boolean epochsAlone = !Files.isDirectory(path) && lastName(path).endsWith(".csv");
    if (epochsAlone) {
      refuseHistory();
      return new Read(TableFile.read(path), MappingRequest.NOTHING);
    }
    List<LoggedRun> runs = RunFolders.read(path);
    if (runs.isEmpty()) {
      throw new TableFileException(
          "%s must hold results but has none that are known: no table, no MLflow store (a folder with meta.yaml in its folders), no TensorBoard file (a name with tfevents), no log of timm, transformers or big_vision. Maybe name a file in it."
              .formatted(path));
    }
    return logged(path, runs);
  }

  private static String lastName(Path path) {
    return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
  }

  private void refuseExperiment() {
    if (experiment.isPresent()) {
      throw new IllegalArgumentException(
          "--experiment names one of MLflow's, but %s is no MLflow store.".formatted(place));
    }
  }

  private void refuseHistory() {
    if (!(value instanceof HistoryValue.Last) || examplesPerStep.isPresent()) {
      throw new IllegalArgumentException(
          "--value and --examples-per-step are for logged histories, but %s is a table, every row of which is a measurement. Maybe choose rows: --where COLUMN=VALUE."
              .formatted(place));
    }
  }

  private Read logged(Path path, List<LoggedRun> runs) {
    if (runs.isEmpty()) {
      throw new TableFileException("%s must hold a run but has none.".formatted(path));
    }
    TableCells cells = LoggedRunTable.of(path, runs, value, examplesPerStep.orElse(null));
    return new Read(
        new TableFile(path, TableFormat.LOGGED_RUNS, cells),
        known(LoggedRunTable.RUN, examplesPerStep.isPresent()));
  }

  private static MappingRequest known(String run, boolean examples) {
    @Nullable String column = examples ? LoggedRunTable.EXAMPLES_AT_STEP : null;
    return new MappingRequest(
        null, null, null, null, null, null, null, null, column, null, null, null, null, run, null);
  }
}
