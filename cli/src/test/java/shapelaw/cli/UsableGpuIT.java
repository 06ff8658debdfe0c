package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static shapelaw.cli.Outcome.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.runs.store.RunStore;
import shapelaw.study.StudyTemplates;
import shapelaw.torch.GpuSupport;
import shapelaw.torch.TorchRuntime;

/// A study that asks for a GPU on a machine without one, looked at by libtorch itself.
final class UsableGpuIT {

  @TempDir private Path folder = Path.of("set by JUnit");

  @BeforeEach
  void writeAStudyForAGpuThatIsNotThere() throws IOException {
    assumeThat(TorchRuntime.gpu()).isInstanceOf(GpuSupport.Unusable.class);
    Files.writeString(
        folder.resolve("study.yaml"),
        StudyTemplates.demo() + "\nworkers: {count: 1, threads: 1, device: cuda}\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "learning-rate"})
  void itIsRefusedBeforeTheFirstTrial(String command) throws IOException {
    Outcome outcome = run(command, folder.toString());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith("device must be a GPU that libtorch can use but ")
        .contains("Or ask for auto or cpu instead of cuda.")
        .hasLineCount(1);
    Path store = folder.resolve(command.equals("run") ? "study.db" : "learning-rate/study.db");
    try (RunStore stored = RunStore.open(store)) {
      assertThat(stored.attempts()).isEmpty();
      assertThat(stored.results()).isEmpty();
      assertThat(stored.planned()).as("a refused study changes nothing").isEmpty();
    }
  }

  @Test
  void itsSpeedIsNotMeasuredOnAnotherDevice() {
    Outcome outcome = run("plan", folder.toString());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith(
            "this machine's speed cannot be measured (--no-timing leaves it out): device must be a GPU")
        .hasLineCount(1);
    assertThat(run("plan", "--no-timing", folder.toString()).code()).isZero();
  }

  @Test
  void trainingsSideBySideAreOfTheCpu() {
    assertThat(run("bench", "train", "--packed=2", "--threads=2", "--device=cuda").err())
        .startsWith("--packed shares out the cores of the CPU but --device was cuda.");
  }
}
