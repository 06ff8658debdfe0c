package shapelaw.spark;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import shapelaw.runs.Executor;

/// Makes executors on Spark clusters, with the libraries of the Spark that `SPARK_HOME` names, or
/// with those on the class path.
public final class SparkExecutors {

  /// Environment variable with the folder of a Spark distribution of the cluster's version.
  public static final String SPARK_HOME = "SPARK_HOME";

  private SparkExecutors() {}

  /// An executor; connects to the cluster when it executes, and lets go of it then.
  ///
  /// @throws SparkUnavailableException if Spark's libraries are not here
  public static Executor executor(SparkOrder order) {
    return executor(order, System.getenv());
  }

  static Executor executor(SparkOrder order, Map<String, String> environment) {
    ClassLoader here = SparkExecutors.class.getClassLoader();
    ClassLoader spark =
        SparkLibraries.areVisibleTo(here)
            ? here
            : SparkLibraries.load(
                Optional.ofNullable(environment.get(SPARK_HOME))
                    .filter(home -> !home.isBlank())
                    .map(Path::of),
                here);
    return ServiceLoader.load(SparkDriver.class, spark)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("this module must name its driver"))
        .executor(order);
  }
}
