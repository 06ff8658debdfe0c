package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.study.Study;
import shapelaw.study.StudyException;
import shapelaw.study.StudyFile;

/// Whether a study waits for a GPU that is not there, told by processes that are no Java.
final class UsableGpuTest {

  /// The name of the main class that follows becomes a name for the script.
  private static final List<String> REFUSING =
      List.of("sh", "-c", "echo 'a warning'; echo 'no driver'; exit 1");

  @TempDir private Path folder = Path.of("set by JUnit");

  private Study study(String trainer, String workers) throws StudyException {
    String text =
        ExecutionCommandsTest.STUDY.replace("trainer: simulated", "trainer: " + trainer)
            + "workers: {%s}\n".formatted(workers);
    return StudyFile.parse("study.yaml", text, folder);
  }

  @Test
  void whatTheProcessSaidLastIsTheReason() throws Exception {
    assertThat(UsableGpu.refusal(REFUSING)).contains("no driver");
  }

  @Test
  void aProcessThatDiesWithoutAWordLeadsToDoctor() throws Exception {
    assertThat(UsableGpu.refusal(List.of("sh", "-c", "kill -SEGV $$")))
        .hasValueSatisfying(reason -> assertThat(reason).contains("ended with 139. Maybe: "));
    assertThatThrownBy(() -> UsableGpu.refusal(List.of("/no/such/java")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("/no/such/java");
  }

  @Test
  void aGpuThatIsThereIsNoReason() throws Exception {
    assertThat(UsableGpu.refusal(List.of("true"))).isEmpty();
  }

  @Test
  void aStudyThatMustHaveAGpuAsksForOne() throws Exception {
    assertThat(UsableGpu.isAskedFor(study("libtorch", "device: cuda"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"slurm", "slurm:gpu", "spark://head:7077"})
  void otherMachinesAreNotJudgedByThisOne(String place) throws Exception {
    assertThat(UsableGpu.isAskedFor(study("libtorch", "device: cuda, on: '" + place + "'")))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"libtorch, auto", "libtorch, cpu", "simulated, cuda"})
  void whoNeedsNoGpuIsNotAskedForOne(String trainer, String device) throws Exception {
    assertThat(UsableGpu.isAskedFor(study(trainer, "device: " + device))).isFalse();
  }
}
