package shapelaw.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import shapelaw.runs.tracking.TrackingTarget;
import shapelaw.shape.UnknownNameException;
import shapelaw.study.Study;

/// Where and how stubbornly to run, where the command line says other than the study.
final class ExecutionOptions {

  @Option(
      names = "--on",
      paramLabel = "PLACE",
      description =
          "Where trials run: local, spark://HOST:PORT, slurm, or slurm:PARTITION (default: the study's workers.on).")
  private @Nullable String on;

  @Option(
      names = "--max-attempts",
      paramLabel = "N",
      description =
          "Attempts in a row at a shape that may end without a new result before it is given up (default: the study's workers.max_attempts).")
  private @Nullable Integer maxAttempts;

  @Option(
      names = "--track",
      paramLabel = "WHERE",
      description =
          "Log runs to tensorboard:FOLDER or mlflow:PLACE, a folder or a server's address; repeatable (default: the study's tracking).")
  private List<String> track = new ArrayList<>();

  /// The study with what the command line says.
  ///
  /// @throws CommandFailure if the command line says what cannot be
  StudyFolder applied(StudyFolder folder) {
    Study.Workers workers = folder.study().workers();
    String place = on;
    if (place != null) {
      var _ = ExecutorChoice.parse(place);
      workers = workers.withOn(place);
    }
    Integer attempts = maxAttempts;
    if (attempts != null) {
      if (attempts < 1) {
        throw new CommandFailure(
            "--max-attempts must be at least 1 but was %d.".formatted(attempts));
      }
      workers = workers.withMaxAttempts(attempts);
    }
    Study study = folder.study().withWorkers(workers);
    return folder.withStudy(track.isEmpty() ? study : study.withTracking(targets(study.name())));
  }

  private List<TrackingTarget> targets(String study) {
    Path here = Path.of("").toAbsolutePath();
    var targets = new ArrayList<TrackingTarget>();
    for (String where : track) {
      int colon = where.indexOf(':');
      String place = where.substring(colon + 1);
      String kind = colon < 1 || place.isBlank() ? "" : where.substring(0, colon);
      targets.add(
          switch (kind) {
            case "tensorboard" -> new TrackingTarget.TensorBoard(here.resolve(place));
            case "mlflow" -> TrackingTarget.mlflow(place, study, here);
            default -> throw untracked(where, place);
          });
    }
    return targets;
  }

  /// Nothing is near to a kind without its place.
  private static UnknownNameException untracked(String where, String place) {
    boolean complete = where.contains(":") && !place.isBlank();
    return new UnknownNameException(
        complete ? List.of("tensorboard:" + place, "mlflow:" + place) : List.of(),
        where,
        "--track must be tensorboard:FOLDER or mlflow:PLACE but was '%s'.".formatted(where));
  }
}
