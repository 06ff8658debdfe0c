package shapelaw.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import shapelaw.study.Study;

/// Where and how stubbornly to run, where the command line says other than the study.
final class ExecutionOptions {

  @Option(
      names = "--on",
      paramLabel = "PLACE",
      description =
          "Where trials run: local (this machine), slurm, slurm:PARTITION or spark://HOST:PORT (default: the study's workers.on).")
  private @Nullable String on;

  @Option(
      names = "--max-attempts",
      paramLabel = "N",
      description =
          "Attempts in a row at a shape that may end without a new result before it is given up (default: the study's workers.max_attempts).")
  private @Nullable Integer maxAttempts;

  /// The study with what the command line says.
  ///
  /// @throws CommandFailure if the command line says what cannot be
  StudyFolder applied(StudyFolder folder) {
    Study.Workers workers = folder.study().workers();
    if (on != null) {
      ExecutorChoice.parse(on);
      workers = workers.withOn(on);
    }
    if (maxAttempts != null) {
      if (maxAttempts < 1) {
        throw new CommandFailure(
            "--max-attempts must be at least 1 but was %d.".formatted(maxAttempts));
      }
      workers = workers.withMaxAttempts(maxAttempts);
    }
    return folder.withStudy(folder.study().withWorkers(workers));
  }
}
