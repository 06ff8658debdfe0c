package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static shapelaw.cli.Outcome.run;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchDataCommandTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @Test
  void jpegFilesAreMadeAndEveryLibraryGetsARow() {
    Outcome outcome =
        run("bench", "data", "--files", "2", "--seconds", "0.02", "--train-seconds", "0");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    List<String> lines = outcome.out().lines().toList();
    assertThat(lines.getFirst())
        .startsWith("2 JPEG files like photos, made for this:")
        .endsWith("the first has 500 × 375 pixels");
    assertThat(lines.get(1)).endsWith("resize to 224 × 224");
    assertThat(lines).anyMatch(line -> line.startsWith("ImageIO of JDK"));
  }

  @Test
  void fractalsAreMeasuredWithOneThreadAndWithSeveral() {
    Outcome outcome =
        run("bench", "data", "--fractals", "--pixels", "16", "--seconds", "0.02", "--threads", "3");
    assertThat(outcome.code()).isZero();
    List<String> lines = outcome.out().lines().toList();
    assertThat(lines.getFirst()).isEqualTo("Training images of 16 px: fractals");
    assertThat(lines.get(4)).startsWith("1 ").endsWith("1.00");
    assertThat(lines.get(5)).startsWith("3 ");
  }

  @Test
  void aStudysImagesAreMeasuredAtTheirSize() {
    assertThat(run("init", folder.toString()).code()).isZero();
    Outcome outcome = run("bench", "data", folder.toString(), "--seconds", "0.02");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).startsWith("Training images of ").contains(" px: fractals");
  }

  @Test
  void wrongChoicesAreOneClearMessage() {
    assertThat(run("bench", "data", "--seconds", "0").err()).contains("seconds must be above 0");
    assertThat(run("bench", "data", "--threads", "0").err())
        .contains("threads, files and batch must be at least 1 but were 0");
    assertThat(run("bench", "data", "--folder", folder.resolve("none").toString()).err())
        .contains("--folder must be an existing folder");
    assertThat(run("bench", "data", "--folder", folder.toString()).err())
        .contains("must hold .jpg or .jpeg files but held none");
    assertThat(run("bench", "data", "--fractals", "--folder", folder.toString()).code())
        .isNotZero();
  }
}
