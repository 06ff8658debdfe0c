package shapelaw.runs.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import shapelaw.run.Provenance;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.Assignment;
import shapelaw.runs.ChildJvm;
import shapelaw.runs.CountingTrainer;
import shapelaw.runs.ExecutionEvent;
import shapelaw.runs.ExecutionSummary;
import shapelaw.runs.ExecutorUnavailableException;
import shapelaw.runs.Specs;
import shapelaw.runs.local.LocalSettings;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StoreException;
import shapelaw.runs.trial.TrialFolder;

/// What happens to jobs, to Slurm and to coordinators, and what must come of it.
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class SlurmTroubleIT {

  private static final LocalSettings TRIALS =
      new LocalSettings(8, 1, ChildJvm.command(), CountingTrainer.NAME, 0.1, 2);

  @TempDir Path folder;

  private FakeSlurm slurm;
  private RunStore store;

  @BeforeEach
  void start() throws IOException {
    slurm = FakeSlurm.in(Files.createDirectory(folder.resolve("cluster")));
    store = RunStore.open(folder.resolve("runs.db"));
  }

  @AfterEach
  void end() throws IOException {
    store.close();
    slurm.close();
  }

  private SlurmExecutor executor() {
    return new SlurmExecutor(
        TRIALS, SlurmSettings.ofJobs(8), trials(), slurm.commands(), SlurmExecutorIT.BRISK);
  }

  private Path trials() {
    return folder.resolve("trials");
  }

  private List<Trunk> plan(Trunk... trunks) {
    store.plan(Stream.of(trunks).map(trunk -> new PlannedTrunk(trunk, "grid")).toList());
    return List.of(trunks);
  }

  private static Trunk slow(int width, long... steps) {
    return Specs.trunk(width, CountingTrainer.Behaviour.SLOW, steps);
  }

  private CompletableFuture<ExecutionSummary> start(List<Trunk> trunks) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return executor().execute(trunks, store, _ -> {});
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  private void awaitProgress(Trunk trunk) throws Exception {
    while (trunksWithProgress(List.of(trunk)) == 0) {
      Thread.sleep(20);
    }
  }

  private long trunksWithProgress(List<Trunk> trunks) throws IOException {
    long count = 0;
    for (Trunk trunk : trunks) {
      Path trial = TrialFolder.of(trials(), trunk).path();
      count += Files.isDirectory(trial) && holds(trial, "progress-") ? 1 : 0;
    }
    return count;
  }

  private static boolean holds(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith(prefix));
    }
  }

  private void assertAllIsAsIfUndisturbed(List<Trunk> trunks) throws IOException {
    int runs = 0;
    for (Trunk trunk : trunks) {
      for (RunSpec run : trunk.runs()) {
        RunResult result = store.result(run.id()).orElseThrow();
        assertThat(result).isEqualTo(CountingTrainer.expected(run, provenance(result)));
        runs++;
      }
    }
    assertThat(Files.readAllLines(folder.resolve("audit.log")))
        .doesNotHaveDuplicates()
        .hasSize(runs);
    try (Stream<Path> left = Files.list(trials())) {
      assertThat(left).isEmpty();
    }
    try (Stream<Path> arrays = Files.list(folder.resolve("slurm"))) {
      assertThat(arrays).isEmpty();
    }
  }

  private static Provenance provenance(RunResult result) {
    return result.provenance();
  }

  private List<AttemptStatus> statuses() {
    return store.attempts().stream().map(Attempt::status).toList();
  }

  @Test
  void aRequeuedTaskGoesOnFromItsCheckpointAsTheSameAttempt() throws Exception {
    List<Trunk> trunks = plan(slow(32, 100, 500));
    CompletableFuture<ExecutionSummary> execution = start(trunks);
    awaitProgress(trunks.getFirst());
    slurm.call("scontrol", "requeue", "1_0");
    assertThat(execution.get().complete()).isTrue();
    assertThat(slurm.property("1_0", "restarts")).isEqualTo("1");
    assertThat(slurm.tasks()).containsExactly("1_0");
    assertThat(statuses()).containsExactly(AttemptStatus.DONE);
    assertAllIsAsIfUndisturbed(trunks);
  }

  @Test
  void atTheTimeLimitAnotherJobGoesOnFromTheCheckpoint() throws Exception {
    slurm.set("limit_seconds", "2");
    List<Trunk> trunks = plan(slow(32, 200, 1500));
    assertThat(executor().execute(trunks, store, _ -> {}).complete()).isTrue();
    assertThat(slurm.tasks().size()).isGreaterThan(TRIALS.maxAttempts());
    assertThat(statuses())
        .hasSize(slurm.tasks().size())
        .containsOnly(AttemptStatus.CHECKPOINTED, AttemptStatus.DONE)
        .endsWith(AttemptStatus.DONE);
    assertThat(store.attempts().getFirst().reason()).contains("at its time limit");
    assertAllIsAsIfUndisturbed(trunks);
  }

  @Test
  void moreThanTheClusterTakesAtOnceWaitsItsTurn() throws Exception {
    slurm.set("max_submit", "2");
    List<Trunk> trunks = plan(manyTrunks(6));
    assertThat(executor().execute(trunks, store, _ -> {}).complete()).isTrue();
    assertThat(statuses()).hasSize(6).containsOnly(AttemptStatus.DONE);
    assertAllIsAsIfUndisturbed(trunks);
  }

  private static Trunk[] manyTrunks(int count) {
    Trunk[] trunks = new Trunk[count];
    for (int i = 0; i < count; i++) {
      trunks[i] = Specs.trunk(32 + 16 * i, 20, 40);
    }
    return trunks;
  }

  @Test
  void arraysAreNoLargerThanTheClusterAllows() throws Exception {
    slurm.set("max_array_size", "3");
    List<Trunk> trunks = plan(manyTrunks(7));
    assertThat(executor().execute(trunks, store, _ -> {}).complete()).isTrue();
    assertThat(slurm.calls("sbatch"))
        .allMatch(call -> call.matches("sbatch --parsable --array=0-[012] .*"));
    assertThat(slurm.calls("squeue").size()).as("one squeue for all").isLessThan(60);
    assertAllIsAsIfUndisturbed(trunks);
  }

  @Test
  void whatIsRefusedForNowIsTakenLater() throws Exception {
    slurm.set("refuse", "sbatch: error: Slurm temporarily unable to accept job, sleeping");
    List<Trunk> trunks = plan(Specs.trunk(32, 20), Specs.trunk(48, 20));
    CompletableFuture<ExecutionSummary> execution = start(trunks);
    while (slurm.calls("sbatch").size() < 4) {
      Thread.sleep(20);
    }
    slurm.unset("refuse");
    assertThat(execution.get().complete()).isTrue();
    assertThat(statuses()).hasSize(2).containsOnly(AttemptStatus.DONE);
    assertAllIsAsIfUndisturbed(trunks);
  }

  @Test
  void whatIsRefusedForGoodIsGivenUpWithSlurmsWords() throws Exception {
    slurm.set(
        "refuse", "sbatch: error: Batch job submission failed: Invalid partition name specified");
    List<Trunk> trunks = plan(Specs.trunk(32, 20), Specs.trunk(48, 20));
    ExecutionSummary summary = executor().execute(trunks, store, _ -> {});
    assertThat(summary.unfinished())
        .hasSize(2)
        .allSatisfy(unfinished ->
            assertThat(unfinished.reason())
                .isEqualTo(
                    "Slurm refuses the job: sbatch: error: Batch job submission failed: Invalid partition name specified"));
    assertThat(slurm.tasks()).isEmpty();
  }

  @Test
  void aControllerThatGivesNoAnswerLosesNothing() throws Exception {
    List<Trunk> trunks = plan(slow(32, 100, 400), slow(48, 100, 300));
    CompletableFuture<ExecutionSummary> execution = start(trunks);
    awaitProgress(trunks.getFirst());
    slurm.set("down", "");
    Thread.sleep(4_000); // both end in that time
    assertThat(execution).isNotDone();
    slurm.unset("down");
    assertThat(execution.get().complete()).isTrue();
    assertThat(statuses()).containsExactly(AttemptStatus.DONE, AttemptStatus.DONE);
    assertAllIsAsIfUndisturbed(trunks);
  }

  @Test
  void withoutAControllerNothingBeginsAndNothingIsLost() throws Exception {
    Trunk left = slow(32, 100, 300);
    List<Trunk> trunks = plan(left, Specs.trunk(48, 20));
    TrialFolder.of(trials(), left).prepare(left);
    SlurmBatch batch = batch(left, store.beginAttempt(left, "here"));
    slurm.call("sbatch", "--parsable", "--array=0-0", batch.script().toString());
    slurm.set("down", "");
    assertThatThrownBy(() -> executor().execute(trunks, store, _ -> {}))
        .isInstanceOf(ExecutorUnavailableException.class)
        .hasMessageStartingWith(
            "Slurm's controller must answer but does not (scontrol ping: Slurmctld(primary) at fake is DOWN). Nothing was submitted");
    assertThat(statuses()).as("left to the next").containsExactly(AttemptStatus.RUNNING);
    slurm.unset("down");
    assertThat(executor().execute(trunks, store, _ -> {}).complete()).isTrue();
    assertThat(slurm.tasks()).hasSize(2);
    assertThat(statuses()).containsExactly(AttemptStatus.DONE, AttemptStatus.DONE);
    assertAllIsAsIfUndisturbed(trunks);
  }

  @Test
  void withoutSlurmsCommandsNothingBegins() {
    List<Trunk> trunks = plan(Specs.trunk(48, 20));
    var nowhere = new SlurmCommands(Optional.of(folder.resolve("nowhere")), Map.of());
    var executor =
        new SlurmExecutor(
            TRIALS, SlurmSettings.ofJobs(8), trials(), nowhere, SlurmExecutorIT.BRISK);
    assertThatThrownBy(() -> executor.execute(trunks, store, _ -> {}))
        .isInstanceOf(ExecutorUnavailableException.class)
        .hasMessageContaining("nowhere/scontrol cannot be run")
        .hasMessageContaining("Maybe look with 'scontrol ping'");
    assertThat(statuses()).isEmpty();
  }

  @Test
  void anArrayWhoseIdGotLostIsFoundByItsName() throws Exception {
    slurm.set("lose_answer", "");
    List<Trunk> trunks = plan(slow(32, 100, 200), slow(48, 100));
    assertThat(executor().execute(trunks, store, _ -> {}).complete()).isTrue();
    assertThat(slurm.tasks()).hasSize(2);
    assertThat(store.attempts())
        .extracting(attempt -> attempt.handle().orElseThrow().substring("slurm:".length()))
        .containsExactlyInAnyOrderElementsOf(slurm.tasks());
    assertAllIsAsIfUndisturbed(trunks);
  }

  @Test
  void anArrayThatAppearsLateFindsNothingToDo() throws Exception {
    slurm.set("lose_answer", "late");
    List<Trunk> trunks = plan(slow(32, 100, 1500));
    CompletableFuture<ExecutionSummary> execution = start(trunks);
    while (slurm.calls("sbatch").size() < 2) {
      Thread.sleep(20);
    }
    assertThat(slurm.calls("sbatch").subList(0, 2))
        .as("another name, and another folder")
        .doesNotHaveDuplicates();
    Path late = folder.resolve("cluster/late");
    assertThat(Files.readString(late)).contains("--job-name=" + SlurmExecutor.namePrefix(trials()));
    awaitProgress(trunks.getFirst());
    slurm.call("sbatch", "--parsable", "--array=0-0", late.toString());
    while (!slurm.property("2_0", "state").matches("COMPLETED|FAILED")) {
      Thread.sleep(20);
    }
    assertThat(execution).as("the late one did not wait for it").isNotDone();
    assertThat(execution.get().complete()).isTrue();
    assertThat(statuses()).containsExactly(AttemptStatus.DONE);
    assertThat(store.attempts().getFirst().handle()).contains("slurm:1_0");
    assertAllIsAsIfUndisturbed(trunks);
  }

  @Test
  void anArrayWhoseSubmissionWasKilledIsFoundByItsName() throws Exception {
    slurm.set("lose_answer", "killed");
    List<Trunk> trunks = plan(slow(32, 100, 200));
    assertThat(executor().execute(trunks, store, _ -> {}).complete()).isTrue();
    assertThat(slurm.tasks()).containsExactly("1_0");
    assertThat(statuses()).containsExactly(AttemptStatus.DONE);
    assertAllIsAsIfUndisturbed(trunks);
  }

  @Test
  void aJobThatSomebodyCancelsIsMadeAgain() throws Exception {
    List<Trunk> trunks = plan(slow(32, 100, 500));
    CompletableFuture<ExecutionSummary> execution = start(trunks);
    awaitProgress(trunks.getFirst());
    slurm.call("scancel", "1_0");
    assertThat(execution.get().complete()).isTrue();
    assertThat(statuses()).containsExactly(AttemptStatus.CHECKPOINTED, AttemptStatus.DONE);
    assertThat(store.attempts().getFirst().reason()).contains("CANCELLED");
    assertAllIsAsIfUndisturbed(trunks);
  }

  @Test
  void aJobCancelledBeforeItBeganIsLostAndMadeAgain() throws Exception {
    slurm.set("slots", "0");
    List<Trunk> trunks = plan(Specs.trunk(32, 20));
    CompletableFuture<ExecutionSummary> execution = start(trunks);
    while (slurm.tasks().isEmpty()) {
      Thread.sleep(20);
    }
    slurm.call("scancel", "1_0");
    slurm.set("slots", "8");
    assertThat(execution.get().complete()).isTrue();
    assertThat(statuses()).containsExactly(AttemptStatus.LOST, AttemptStatus.DONE);
    assertThat(store.attempts().getFirst().reason()).startsWith("Slurm ended the job: CANCELLED");
    assertAllIsAsIfUndisturbed(trunks);
  }

  @Test
  void aCancelledTrunkWritesACheckpointAndLeavesTheQueue() throws Exception {
    slurm.set("slots", "1");
    List<Trunk> trunks = plan(slow(48, 100, 3000), slow(32, 100, 2000));
    CompletableFuture<ExecutionSummary> execution = start(trunks);
    while (trunksWithProgress(trunks) == 0) {
      Thread.sleep(20);
    }
    store.cancel(trunks.stream().map(Trunk::id).toList(), "no need");
    execution.get();
    assertThat(statuses()).hasSize(2).containsOnly(AttemptStatus.CANCELLED);
    assertThat(store.attempts())
        .extracting(Attempt::reason)
        .containsExactlyInAnyOrder("no need (with a checkpoint)", "no need (without a checkpoint)");
    var states = new ArrayList<String>();
    for (String task : slurm.tasks()) {
      states.add(slurm.property(task, "state"));
    }
    assertThat(states).containsExactlyInAnyOrder("FAILED", "CANCELLED");
  }

  @Test
  void jobsSubmittedWhoseIdWasNeverStoredAreAdopted() throws Exception {
    Trunk trunk = slow(32, 100, 300);
    List<Trunk> trunks = plan(trunk);
    TrialFolder trial = TrialFolder.of(trials(), trunk);
    trial.prepare(trunk);
    SlurmBatch batch = batch(trunk, store.beginAttempt(trunk, "here"));
    slurm.call("sbatch", "--parsable", "--array=0-0", batch.script().toString());
    assertThat(executor().execute(trunks, store, _ -> {}).complete()).isTrue();
    assertThat(slurm.tasks()).containsExactly("1_0");
    assertThat(statuses()).containsExactly(AttemptStatus.DONE);
    assertThat(store.attempts().getFirst().handle()).contains("slurm:1_0");
    assertAllIsAsIfUndisturbed(trunks);
  }

  @Test
  void aLostStoreLeavesItsJobsToTheNextCoordinator() throws Exception {
    List<Trunk> trunks = plan(slow(32, 100, 1000), slow(48, 100, 1000));
    var lost = new StoreException("the connection broke", new IOException());
    assertThatThrownBy(() ->
            executor()
                .execute(
                    trunks,
                    store,
                    event -> {
                      if (event instanceof ExecutionEvent.Finished) {
                        throw lost;
                      }
                    }))
        .isSameAs(lost);
    assertThat(slurm.calls("scancel")).isEmpty();
    assertThat(statuses()).containsExactly(AttemptStatus.RUNNING, AttemptStatus.RUNNING);
    assertThat(executor().execute(trunks, store, _ -> {}).complete()).isTrue();
    assertThat(slurm.tasks()).hasSize(2);
    assertThat(statuses()).containsExactly(AttemptStatus.DONE, AttemptStatus.DONE);
    assertAllIsAsIfUndisturbed(trunks);
  }

  @Test
  void aFaultOfTheCoordinatorsDiskLeavesItsJobsToTheNext() throws Exception {
    List<Trunk> trunks = plan(slow(32, 100, 1500), Specs.trunk(48, 40), Specs.trunk(64, 20));
    Path taken = Files.createDirectories(folder.resolve("slurm")).resolve("3-0");
    Files.createSymbolicLink(taken, folder.resolve("nowhere")); // where the third would be written
    var two =
        new SlurmExecutor(
            TRIALS, SlurmSettings.ofJobs(2), trials(), slurm.commands(), SlurmExecutorIT.BRISK);
    assertThatThrownBy(() -> two.execute(trunks, store, _ -> {}))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("3-0");
    assertThat(slurm.tasks()).hasSize(2);
    assertThat(slurm.calls("scancel")).isEmpty();
    assertThat(statuses())
        .containsExactlyInAnyOrder(
            AttemptStatus.RUNNING, AttemptStatus.DONE, AttemptStatus.RUNNING);
    Files.delete(taken);
    assertThat(executor().execute(trunks, store, _ -> {}).complete()).isTrue();
    assertThat(slurm.tasks()).hasSize(3);
    assertThat(statuses())
        .filteredOn(status -> status != AttemptStatus.DONE)
        .as("only what was never submitted is lost")
        .containsExactly(AttemptStatus.LOST);
    assertAllIsAsIfUndisturbed(trunks);
  }

  @Test
  void aJobThatTheQueueNoLongerShowsIsEndedBeforeItIsMadeAgain() throws Exception {
    List<Trunk> trunks = plan(slow(32, 100, 1500));
    CompletableFuture<ExecutionSummary> execution = start(trunks);
    awaitProgress(trunks.getFirst());
    slurm.set("hidden", "1_0");
    assertThat(execution.get().complete()).isTrue();
    assertThat(statuses()).containsExactly(AttemptStatus.LOST, AttemptStatus.DONE);
    assertThat(store.attempts().getFirst().reason()).contains("gone from Slurm's queue");
    slurm.await("1_0", "state", "CANCELLED");
    assertAllIsAsIfUndisturbed(trunks);
  }

  private SlurmBatch batch(Trunk trunk, Attempt attempt) throws IOException {
    var script = new SlurmScript(TRIALS, SlurmSettings.ofJobs(1));
    var assignment =
        new Assignment(
            trunk, attempt, Set.of(), TrialFolder.of(trials(), trunk), 0, new AtomicBoolean());
    return SlurmBatch.write(
        folder.resolve("slurm"),
        SlurmExecutor.namePrefix(trials()),
        script,
        List.of(new SlurmBatch.Task(attempt.token(), trunk.id(), script.task(assignment))),
        0);
  }

  @Test
  void jobsOfTrunksThatLeftThePlanAreCancelled() throws Exception {
    slurm.set("slots", "1");
    Trunk runs = slow(32, 100, 3000);
    Trunk waits = slow(48, 100, 3000);
    Trunk vanished = Specs.trunk(64, 20);
    plan(runs, waits, vanished);
    for (Trunk trunk : List.of(runs, waits, vanished)) {
      TrialFolder.of(trials(), trunk).prepare(trunk);
      SlurmBatch batch = batch(trunk, store.beginAttempt(trunk, "here"));
      if (!trunk.equals(vanished)) {
        slurm.call("sbatch", "--parsable", "--array=0-0", batch.script().toString());
        slurm.await("1_0", "state", "RUNNING"); // or the second might take the only slot
      }
    }
    awaitProgress(runs);
    Trunk other = Specs.trunk(80, 20);
    store.replacePlan(List.of(new PlannedTrunk(other, "grid")), "another plan");
    assertThat(executor().execute(List.of(other), store, _ -> {}).complete()).isTrue();
    while (slurm.property("1_0", "state").equals("RUNNING")) {
      Thread.sleep(20);
    }
    assertThat(slurm.property("2_0", "state")).isEqualTo("CANCELLED");
    assertThat(statuses())
        .containsExactly(
            AttemptStatus.CANCELLED,
            AttemptStatus.CANCELLED,
            AttemptStatus.LOST,
            AttemptStatus.DONE);
    assertThat(store.attempts())
        .extracting(Attempt::reason)
        .startsWith(
            "its trunk is no longer planned; job 1_0 was cancelled",
            "its trunk is no longer planned; job 2_0 was cancelled",
            "its coordinator died; its trunk is no longer planned");
    assertThat(TrialFolder.of(trials(), runs).checkpoints()).isNotEmptyDirectory();
  }

  @Test
  void anAttemptThatWasNeverSubmittedIsLostAndAStrayOfItDoesNothing() throws Exception {
    Trunk trunk = Specs.trunk(32, 20);
    List<Trunk> trunks = plan(trunk);
    TrialFolder.of(trials(), trunk).prepare(trunk);
    SlurmBatch batch = batch(trunk, store.beginAttempt(trunk, "here"));
    Path stray = Files.copy(batch.script(), folder.resolve("stray.sh"));
    assertThat(executor().execute(trunks, store, _ -> {}).complete()).isTrue();
    assertThat(statuses()).containsExactly(AttemptStatus.LOST, AttemptStatus.DONE);
    assertThat(batch.folder()).doesNotExist();
    assertAllIsAsIfUndisturbed(trunks);
    Files.createDirectories(batch.folder());
    slurm.call("sbatch", "--parsable", "--array=0-0", stray.toString());
    slurm.await("2_0", "state", "COMPLETED");
    assertThat(Files.readString(batch.folder().resolve("0.log"))).contains("Nothing to do");
  }

  private Process coordinator(int number) throws IOException {
    var command = new ArrayList<>(ChildJvm.command());
    command.add(SlurmCoordinatorMain.class.getName());
    command.add(folder.toString());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output(number).toFile())
        .start();
  }

  private Path output(int number) {
    return folder.resolve("output-" + number);
  }

  private void awaitFinished(int number) throws Exception {
    while (!Files.readString(output(number)).contains("finished")) {
      Thread.sleep(10);
    }
  }

  private List<String> finishedIn(int number) throws IOException {
    return Files.readAllLines(output(number)).stream()
        .filter(line -> line.matches("finished [0-9a-f]{16}"))
        .toList();
  }

  @Test
  void jobsOutliveCoordinatorsThatAreKilledAndNoneIsSubmittedTwice() throws Exception {
    store.close();
    var random = new SplittableRandom(7);
    var told = new ArrayList<String>();
    for (int number = 1; number <= 4; number++) {
      Process coordinator = coordinator(number);
      if (number == 1) {
        awaitFinished(number);
      } else {
        Thread.sleep(random.nextLong(200, 900));
      }
      coordinator.destroyForcibly().waitFor();
      told.addAll(finishedIn(number));
    }
    assertThat(coordinator(5).waitFor()).isZero();
    told.addAll(finishedIn(5));
    assertThat(told).doesNotHaveDuplicates();
    store = RunStore.open(folder.resolve("runs.db"));
    assertThat(slurm.tasks()).hasSize(SlurmCoordinatorMain.PLAN.size());
    assertThat(statuses())
        .hasSize(SlurmCoordinatorMain.PLAN.size())
        .containsOnly(AttemptStatus.DONE);
    assertAllIsAsIfUndisturbed(SlurmCoordinatorMain.PLAN);
  }

  @Test
  void aCoordinatorThatIsAskedToEndLeavesItsJobsToTheNext() throws Exception {
    store.close();
    Process first = coordinator(1);
    awaitFinished(1);
    first.destroy();
    first.waitFor();
    assertThat(Files.readString(output(1))).contains("jobs stay in Slurm's queue");
    store = RunStore.open(folder.resolve("runs.db"));
    assertThat(store.attempts())
        .filteredOn(attempt -> attempt.status() == AttemptStatus.RUNNING)
        .isNotEmpty()
        .allSatisfy(attempt -> assertThat(attempt.ended()).isEmpty());
    store.close();
    assertThat(coordinator(2).waitFor()).isZero();
    store = RunStore.open(folder.resolve("runs.db"));
    assertThat(slurm.tasks()).hasSize(SlurmCoordinatorMain.PLAN.size());
    assertThat(statuses()).containsOnly(AttemptStatus.DONE);
    assertAllIsAsIfUndisturbed(SlurmCoordinatorMain.PLAN);
  }
}
