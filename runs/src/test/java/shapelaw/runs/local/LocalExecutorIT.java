package shapelaw.runs.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import shapelaw.run.Trunk;
import shapelaw.runs.ChildJvm;
import shapelaw.runs.CountingTrainer;
import shapelaw.runs.ExecutionEvent;
import shapelaw.runs.ExecutionSummary;
import shapelaw.runs.Executor;
import shapelaw.runs.ExecutorContractTest;
import shapelaw.runs.Specs;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.trial.AttemptLogs;
import shapelaw.runs.trial.TrialArguments;
import shapelaw.runs.trial.TrialFolder;
import shapelaw.runs.trial.TrialMain;

@Execution(ExecutionMode.CONCURRENT)
class LocalExecutorIT extends ExecutorContractTest {

  @Override
  public Executor executor(LocalSettings settings, Path trials) {
    return new LocalExecutor(settings, trials);
  }

  @Test
  void aKilledChildIsLostAndTriedAgain() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, CountingTrainer.Behaviour.KILLED_ONCE, 20, 60));
    execute(1, trunks);
    assertResultsAreUndisturbed(trunks);
    assertThat(audit()).doesNotHaveDuplicates().hasSize(2);
    assertThat(store.attempts())
        .extracting(Attempt::status)
        .containsExactly(AttemptStatus.LOST, AttemptStatus.DONE);
    assertThat(store.attempts().getFirst().reason()).startsWith("killed by signal 9.");
    assertThat(store.attempts().getFirst().handle()).isPresent();
  }

  @Test
  void everyAttemptsLogIsKept() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, CountingTrainer.Behaviour.CRASHES_ONCE, 20, 60));
    execute(1, trunks);
    Path log = AttemptLogs.beside(trials()).file(store.attempts().getFirst());
    assertThat(log).isEqualTo(folder.resolve("logs/" + trunks.getFirst().id() + "-1.log"));
    assertThat(Files.readString(log)).contains("out of luck", "\tat ");
  }

  @Test
  void anUnknownTrainerIsNamedWithTheKnownOnes() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, 20));
    var settings = new LocalSettings(1, 1, ChildJvm.command(), "libtorche", 1, 1);
    ExecutionSummary summary =
        new LocalExecutor(settings, trials()).execute(trunks, store, events::add);
    assertThat(summary.unfinished().getFirst().reason())
        .contains("the trainer must be one of", "counting", "but was 'libtorche'");
    assertThat(store.results()).isEmpty();
  }

  @Test
  void aJavaThatCannotStartIsTold() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, 20));
    var command = new ArrayList<>(ChildJvm.command());
    command.add(1, "-XX:NoSuchFlag=1");
    var settings = new LocalSettings(1, 1, command, CountingTrainer.NAME, 1, 1);
    ExecutionSummary summary =
        new LocalExecutor(settings, trials()).execute(trunks, store, events::add);
    assertThat(summary.unfinished().getFirst().reason()).contains("exit code 1", "NoSuchFlag");
    // The folder stays, so that the log can be read and the trunk can go on.
    assertThat(Files.readString(TrialFolder.of(trials(), trunks.getFirst()).log()))
        .contains("NoSuchFlag");
  }

  /// One worker's settings, with a limit to its memory.
  private static LocalSettings with(OptionalLong workerMemoryBytes) {
    LocalSettings usual = settings(1);
    return new LocalSettings(
        usual.workers(),
        usual.threadsPerWorker(),
        usual.javaCommandPrefix(),
        usual.trainer(),
        usual.checkpointSeconds(),
        usual.maxAttempts(),
        usual.device(),
        usual.recomputesActivations(),
        usual.keepsWeights(),
        workerMemoryBytes);
  }

  @Test
  void aTrialThatTakesTooMuchMemoryIsEndedWithAWayOut() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "memory is watched on Linux only");
    List<Trunk> trunks =
        plan(Specs.trunk(32, CountingTrainer.Behaviour.HUNGRY, 20, 60), Specs.trunk(48, 40));
    ExecutionSummary summary =
        executor(with(OptionalLong.of(100_000_000)), trials()).execute(trunks, store, events::add);
    assertThat(summary.done()).isEqualTo(2); // the short run before the meal, and the other trunk
    assertThat(summary.unfinished())
        .singleElement()
        .satisfies(unfinished ->
            assertThat(unfinished.reason())
                .containsPattern("out of memory: 0\\.\\d\\d GiB used of 0\\.09")
                .contains("raise workers.memory_gib", "recompute_activations"));
    assertThat(store.attempts().stream().filter(a -> a.trunk().equals(trunks.getFirst().id())))
        .hasSize(1 + MAX_ATTEMPTS)
        .allMatch(attempt -> attempt.status() == AttemptStatus.FAILED);
    // With enough of it the same trunk is finished.
    assertThat(execute(1, trunks).done()).isEqualTo(3);
    assertResultsAreUndisturbed(trunks);
  }

  @Test
  void theKernelIsToldToEndTrialsFirst() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "Linux only");
    List<Trunk> trunks = plan(Specs.trunk(32, CountingTrainer.Behaviour.SLOW, 30, 60));
    var scores = new ArrayList<String>();
    executor(1)
        .execute(
            trunks,
            store,
            event -> {
              if (event instanceof ExecutionEvent.Progressed && scores.isEmpty()) {
                scores.add(oomScore(store.attempts().getFirst().handle().orElseThrow()));
              }
            });
    assertThat(scores).containsExactly(MemoryGuard.OOM_SCORE);
  }

  private static String oomScore(String handle) {
    Path file = Path.of("/proc", handle.substring("pid:".length()), "oom_score_adj");
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aProcessThatOnlyHasTheCoordinatorsNumberIsNoCoordinator() throws Exception {
    // The shell becomes the trial, so that the trial is older than the sleeper whose number it
    // gets,
    // as if the system had given the number of a dead coordinator to somebody else.
    var command = new ArrayList<>(List.of("sh", "-c", "read pid; exec \"$@\" \"$pid\"", "sh"));
    command.addAll(ChildJvm.command());
    command.add(TrialMain.class.getName());
    List<String> line =
        new TrialArguments(
                folder.resolve("trunk.json"),
                folder,
                CountingTrainer.NAME,
                settings(1).trial(),
                1,
                OptionalLong.of(1),
                Set.of())
            .toCommandLine();
    command.addAll(line.subList(0, line.size() - 1));
    Process trial = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread.sleep(50); // the kernel counts the start of processes in hundredths of a second
    Process sleeper = new ProcessBuilder("sleep", "60").start();
    try {
      trial.getOutputStream().write((sleeper.pid() + "\n").getBytes(StandardCharsets.UTF_8));
      trial.getOutputStream().flush();
      assertThat(trial.waitFor(Duration.ofSeconds(20))).isTrue();
      assertThat(trial.exitValue()).isEqualTo(3);
    } finally {
      sleeper.destroyForcibly();
      trial.destroyForcibly();
    }
  }
}
