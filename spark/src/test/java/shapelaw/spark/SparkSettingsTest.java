package shapelaw.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.runs.local.LocalSettings;

class SparkSettingsTest {

  private static final LocalSettings TRIAL =
      new LocalSettings(1, 1, List.of("/jdk/bin/java", "-cp", "a.jar"), "counting", 1, 1);

  @Test
  void whatAttemptsRestOnIsNotForUsersToSet() {
    assertThat(SparkSettings.problem(Map.of("spark.task.maxFailures", "4")))
        .contains("'spark.task.maxFailures' must be left to Shapelaw, whose attempts rest on it.");
    assertThat(SparkSettings.problem(Map.of("driver.host", "here")))
        .contains("a property of Spark must begin with 'spark.' but was 'driver.host'.");
    assertThat(SparkSettings.problem(Map.of("spark.executor.cores", "8"))).isEmpty();
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> settings(0, 2, Optional.empty()))
        .hasMessage("trials side by side must be at least 1 but were 0.");
    assertThatThrownBy(() -> settings(1, 0.25, Optional.empty()))
        .hasMessage("memory of a trial on Spark must be at least 0.5 GiB but was 0.25.");
    assertThatThrownBy(() -> settings(1, 2, Optional.of("/opt/jdk")))
        .hasMessageContaining("must be the path of a JDK's bin/java but was '/opt/jdk'");
  }

  private static SparkSettings settings(int trials, double memoryGib, Optional<String> java) {
    return new SparkSettings(
        OptionalInt.of(trials), 0, memoryGib, java, Optional.empty(), Map.of(), 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"spark://head", "spark://head:x", "head:7077", "spark://a:1,b", "spark://"})
  void aMasterNeedsHostAndPort(String master) {
    assertThatThrownBy(() -> order(master))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be given as spark://HOST:PORT but was '" + master + "'");
  }

  @Test
  void severalMastersOfOneClusterAreOne() {
    assertThat(order("spark://a:7077,b:7077").master()).isEqualTo("spark://a:7077,b:7077");
  }

  private static SparkOrder order(String master) {
    return new SparkOrder(master, "study", SparkSettings.DEFAULT, TRIAL, Path.of("trials"));
  }
}
