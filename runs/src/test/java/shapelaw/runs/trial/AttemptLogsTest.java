package shapelaw.runs.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;

class AttemptLogsTest {

  private static final Attempt ATTEMPT =
      new Attempt(
          7,
          "0123456789abcdef",
          2,
          Instant.EPOCH,
          Optional.empty(),
          AttemptStatus.RUNNING,
          "",
          "here",
          Optional.empty());

  @TempDir Path folder;

  private Path kept() {
    return folder.resolve("logs/0123456789abcdef-2.log");
  }

  private void keep(String text) throws Exception {
    Path log = folder.resolve("trial.log");
    Files.writeString(log, text);
    AttemptLogs.beside(folder.resolve("trials")).keep(ATTEMPT, log);
  }

  @Test
  void aShortLogIsKeptWhole() throws Exception {
    keep("one\ntwo\n");
    assertThat(kept()).hasContent("one\ntwo\n");
  }

  @Test
  void ofALongLogBeginningAndEndAreKept() throws Exception {
    int bytes = AttemptLogs.HEAD_BYTES + AttemptLogs.TAIL_BYTES + 1_000_000;
    keep("begin" + "x".repeat(bytes - 8) + "end");
    assertThat(Files.readString(kept()))
        .startsWith("beginxxx")
        .endsWith("xxxend")
        .contains("x\n… 1,000,000 bytes are left out here …\nx")
        .hasSizeLessThan(AttemptLogs.HEAD_BYTES + AttemptLogs.TAIL_BYTES + 100);
  }

  @Test
  void anAttemptThatSaidNothingLeavesNoLog() throws Exception {
    keep("");
    AttemptLogs.beside(folder.resolve("trials")).keep(ATTEMPT, folder.resolve("none.log"));
    assertThat(folder.resolve("logs")).doesNotExist();
  }
}
