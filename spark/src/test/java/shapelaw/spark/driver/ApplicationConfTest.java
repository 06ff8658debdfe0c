package shapelaw.spark.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import shapelaw.runs.local.LocalSettings;
import shapelaw.spark.SparkOrder;
import shapelaw.spark.SparkSettings;

class ApplicationConfTest {

  private static final LocalSettings TRIAL =
      new LocalSettings(
          1, 3, List.of("/jdk/bin/java", "-Xmx1g", "-cp", "a.jar:b.jar"), "libtorch", 1, 1);

  private static SparkConf conf(SparkSettings settings) {
    return ApplicationConf.of(
        new SparkOrder("spark://head:7077", "study", settings, TRIAL, Path.of("trials")));
  }

  @Test
  void anExecutorHoldsOneTrialWithItsCoresMemoryAndGpus() {
    SparkConf conf =
        conf(
            new SparkSettings(
                OptionalInt.empty(), 2, 1.5, Optional.empty(), Optional.empty(), Map.of(), 1));
    assertThat(conf.get("spark.task.cpus")).isEqualTo("3");
    assertThat(conf.get("spark.executor.cores")).isEqualTo("3");
    assertThat(conf.get("spark.executor.memory")).isEqualTo("1536m");
    assertThat(conf.get("spark.task.resource.gpu.amount")).isEqualTo("2");
    assertThat(conf.get("spark.executor.resource.gpu.amount")).isEqualTo("2");
    assertThat(conf.get("spark.executorEnv.JAVA_HOME")).isEqualTo("/jdk");
  }

  @Test
  void noTaskRunsTwice() {
    SparkConf conf = conf(SparkSettings.DEFAULT);
    assertThat(conf.get("spark.task.maxFailures")).isEqualTo("1");
    assertThat(conf.get("spark.speculation")).isEqualTo("false");
    assertThat(conf.get("spark.dynamicAllocation.enabled")).isEqualTo("false");
  }

  @Test
  void whatTheStudySaysComesLast() {
    var settings =
        new SparkSettings(
            OptionalInt.empty(),
            0,
            2,
            Optional.of("/opt/jdk/bin/java"),
            Optional.of("/opt/shapelaw/*"),
            Map.of("spark.executor.cores", "12", "spark.driver.host", "10.0.0.7"),
            1);
    SparkConf conf = conf(settings);
    assertThat(conf.get("spark.executor.cores")).isEqualTo("12");
    assertThat(conf.get("spark.driver.host")).isEqualTo("10.0.0.7");
    assertThat(conf.get("spark.executorEnv.JAVA_HOME")).isEqualTo("/opt/jdk");
    assertThat(SparkExecutor.javaCommandPrefix(TRIAL, settings))
        .containsExactly("/opt/jdk/bin/java", "-Xmx1g", "-cp", "/opt/shapelaw/*");
  }
}
