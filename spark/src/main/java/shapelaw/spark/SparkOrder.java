package shapelaw.spark;

import java.nio.file.Path;
import shapelaw.runs.local.LocalSettings;

/// What is to be run on a Spark cluster.
///
/// @param master URL of the cluster's master, `spark://HOST:PORT`; several masters of one cluster
///   as `spark://HOST:PORT,HOST:PORT`
/// @param name of the application, which Spark's pages show
/// @param settings what the study says about Spark
/// @param trial how each trial trains, and the Java command of the coordinator; its number of
///   workers does not count
/// @param trials folder of the trial folders, which every machine must see at the same path
public record SparkOrder(
    String master, String name, SparkSettings settings, LocalSettings trial, Path trials) {

  private static final String MASTER = "spark://[^:,/\\s]+:\\d{1,5}(,[^:,/\\s]+:\\d{1,5})*";

  public SparkOrder {
    trials = trials.toAbsolutePath();
    if (!master.matches(MASTER)) {
      throw new IllegalArgumentException(
          "the master of a Spark cluster must be given as spark://HOST:PORT but was '%s'. Maybe its page or log names it; the usual port is 7077."
              .formatted(master));
    }
  }
}
