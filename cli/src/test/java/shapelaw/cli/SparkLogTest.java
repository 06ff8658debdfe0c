package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class SparkLogTest {

  @TempDir private Path folder;

  @AfterEach
  void closeFiles() {
    SparkLog.into(Path.of("/dev/null"));
  }

  @Test
  void aWarningIsWrittenOnceInEveryRoundOfASweep() throws Exception {
    Path file = folder.resolve(SparkLog.FILE);
    SparkLog.into(file);
    warn("first");
    SparkLog.into(file);
    warn("second");
    assertThat(Files.readAllLines(file))
        .hasSize(2)
        .satisfiesExactly(
            line -> assertThat(line).endsWith("Executor: first"),
            line -> assertThat(line).endsWith("Executor: second"));
  }

  @Test
  void anotherStudyHasAFileOfItsOwn() throws Exception {
    SparkLog.into(folder.resolve("one.log"));
    SparkLog.into(folder.resolve("two.log"));
    warn("lost");
    assertThat(folder.resolve("one.log")).isEmptyFile();
    assertThat(Files.readAllLines(folder.resolve("two.log"))).hasSize(1);
  }

  private static void warn(String text) {
    ((LoggerContext) LoggerFactory.getILoggerFactory())
        .getLogger("org.apache.spark.executor.Executor")
        .warn(text);
  }
}
