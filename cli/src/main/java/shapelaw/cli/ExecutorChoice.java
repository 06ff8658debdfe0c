package shapelaw.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import shapelaw.run.SimulatedTrainer;
import shapelaw.runs.Executor;
import shapelaw.runs.local.InProcessExecutor;
import shapelaw.runs.local.LocalExecutor;
import shapelaw.runs.local.LocalSettings;
import shapelaw.runs.slurm.SlurmExecutor;
import shapelaw.runs.slurm.SlurmSettings;
import shapelaw.shape.UnknownNameException;
import shapelaw.spark.SparkExecutors;
import shapelaw.spark.SparkOrder;
import shapelaw.study.Study;

/// Where a study's trials run: what `run --on` and the study's `workers.on` say.
sealed interface ExecutorChoice {

  /// Child processes of this machine.
  record Local() implements ExecutorChoice {}

  /// Jobs of a Slurm cluster.
  ///
  /// @param partition empty for the cluster's default
  record Slurm(Optional<String> partition) implements ExecutorChoice {}

  /// Tasks of a Spark cluster.
  ///
  /// @param master its URL, `spark://HOST:PORT`
  record Spark(String master) implements ExecutorChoice {}

  /// Reads `local`, `slurm`, `slurm:PARTITION` or `spark://HOST:PORT`.
  ///
  /// @throws UnknownNameException if it is none of these
  static ExecutorChoice parse(String text) {
    return known(text).orElseThrow(() -> nowhere(text));
  }

  private static Optional<ExecutorChoice> known(String text) {
    if (text.equals("local")) {
      return Optional.of(new Local());
    }
    if (text.equals("slurm")) {
      return Optional.of(new Slurm(Optional.empty()));
    }
    if (text.matches("slurm:[^:\\s]+")) {
      return Optional.of(new Slurm(Optional.of(text.substring("slurm:".length()))));
    }
    return text.matches("spark://\\S+") ? Optional.of(new Spark(text)) : Optional.empty();
  }

  /// What may have been meant has the same rest, and is a place.
  private static UnknownNameException nowhere(String text) {
    String rest = text.replaceFirst("^[^:]*", "");
    return new UnknownNameException(
        Stream.of("local", "slurm", "spark")
            .map(word -> word + rest)
            .filter(place -> known(place).isPresent())
            .toList(),
        text,
        "'%s' is not a place to run. It must be local, slurm, slurm:PARTITION or spark://HOST:PORT."
            .formatted(text));
  }

  /// The executor that makes a study's trials there.
  ///
  /// @param settings how each worker trains
  /// @param trials folder of the trial folders
  default Executor executor(Study study, LocalSettings settings, Path trials) {
    return switch (this) {
      case Local()
          when study.trainer().equals(SimulatedTrainer.NAME) && !study.simulation().inProcesses() ->
          new InProcessExecutor(SimulateCommand.trainer(study), settings, trials);
      case Local() -> new LocalExecutor(settings, trials);
      case Slurm(Optional<String> partition) -> slurm(study, settings, partition, trials);
      case Spark(String master) -> spark(study, settings, master, trials);
    };
  }

  private static Executor spark(Study study, LocalSettings settings, String master, Path trials) {
    SparkLog.into(trials.resolveSibling(SparkLog.FILE));
    return SparkExecutors.executor(
        new SparkOrder(master, study.name(), study.infrastructure().spark(), settings, trials));
  }

  private static Executor slurm(
      Study study, LocalSettings settings, Optional<String> partition, Path trials) {
    SlurmSettings asked = study.infrastructure().slurm();
    try {
      return new SlurmExecutor(settings, partition.map(asked::withPartition).orElse(asked), trials);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()));
    }
  }
}
