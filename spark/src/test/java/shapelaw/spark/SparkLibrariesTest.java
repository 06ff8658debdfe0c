package shapelaw.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkLibrariesTest {

  private static final ClassLoader NO_SPARK = ClassLoader.getPlatformClassLoader();

  @TempDir private Path home;

  @Test
  void withoutSparkHomeItSaysWhatToDo() {
    assertThatThrownBy(() -> SparkLibraries.load(Optional.empty(), NO_SPARK))
        .isInstanceOf(SparkUnavailableException.class)
        .hasMessageContaining("SPARK_HOME is not set. Maybe get the version that the cluster runs");
  }

  @Test
  void aFolderThatIsNoSparkIsNamed() throws Exception {
    assertThatThrownBy(() -> SparkLibraries.load(Optional.of(home), NO_SPARK))
        .hasMessageContaining("with a folder jars in it, but was '" + home + "'");
    Files.createDirectory(home.resolve("jars"));
    assertThatThrownBy(() -> SparkLibraries.load(Optional.of(home), NO_SPARK))
        .hasMessageContaining("'" + home + "' has no spark-core in its folder jars");
  }

  @Test
  void aSparkThatDoesNotRunOnThisJavaIsRefused() throws Exception {
    Files.createDirectory(home.resolve("jars"));
    Files.createFile(home.resolve("jars/spark-core_2.13-4.1.1.jar"));
    assertThatThrownBy(() -> SparkLibraries.load(Optional.of(home), NO_SPARK))
        .hasMessageContaining("Spark must be 4.2 or newer")
        .hasMessageContaining("is 4.1.");
  }

  @Test
  void theDriverIsLinkedToTheDistributionAndAllElseIsShared() throws Exception {
    Files.createDirectory(home.resolve("jars"));
    Files.createFile(home.resolve("jars/spark-core_2.13-4.2.0.jar"));
    ClassLoader here = SparkLibraries.class.getClassLoader();
    ClassLoader spark = SparkLibraries.load(Optional.of(home), here);
    assertThat(spark.loadClass("shapelaw.spark.driver.StandaloneDriver").getClassLoader())
        .isSameAs(spark);
    assertThat(spark.loadClass("shapelaw.spark.SparkDriver")).isSameAs(SparkDriver.class);
  }
}
