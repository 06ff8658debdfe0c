package shapelaw.runs.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.ChildJvm;
import shapelaw.runs.CountingTrainer;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.RunStore;

/// Kills real coordinators and their children at random moments.
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class KillIT {

  private static final int RUNS = 10;

  @TempDir Path folder;

  private final List<String> acknowledged = new ArrayList<>();
  private int starts;

  /// A coordinator in a process group of its own, to which its children belong.
  private Process start() throws IOException {
    return start("short");
  }

  private Process start(String plan) throws IOException {
    var command = new ArrayList<>(List.of("setsid"));
    command.addAll(ChildJvm.command());
    command.add(CoordinatorMain.class.getName());
    command.add(folder.toString());
    command.add(plan);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output(++starts).toFile())
        .start();
  }

  private Path output(int start) {
    return folder.resolve("output-" + start + ".log");
  }

  /// When a kill comes, so that every phase is hit however slow the machine is.
  private enum Moment {
    /// Within a second and a half of the start.
    STARTING,
    /// Within 300 ms of the first sign of training.
    TRAINING,
    /// Within 30 ms of the first result.
    STORING
  }

  private void await(Moment moment, SplittableRandom random) throws Exception {
    switch (moment) {
      case STARTING -> Thread.sleep(random.nextLong(100, 1_500));
      case TRAINING -> {
        awaitOutput(starts, "working");
        Thread.sleep(random.nextLong(300));
      }
      case STORING -> {
        awaitOutput(starts, "finished");
        Thread.sleep(random.nextLong(30));
      }
    }
  }

  private void awaitOutput(int start, String text) throws Exception {
    while (!Files.readString(output(start)).contains(text)) {
      Thread.sleep(10);
    }
  }

  private List<String> finishedIn(int start) throws IOException {
    try (Stream<String> lines = Files.lines(output(start))) {
      return lines
          .filter(line -> line.matches("finished [0-9a-f]{16}")) // the last line may be torn
          .map(line -> line.substring("finished ".length()))
          .toList();
    }
  }

  private static void signal(String signal, String target) throws Exception {
    assertThat(new ProcessBuilder("kill", signal, "--", target).start().waitFor()).isZero();
  }

  private Map<RunId, RunResult> stored() {
    try (RunStore store = RunStore.open(CoordinatorMain.store(folder))) {
      return store.results();
    }
  }

  private static Map<RunId, RunResult> undisturbed(RunResult example) {
    var results = new HashMap<RunId, RunResult>();
    for (Trunk trunk : CoordinatorMain.PLAN) {
      for (RunSpec run : trunk.runs()) {
        results.put(run.id(), CountingTrainer.expected(run, example.provenance()));
      }
    }
    return results;
  }

  private void assertAllIsAsIfUndisturbed() throws IOException {
    Map<RunId, RunResult> results = stored();
    assertThat(results).isEqualTo(undisturbed(results.values().iterator().next())).hasSize(RUNS);
    assertThat(Files.readAllLines(folder.resolve("audit.log"))).doesNotHaveDuplicates();
    try (RunStore store = RunStore.open(CoordinatorMain.store(folder))) {
      assertThat(store.attempts())
          .extracting(Attempt::status)
          .doesNotContain(AttemptStatus.RUNNING, AttemptStatus.FAILED);
    }
    try (Stream<Path> left = Files.list(folder.resolve("trials"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void killingTheWholeGroupAtAnyMomentLosesAndRepeatsNothing() throws Exception {
    var random = new SplittableRandom(20_230_522);
    var moments = new ArrayList<>(List.of(Moment.values()));
    moments.addAll(List.of(Moment.values()));
    for (Moment moment : moments) {
      Process group = start();
      await(moment, random);
      assertThat(group.isAlive()).as("the work must outlast the kills").isTrue();
      signal("-9", "-" + group.pid());
      group.waitFor();
      acknowledged.addAll(finishedIn(starts));
      assertThat(stored().keySet()).extracting(RunId::hex).containsAll(acknowledged);
    }
    int beforeTheEnd = acknowledged.size();
    assertThat(start().waitFor()).isZero();
    acknowledged.addAll(finishedIn(starts));
    assertThat(acknowledged).doesNotHaveDuplicates();
    assertThat(beforeTheEnd).as("kills came amid the work").isBetween(1, RUNS - 1);
    assertAllIsAsIfUndisturbed();
  }

  @Test
  void killingTheCoordinatorAloneTakesItsChildrenAlong() throws Exception {
    Process coordinator = start("long");
    awaitOutput(1, "working");
    List<ProcessHandle> children = coordinator.children().toList();
    assertThat(children).isNotEmpty();
    signal("-9", Long.toString(coordinator.pid()));
    coordinator.waitFor();
    for (ProcessHandle child : children) {
      // Left alone, a child would work for half a minute.
      assertThat(child.onExit()).succeedsWithin(Duration.ofSeconds(10));
    }
    try (RunStore store = RunStore.open(CoordinatorMain.store(folder))) {
      assertThat(store.attempts()).extracting(Attempt::status).containsOnly(AttemptStatus.RUNNING);
    }
  }

  @Test
  void killingTrialsCoordinatorOrBothLosesAndRepeatsNothing() throws Exception {
    var random = new SplittableRandom(17_05_2023);
    Process coordinator = start();
    int kills = 0;
    while (kills < 10) {
      Thread.sleep(random.nextLong(50, 900));
      if (!coordinator.isAlive()) {
        break; // all is done
      }
      int whom = random.nextInt(3);
      if (whom == 0) {
        Optional<ProcessHandle> trial = coordinator.children().findAny();
        trial.ifPresent(ProcessHandle::destroyForcibly);
        kills += trial.isPresent() ? 1 : 0;
        continue;
      }
      signal("-9", whom == 1 ? Long.toString(coordinator.pid()) : "-" + coordinator.pid());
      coordinator.waitFor();
      kills++;
      acknowledged.addAll(finishedIn(starts));
      assertThat(stored().keySet()).extracting(RunId::hex).containsAll(acknowledged);
      coordinator = start();
    }
    assertThat(coordinator.waitFor()).isZero();
    assertThat(kills).as("kills came amid the work").isGreaterThanOrEqualTo(4);
    acknowledged.addAll(finishedIn(starts));
    assertThat(acknowledged).doesNotHaveDuplicates();
    assertAllIsAsIfUndisturbed();
  }

  @Test
  void aTrialWhoseJavaIsStillStartingDiesWithItsCoordinator() throws Exception {
    Process coordinator = start("long");
    List<ProcessHandle> children = List.of();
    while (children.isEmpty()) {
      Thread.sleep(2);
      children = coordinator.children().toList();
    }
    signal("-9", Long.toString(coordinator.pid()));
    coordinator.waitFor();
    for (ProcessHandle child : children) {
      assertThat(child.onExit()).succeedsWithin(Duration.ofSeconds(10));
    }
  }

  @Test
  void askingTheCoordinatorToEndLeavesCheckpoints() throws Exception {
    Process coordinator = start();
    awaitOutput(1, "finished");
    signal("-TERM", Long.toString(coordinator.pid()));
    assertThat(coordinator.waitFor(Duration.ofSeconds(20))).isTrue();
    try (RunStore store = RunStore.open(CoordinatorMain.store(folder))) {
      assertThat(store.attempts())
          .extracting(Attempt::status)
          .contains(AttemptStatus.CHECKPOINTED)
          .doesNotContain(AttemptStatus.RUNNING, AttemptStatus.LOST);
    }
    assertThat(start().waitFor()).isZero();
    assertAllIsAsIfUndisturbed();
  }

  @Test
  void aSecondCoordinatorIsToldWhoRunsTheStudy() throws Exception {
    Process first = start();
    awaitOutput(1, "finished");
    Process second = start();
    assertThat(second.waitFor()).isEqualTo(5);
    assertThat(Files.readString(output(2)))
        .contains("another coordinator (pid " + first.pid() + ", since 20")
        .contains("runs this study");
    assertThat(first.waitFor()).isZero();
    assertAllIsAsIfUndisturbed();
  }
}
