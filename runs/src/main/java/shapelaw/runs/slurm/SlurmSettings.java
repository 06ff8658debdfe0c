package shapelaw.runs.slurm;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import shapelaw.runs.cluster.FolderWatch;

/// How a cluster is used.
///
/// @param maxJobs jobs queued or running at once, ≥ 1
/// @param partition where jobs go; empty for the cluster's default
/// @param account what jobs are charged to; empty for the user's default
/// @param qos quality of service; empty for the user's default
/// @param time time limit of a job as `sbatch --time` takes it, for example `12:00:00`; empty for
///   the partition's
/// @param signalSeconds seconds before the time limit at which a trial is told to write a
///   checkpoint, ≥ 1; Slurm may tell it up to a minute earlier
/// @param memoryGib memory of a job, > 0; empty for the cluster's default
/// @param gpus GPUs of a job, ≥ 0
/// @param options more options of `sbatch`, for example `--constraint=avx512`
/// @param setup lines of shell that a job runs before Java, for example `module load cuda`
/// @param java Java on the nodes; empty for the coordinator's own
/// @param pollSeconds seconds between two looks at the queue, > 0
/// @param settlingSeconds seconds that what a job wrote may take to be seen by the coordinator, ≥ 0
public record SlurmSettings(
    int maxJobs,
    Optional<String> partition,
    Optional<String> account,
    Optional<String> qos,
    Optional<String> time,
    int signalSeconds,
    OptionalDouble memoryGib,
    int gpus,
    List<String> options,
    List<String> setup,
    Optional<String> java,
    double pollSeconds,
    double settlingSeconds) {

  public SlurmSettings {
    options = List.copyOf(options);
    setup = List.copyOf(setup);
    atLeast("jobs at once", 1, maxJobs);
    atLeast("seconds before the time limit", 1, signalSeconds);
    atLeast("GPUs", 0, gpus);
    above0("seconds between looks at the queue", pollSeconds);
    if (!(settlingSeconds >= 0) || Double.isInfinite(settlingSeconds)) {
      throw new IllegalArgumentException(
          "seconds until files are seen must be a finite number of at least 0 but were %s."
              .formatted(settlingSeconds));
    }
    memoryGib.ifPresent(gib -> above0("GiB of memory", gib));
    options.forEach(SlurmSettings::requireOption);
  }

  /// The cluster's defaults, with so many jobs at once.
  public static SlurmSettings ofJobs(int maxJobs) {
    return new SlurmSettings(
        maxJobs,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        120,
        OptionalDouble.empty(),
        0,
        List.of(),
        List.of(),
        Optional.empty(),
        5,
        FolderWatch.SETTLING.toSeconds());
  }

  /// The same with another partition.
  public SlurmSettings withPartition(String newPartition) {
    return new SlurmSettings(
        maxJobs,
        Optional.of(newPartition),
        account,
        qos,
        time,
        signalSeconds,
        memoryGib,
        gpus,
        options,
        setup,
        java,
        pollSeconds,
        settlingSeconds);
  }

  private static void atLeast(String name, int bound, int value) {
    if (value < bound) {
      throw new IllegalArgumentException(
          "%s must be at least %d but was %d.".formatted(name, bound, value));
    }
  }

  private static void above0(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "%s must be a finite number above 0 but was %s.".formatted(name, value));
    }
  }

  private static void requireOption(String option) {
    if (!option.startsWith("-") || option.contains("\n")) {
      throw new IllegalArgumentException(
          "an option of sbatch must begin with '-' but was '%s'.".formatted(option));
    }
  }
}
