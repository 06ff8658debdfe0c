package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StudyLock;
import shapelaw.runs.trial.AttemptLogs;
import shapelaw.runs.trial.TrialFolder;

/// What is shown of an attempt that is followed.
@Timeout(60)
final class AttemptLogTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @Test
  void theEndOfAnAttemptIsShownThoughAnotherHasBegun() throws Exception {
    assertThat(followed("", "zwei \u00e4\n"))
        .contains("one\nzwei \u00e4\n== failed after")
        .contains("no luck", "Another attempt at this trunk has begun: 2.")
        .doesNotContain("than the first");
  }

  @Test
  void theEndOfALogWithoutItsMiddleIsShown() throws Exception {
    assertThat(followed("x".repeat(500_000) + "\n", "zwei \u00e4\n"))
        .contains("== It ended with:", "\nzwei \u00e4\n== failed after")
        .doesNotContain("than the first");
  }

  /// The output about an attempt that says `one`, and then, before anybody looks again, more, and
  /// fails and is tried again.
  private String followed(String before, String last) throws Exception {
    Files.writeString(folder.resolve("study.yaml"), ExecutionCommandsTest.STUDY);
    PlannedTrunk planned = Execution.planned(StudyFolder.open(folder).plan()).getFirst();
    Path trials = folder.resolve("trials");
    TrialFolder trial = TrialFolder.of(trials, planned.trunk());
    try (RunStore store = RunStore.open(folder.resolve("study.db"));
        StudyLock _ = store.lock()) {
      store.plan(List.of(planned));
      Attempt attempt = store.beginAttempt(planned.trunk(), "here");
      trial.prepare(planned.trunk());
      Files.writeString(trial.log(), before + "one\n");
      var out = new StringWriter();
      var follow =
          new FutureTask<Void>(() -> {
            new AttemptLog(store, trials, planned, attempt).print(new PrintWriter(out), true);
            return null;
          });
      Thread.ofPlatform().daemon().start(follow);
      while (!out.toString().endsWith("one\n")) {
        Thread.sleep(2);
      }
      failAndRetry(store, attempt, planned, trial, before + "one\n" + last);
      follow.get(30, TimeUnit.SECONDS);
      return out.toString();
    }
  }

  @Test
  void anAttemptWhoseCoordinatorDiedHasEnded() throws Exception {
    Files.writeString(folder.resolve("study.yaml"), ExecutionCommandsTest.STUDY);
    PlannedTrunk planned = Execution.planned(StudyFolder.open(folder).plan()).getFirst();
    Path trials = folder.resolve("trials");
    TrialFolder trial = TrialFolder.of(trials, planned.trunk());
    trial.prepare(planned.trunk());
    var out = new StringWriter();
    try (RunStore store = RunStore.open(folder.resolve("study.db"))) {
      StudyLock lock = store.lock();
      store.plan(List.of(planned));
      Attempt attempt = store.beginAttempt(planned.trunk(), "here");
      store.attachHandle(attempt.token(), "pid:4711");
      Files.writeString(trial.log(), "one\n");
      var follow =
          new FutureTask<Void>(() -> {
            new AttemptLog(store, trials, planned, attempt).print(new PrintWriter(out), true);
            return null;
          });
      Thread.ofPlatform().daemon().start(follow);
      while (!out.toString().endsWith("one\n")) {
        Thread.sleep(2);
      }
      Files.writeString(trial.log(), "one\ntwo\n");
      lock.close();
      follow.get(30, TimeUnit.SECONDS);
    }
    assertThat(out.toString())
        .contains(": running since ")
        .endsWith("one\ntwo\n== lost, its coordinator died\n");
    String trunk = planned.trunk().id();
    assertThat(Outcome.run("logs", folder.toString()).out()).contains("lost, its coordinator died");
    assertThat(Outcome.run("logs", folder.toString(), trunk, "--follow").out())
        .contains("(here): lost, its coordinator died\n")
        .endsWith("one\ntwo\n");
  }

  private void failAndRetry(
      RunStore store, Attempt attempt, PlannedTrunk planned, TrialFolder trial, String log)
      throws IOException {
    Path whole = folder.resolve("whole.log");
    Files.writeString(whole, log);
    AttemptLogs.beside(folder.resolve("trials")).keep(attempt, whole);
    store.endAttempt(attempt.token(), AttemptStatus.FAILED, "no luck");
    store.beginAttempt(planned.trunk(), "here");
    Files.writeString(trial.log(), "the second log, longer than the first\n");
  }
}
