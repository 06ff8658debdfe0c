package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
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
import shapelaw.study.StudyException;

/// What is shown of an attempt that is followed.
@Timeout(60)
final class AttemptLogTest {

  private final Path folder;
  private final Path trials;
  private final PlannedTrunk planned;
  private final TrialFolder trial;
  private final StringWriter out = new StringWriter();

  AttemptLogTest(@TempDir Path folder) throws IOException, StudyException {
    this.folder = folder;
    Files.writeString(folder.resolve("study.yaml"), ExecutionCommandsTest.STUDY);
    this.planned = Execution.planned(StudyFolder.open(folder).plan()).getFirst();
    this.trials = folder.resolve("trials");
    this.trial = TrialFolder.of(trials, planned.trunk());
  }

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
    try (RunStore store = RunStore.open(folder.resolve("study.db"));
        StudyLock _ = store.lock()) {
      Attempt attempt = begin(store, before + "one\n");
      Future<?> following = follow(store, attempt);
      failAndRetry(store, attempt, before + "one\n" + last);
      following.get(30, TimeUnit.SECONDS);
      return out.toString();
    }
  }

  @Test
  void anAttemptWhoseCoordinatorDiedHasEnded() throws Exception {
    try (RunStore store = RunStore.open(folder.resolve("study.db"))) {
      StudyLock lock = store.lock();
      Attempt attempt = begin(store, "one\n");
      store.attachHandle(attempt.token(), "pid:4711");
      Future<?> following = follow(store, attempt);
      Files.writeString(trial.log(), "one\ntwo\n");
      lock.close();
      following.get(30, TimeUnit.SECONDS);
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

  private Attempt begin(RunStore store, String log) throws IOException {
    store.plan(List.of(planned));
    Attempt attempt = store.beginAttempt(planned.trunk(), "here");
    trial.prepare(planned.trunk());
    Files.writeString(trial.log(), log);
    return attempt;
  }

  /// Follows an attempt, from when its log was shown as far as it goes.
  private Future<?> follow(RunStore store, Attempt attempt) throws InterruptedException {
    var following =
        new FutureTask<Void>(() -> {
          new AttemptLog(store, trials, planned, attempt).print(new PrintWriter(out), true);
          return null;
        });
    Thread.ofPlatform().daemon().start(following);
    while (!out.toString().endsWith("one\n")) {
      Thread.sleep(2);
    }
    return following;
  }

  private void failAndRetry(RunStore store, Attempt attempt, String log) throws IOException {
    Path whole = folder.resolve("whole.log");
    Files.writeString(whole, log);
    AttemptLogs.beside(trials).keep(attempt, whole);
    store.endAttempt(attempt.token(), AttemptStatus.FAILED, "no luck");
    store.beginAttempt(planned.trunk(), "here");
    Files.writeString(trial.log(), "the second log, longer than the first\n");
  }
}
