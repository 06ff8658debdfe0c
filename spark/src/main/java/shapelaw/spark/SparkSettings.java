package shapelaw.spark;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import shapelaw.runs.cluster.FolderWatch;

/// What a study says about Spark.
///
/// @param maxTrials trials side by side at most; empty for as many as the cluster serves
/// @param gpusPerTrial GPUs that each trial has for itself, ≥ 0; with 0 a trial sees what its
///   machine shows it
/// @param memoryGib memory that Spark sets aside for each trial, ≥ [#LEAST_MEMORY_GIB]
/// @param java the `bin/java` of a JDK on the workers; empty if it is where the coordinator's is
/// @param classPath Shapelaw's class path on the workers; empty if it is the coordinator's
/// @param conf further properties of Spark, each `spark.…`
/// @param settlingSeconds seconds that what a trial wrote may take to be seen by the coordinator, ≥
///   0
public record SparkSettings(
    OptionalInt maxTrials,
    int gpusPerTrial,
    double memoryGib,
    Optional<String> java,
    Optional<String> classPath,
    Map<String, String> conf,
    double settlingSeconds) {

  /// Spark's executors refuse to start with less.
  public static final double LEAST_MEMORY_GIB = 0.5;

  /// Memory of a trial of which nothing is said.
  public static final double DEFAULT_MEMORY_GIB = 2;

  /// A trial on the CPU, everything where it is on the coordinator.
  public static final SparkSettings DEFAULT =
      new SparkSettings(
          OptionalInt.empty(),
          0,
          DEFAULT_MEMORY_GIB,
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          FolderWatch.SETTLING.toSeconds());

  /// Properties that are Shapelaw's own to set: attempts, fencing and slots rest on them.
  public static final Set<String> RESERVED =
      Set.of(
          "spark.master",
          "spark.app.name",
          "spark.jars",
          "spark.task.cpus",
          "spark.task.maxFailures",
          "spark.task.resource.gpu.amount",
          "spark.stage.maxConsecutiveAttempts",
          "spark.speculation",
          "spark.dynamicAllocation.enabled");

  private static final String JAVA = "/.+/bin/java";
  private static final String PREFIX = "spark.";

  public SparkSettings {
    conf = Map.copyOf(conf);
    if (maxTrials.isPresent() && maxTrials.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "trials side by side must be at least 1 but were " + maxTrials.getAsInt() + ".");
    }
    if (gpusPerTrial < 0) {
      throw new IllegalArgumentException(
          "GPUs per trial must be at least 0 but were " + gpusPerTrial + ".");
    }
    if (!(memoryGib >= LEAST_MEMORY_GIB) || Double.isInfinite(memoryGib)) {
      throw new IllegalArgumentException(
          "memory of a trial on Spark must be at least %s GiB but was %s."
              .formatted(LEAST_MEMORY_GIB, memoryGib));
    }
    if (java.isPresent() && !java.get().matches(JAVA)) {
      throw new IllegalArgumentException(
          "Java on the workers must be the path of a JDK's bin/java but was '%s'."
              .formatted(java.get()));
    }
    if (!(settlingSeconds >= 0) || Double.isInfinite(settlingSeconds)) {
      throw new IllegalArgumentException(
          "seconds until files are seen must be a finite number of at least 0 but were %s."
              .formatted(settlingSeconds));
    }
    problem(conf)
        .ifPresent(problem -> {
          throw new IllegalArgumentException(problem);
        });
  }

  /// What is wrong with further properties, for people; empty if nothing is.
  public static Optional<String> problem(Map<String, String> conf) {
    for (String key : new TreeSet<>(conf.keySet())) {
      if (!key.startsWith(PREFIX)) {
        return Optional.of(
            "a property of Spark must begin with 'spark.' but was '%s'.".formatted(key));
      }
      if (RESERVED.contains(key)) {
        return Optional.of(
            "'%s' must be left to Shapelaw, whose attempts rest on it.".formatted(key));
      }
    }
    return Optional.empty();
  }
}
