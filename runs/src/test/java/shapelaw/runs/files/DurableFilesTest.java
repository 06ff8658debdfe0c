package shapelaw.runs.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {

  @TempDir Path folder;

  @Test
  void replaceTheWholeFileAndLeaveNothingElse() throws Exception {
    Path file = folder.resolve("größe.json");
    DurableFiles.write(file, "a long first text");
    DurableFiles.write(file, "kürzer");
    assertThat(Files.readString(file)).isEqualTo("kürzer");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
