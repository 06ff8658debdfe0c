package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static shapelaw.cli.Outcome.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A simulated study whose trials are processes.
final class SimulatedProcessesIT {

  @TempDir private Path folder = Path.of("set by JUnit");

  private String study(String name, String simulation) throws IOException {
    Path study = Files.createDirectory(folder.resolve(name));
    Files.writeString(
        study.resolve("study.yaml"), ExecutionCommandsTest.STUDY.replace("{noise: 0}", simulation));
    return study.toString();
  }

  @Test
  void givesTheSameAsInOneProcess() throws IOException {
    String inside = study("inside", "{noise: 0.01}");
    String outside = study("outside", "{noise: 0.01, in_processes: true}");
    assertThat(run("run", inside).code()).isZero();
    Outcome outcome = run("run", outside);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    assertThat(run("fit", outside).out().replace(outside, inside))
        .isEqualTo(run("fit", inside).out());
  }
}
