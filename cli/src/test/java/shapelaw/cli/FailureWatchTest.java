package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.runs.ExecutionEvent;
import shapelaw.runs.ExecutionProgress;
import shapelaw.runs.store.PlannedTrunk;

final class FailureWatchTest {

  private static final ExecutionProgress OVERALL =
      new ExecutionProgress(0, 38, 1, 0, 0, Duration.ZERO, Optional.empty());

  @TempDir private Path folder = Path.of("set by JUnit");

  @Test
  void reasonsThatDifferInNumbersAreOne() {
    assertThat(FailureWatch.withoutNumbers("0.26 GiB used of 0.25"))
        .isEqualTo(FailureWatch.withoutNumbers("1,024.5 GiB used of 3"))
        .isNotEqualTo(FailureWatch.withoutNumbers("0.26 MiB used of 0.25"));
  }

  @Test
  void whoStoppedForOneReasonIsNotAdvisedToRunAgain() throws Exception {
    Files.writeString(folder.resolve("study.yaml"), ExecutionCommandsTest.STUDY);
    List<PlannedTrunk> trunks = Execution.planned(StudyFolder.open(folder).plan());
    var heard = new ArrayList<ExecutionEvent>();
    var watch = new FailureWatch(heard::add, new Thread(() -> {}));
    for (int trunk = 0; trunk < 3; trunk++) {
      watch.on(new ExecutionEvent.GaveUp(trunks.get(trunk), "0.2%d GiB".formatted(trunk), OVERALL));
    }
    watch.on(new ExecutionEvent.Ended(true, OVERALL));
    assertThat(watch.common()).isPresent();
    assertThat(heard).last().isEqualTo(new ExecutionEvent.Ended(false, OVERALL));
  }
}
