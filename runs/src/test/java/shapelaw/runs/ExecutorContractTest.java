package shapelaw.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.DeviceChoice;
import shapelaw.run.Provenance;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.local.LocalSettings;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StoreException;
import shapelaw.runs.store.StudyLock;
import shapelaw.runs.trial.TrialFolder;

/// What every executor must do, whatever carries out its attempts.
@Timeout(60)
public abstract class ExecutorContractTest {

  public static final int MAX_ATTEMPTS = 2;

  @TempDir public Path folder;
  public RunStore store;
  public final List<ExecutionEvent> events = Collections.synchronizedList(new ArrayList<>());

  /// An executor of the counting trainer, with [#MAX_ATTEMPTS] and [#settings].
  public abstract Executor executor(LocalSettings settings, Path trials);

  @BeforeEach
  public void openStore() {
    store = RunStore.open(folder.resolve("runs.db"));
  }

  @AfterEach
  public void closeStore() {
    store.close();
  }

  public final Path trials() {
    return folder.resolve("trials");
  }

  public final Executor executor(int workers) {
    return executor(settings(workers), trials());
  }

  public static LocalSettings settings(int workers) {
    return new LocalSettings(
        workers, 1, ChildJvm.command(), CountingTrainer.NAME, 0.5, MAX_ATTEMPTS);
  }

  public final List<Trunk> plan(Trunk... trunks) {
    store.plan(Stream.of(trunks).map(trunk -> new PlannedTrunk(trunk, "grid")).toList());
    return List.of(trunks);
  }

  public final ExecutionSummary execute(int workers, List<Trunk> trunks)
      throws InterruptedException {
    return executor(workers).execute(trunks, store, events::add);
  }

  public final List<String> audit() throws IOException {
    Path file = folder.resolve("audit.log");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  public final <T extends ExecutionEvent> List<T> events(Class<T> type) {
    return List.copyOf(events).stream().filter(type::isInstance).map(type::cast).toList();
  }

  public final void assertResultsAreUndisturbed(List<Trunk> trunks) {
    for (Trunk trunk : trunks) {
      for (RunSpec run : trunk.runs()) {
        RunResult result = store.result(run.id()).orElseThrow();
        assertThat(result).isEqualTo(CountingTrainer.expected(run, result.provenance()));
      }
    }
  }

  @Test
  public void everyRunGetsItsResultAndIsTold() throws Exception {
    List<Trunk> trunks =
        plan(Specs.trunk(32, 30, 60), Specs.trunk(48, 40), Specs.trunk(64, 20, 30, 50));
    ExecutionSummary summary = execute(2, trunks);
    assertThat(summary).isEqualTo(new ExecutionSummary(6, 0, 0, List.of()));
    assertThat(summary.complete()).isTrue();
    assertResultsAreUndisturbed(trunks);
    assertThat(events(ExecutionEvent.Finished.class))
        .extracting(event -> event.run().id())
        .containsExactlyInAnyOrderElementsOf(store.results().keySet());
    assertThat(events.getFirst()).isInstanceOf(ExecutionEvent.Began.class);
    ExecutionProgress last = events.getLast().overall();
    assertThat(last.finishedRuns()).isEqualTo(last.totalRuns()).isEqualTo(6);
    assertThat(last.workShare()).isEqualTo(1);
    assertThat(last.runningTrunks()).isZero();
    assertThat(store.attempts())
        .hasSize(3)
        .extracting(Attempt::status)
        .containsOnly(AttemptStatus.DONE);
  }

  @Test
  public void theTrainerGetsItsSettings() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, 30));
    var settings =
        new LocalSettings(
            1,
            2,
            ChildJvm.command(),
            CountingTrainer.NAME,
            0.5,
            MAX_ATTEMPTS,
            DeviceChoice.CPU,
            true,
            true,
            OptionalLong.empty());
    executor(settings, trials()).execute(trunks, store, events::add);
    Provenance provenance = store.results().values().iterator().next().provenance();
    assertThat(provenance.settings())
        .isEqualTo(
            Map.of(
                "threads", "2",
                "checkpointSeconds", "0.5",
                "device", "CPU",
                "recomputesActivations", "true",
                "keepsWeights", "true"));
  }

  @Test
  public void finishedTrunksLeaveNoFolder() throws Exception {
    execute(1, plan(Specs.trunk(32, 30)));
    try (Stream<Path> left = Files.list(trials())) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  public void finishedRunsAreNotRepeated() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, 30, 60), Specs.trunk(48, 40));
    execute(2, trunks);
    Map<RunId, RunResult> results = store.results();
    events.clear();
    assertThat(execute(2, trunks).done()).isEqualTo(3);
    assertThat(events(ExecutionEvent.Started.class)).isEmpty();
    assertThat(store.results()).isEqualTo(results);
    assertThat(audit()).doesNotHaveDuplicates().hasSize(3);
  }

  @Test
  public void theLongestTrunkGoesFirst() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, 30), Specs.trunk(32, 90), Specs.trunk(96, 60));
    execute(1, trunks);
    assertThat(events(ExecutionEvent.Started.class))
        .extracting(event -> event.planned().trunk())
        .containsExactly(trunks.get(2), trunks.get(1), trunks.get(0));
  }

  @Test
  public void divergenceIsAResultAndNoReasonToTryAgain() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, CountingTrainer.Behaviour.DIVERGES, 20, 60));
    ExecutionSummary summary = execute(1, trunks);
    assertThat(summary).isEqualTo(new ExecutionSummary(1, 1, 0, List.of()));
    assertThat(store.result(trunks.getFirst().longest().id()))
        .get()
        .isInstanceOfSatisfying(
            RunResult.Diverged.class, diverged -> assertThat(diverged.step()).isEqualTo(30));
    assertThat(store.attempts())
        .extracting(Attempt::status)
        .containsExactly(AttemptStatus.DIVERGED);
  }

  @Test
  public void anImpossibleRunFailsOnceWithItsReasonWhileOthersGoOn() throws Exception {
    List<Trunk> trunks =
        plan(Specs.trunk(32, CountingTrainer.Behaviour.IMPOSSIBLE, 20, 60), Specs.trunk(48, 40));
    ExecutionSummary summary = execute(1, trunks);
    assertThat(summary).isEqualTo(new ExecutionSummary(2, 0, 1, List.of()));
    assertThat(store.result(trunks.getFirst().longest().id()))
        .get()
        .isInstanceOfSatisfying(
            RunResult.Failed.class,
            failed -> assertThat(failed.reason()).isEqualTo("width must be prime but was 32"));
    assertThat(store.attempts()).hasSize(2);
    assertThat(store.forgetFailed()).isEqualTo(1);
    assertThat(execute(1, trunks).failed()).isEqualTo(1);
    assertThat(store.attempts()).hasSize(3);
  }

  @Test
  public void aCrashIsMendedByAnotherAttemptFromTheCheckpoint() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, CountingTrainer.Behaviour.CRASHES_ONCE, 20, 60));
    ExecutionSummary summary = execute(1, trunks);
    assertThat(summary.done()).isEqualTo(2);
    assertResultsAreUndisturbed(trunks);
    assertThat(audit()).doesNotHaveDuplicates().hasSize(2);
    assertThat(store.attempts())
        .extracting(Attempt::status)
        .containsExactly(AttemptStatus.FAILED, AttemptStatus.DONE);
    assertThat(events(ExecutionEvent.Retrying.class))
        .singleElement()
        .satisfies(event -> assertThat(event.reason()).contains("out of luck"));
  }

  @Test
  public void aTrunkThatKeepsCrashingIsGivenUpAndTriedAgainNextTime() throws Exception {
    List<Trunk> trunks =
        plan(Specs.trunk(32, CountingTrainer.Behaviour.CRASHES, 20, 60), Specs.trunk(48, 40));
    ExecutionSummary summary = execute(1, trunks);
    assertThat(summary.done()).isEqualTo(2); // the short run before the crash, and the other trunk
    assertThat(summary.complete()).isFalse();
    assertThat(summary.unfinished())
        .singleElement()
        .satisfies(unfinished -> {
          assertThat(unfinished.planned().trunk()).isEqualTo(trunks.getFirst());
          assertThat(unfinished.reason()).contains("out of luck");
        });
    // The first attempt brought a result, so it does not count against the trunk.
    assertThat(attemptsAt(trunks.getFirst())).isEqualTo(1 + MAX_ATTEMPTS);
    assertThat(events(ExecutionEvent.GaveUp.class)).hasSize(1);
    execute(1, trunks);
    assertThat(attemptsAt(trunks.getFirst())).isEqualTo(1 + 2 * MAX_ATTEMPTS);
  }

  private long attemptsAt(Trunk trunk) {
    return store.attempts().stream().filter(a -> a.trunk().equals(trunk.id())).count();
  }

  @Test
  public void aTrainerThatForgetsResultsIsGivenUp() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, CountingTrainer.Behaviour.FORGETS, 20));
    assertThat(execute(1, trunks).unfinished())
        .singleElement()
        .satisfies(u -> assertThat(u.reason()).contains("without a result for every run"));
  }

  @Test
  public void anInterruptLeavesACheckpointFromWhichTheNextExecutionGoesOn() throws Exception {
    List<Trunk> trunks =
        plan(
            Specs.trunk(32, CountingTrainer.Behaviour.SLOW, 50, 400),
            Specs.trunk(48, CountingTrainer.Behaviour.SLOW, 50, 400));
    var oneFinished = new CountDownLatch(1);
    var thrown = new AtomicReference<@Nullable Throwable>();
    Thread coordinator =
        Thread.ofPlatform()
            .start(() -> {
              try {
                executor(2)
                    .execute(
                        trunks,
                        store,
                        event -> {
                          events.add(event);
                          if (event instanceof ExecutionEvent.Finished) {
                            oneFinished.countDown();
                          }
                        });
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
    oneFinished.await();
    coordinator.interrupt();
    coordinator.join();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(store.attempts())
        .extracting(Attempt::status)
        .containsOnly(AttemptStatus.CHECKPOINTED);
    assertThat(store.results()).hasSizeBetween(1, 3);
    assertThat(events.getLast())
        .isInstanceOfSatisfying(
            ExecutionEvent.Ended.class, end -> assertThat(end.interrupted()).isTrue());
    execute(2, trunks);
    assertResultsAreUndisturbed(trunks);
    assertThat(audit()).doesNotHaveDuplicates().hasSize(4);
  }

  private List<String> ids(List<Trunk> trunks) {
    return trunks.stream().map(Trunk::id).toList();
  }

  @Test
  public void aCancelledTrunkEndsWithACheckpointAndGoesOnWhenItIsOpenedAgain() throws Exception {
    List<Trunk> trunks =
        plan(
            Specs.trunk(48, CountingTrainer.Behaviour.SLOW, 50, 2_000),
            Specs.trunk(32, CountingTrainer.Behaviour.SLOW, 50, 60),
            Specs.trunk(16, 50));
    List<String> unwanted = ids(trunks.subList(0, 2));
    ExecutionSummary summary =
        executor(1)
            .execute(
                trunks,
                store,
                event -> {
                  events.add(event);
                  if (event instanceof ExecutionEvent.Finished) {
                    store.cancel(unwanted, "too dear");
                  }
                });
    assertThat(summary.cancelled())
        .extracting(left -> left.planned().trunk().id(), ExecutionSummary.Unfinished::reason)
        .containsExactlyInAnyOrder(
            tuple(unwanted.get(0), "too dear"), tuple(unwanted.get(1), "too dear"));
    assertThat(summary.done()).isEqualTo(2);
    assertThat(summary.complete()).isFalse();
    assertThat(events(ExecutionEvent.Cancelled.class)).hasSize(1);
    Attempt attempt = store.lastAttempt(trunks.getFirst()).orElseThrow();
    assertThat(attempt.status()).isEqualTo(AttemptStatus.CANCELLED);
    assertThat(attempt.reason()).isEqualTo("too dear (with a checkpoint)");
    assertThat(store.lastAttempt(trunks.get(1))).isEmpty();

    assertThat(execute(1, trunks).cancelled()).hasSize(2);
    store.retry(unwanted);
    assertThat(execute(1, trunks)).isEqualTo(new ExecutionSummary(5, 0, 0, List.of()));
    assertResultsAreUndisturbed(trunks);
    assertThat(audit()).doesNotHaveDuplicates().hasSize(5);
  }

  @Test
  public void aTrunkThatIsOpenedAgainMeanwhileIsTakenUp() throws Exception {
    List<Trunk> trunks =
        plan(Specs.trunk(48, CountingTrainer.Behaviour.SLOW, 50, 600), Specs.trunk(32, 50));
    List<String> second = ids(trunks.subList(1, 2));
    store.cancel(second, "not now");
    ExecutionSummary summary =
        executor(1)
            .execute(
                trunks,
                store,
                event -> {
                  if (event instanceof ExecutionEvent.Finished) {
                    store.retry(second);
                  }
                });
    assertThat(summary).isEqualTo(new ExecutionSummary(3, 0, 0, List.of()));
    assertResultsAreUndisturbed(trunks);
  }

  @Test
  public void theEndOfALearningCurveIsKept() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, 60));
    execute(1, trunks);
    assertThat(store.curve(trunks.getFirst().id()))
        .last()
        .satisfies(point -> {
          assertThat(point.step()).isEqualTo(60);
          assertThat(point.trainingLoss()).isEqualTo(0.5);
          assertThat(point.attempt()).isEqualTo(store.attempts().getFirst().token());
        });
  }

  @Test
  public void whatADeadCoordinatorLeftIsStoredAndNotRepeated() throws Exception {
    Trunk trunk = Specs.trunk(32, 20, 60);
    List<Trunk> trunks = plan(trunk);
    TrialFolder trial = TrialFolder.of(trials(), trunk);
    trial.prepare(trunk);
    RunSpec first = trunk.runs().getFirst();
    RunResult current = CountingTrainer.expected(first, Specs.PROVENANCE);
    trial.writeResult(Specs.done(first.id(), 0.99), 1);
    trial.writeResult(current, 2);
    store.beginAttempt(trunk, "here");
    store.beginAttempt(trunk, "here");
    execute(1, trunks);
    assertThat(store.result(first.id())).contains(current);
    assertThat(audit()).containsExactly(trunk.longest().id().hex());
    assertThat(store.attempts())
        .extracting(Attempt::status)
        .containsExactly(AttemptStatus.LOST, AttemptStatus.LOST, AttemptStatus.DONE);
  }

  @Test
  public void whatAnotherStoreLeftUnderTheSameTokenIsNotTaken() throws Exception {
    Trunk trunk = Specs.trunk(32, CountingTrainer.Behaviour.CRASHES, 20, 60);
    List<Trunk> trunks = plan(trunk);
    TrialFolder trial = TrialFolder.of(trials(), trunk);
    trial.prepare(trunk);
    for (long token = 1; token <= 1 + MAX_ATTEMPTS; token++) {
      trial.writeResult(Specs.done(trunk.runs().getFirst().id(), 0.99), token);
      trial.writeResult(Specs.done(trunk.longest().id(), 0.99), token);
    }
    assertThat(execute(1, trunks).complete()).isFalse();
    RunResult first = store.result(trunk.runs().getFirst().id()).orElseThrow();
    assertThat(first)
        .isEqualTo(CountingTrainer.expected(trunk.runs().getFirst(), first.provenance()));
    assertThat(store.result(trunk.longest().id())).isEmpty();
    assertThat(trial.results(1)).doesNotContain(Specs.done(trunk.longest().id(), 0.99));
  }

  @Test
  public void aDamagedOrRefusedResultOfADeadCoordinatorCostsOnlyItself() throws Exception {
    Trunk damaged = Specs.trunk(32, 20, 60);
    Trunk refused = Specs.trunk(48, 40, 60);
    List<Trunk> trunks = plan(damaged, refused, Specs.trunk(64, 30));
    TrialFolder trial = TrialFolder.of(trials(), damaged);
    trial.prepare(damaged);
    long token = store.beginAttempt(damaged, "here").token();
    RunResult whole = CountingTrainer.expected(damaged.runs().getFirst(), Specs.PROVENANCE);
    trial.writeResult(whole, token);
    Files.writeString(
        trial.path().resolve("result-%s-%d.json".formatted(damaged.longest().id(), token)), "{");
    TrialFolder other = TrialFolder.of(trials(), refused);
    other.prepare(refused);
    long second = store.beginAttempt(refused, "here").token();
    store.accept(second, CountingTrainer.expected(refused.longest(), Specs.PROVENANCE));
    other.writeResult(Specs.done(refused.longest().id(), 0.99), second);
    assertThat(execute(1, trunks)).isEqualTo(new ExecutionSummary(5, 0, 0, List.of()));
    assertResultsAreUndisturbed(trunks);
    assertThat(store.result(whole.run())).contains(whole);
    assertThat(store.attempts().subList(0, 2))
        .allSatisfy(attempt -> {
          assertThat(attempt.status()).isEqualTo(AttemptStatus.FAILED);
          assertThat(attempt.reason()).contains("a result it left was not taken");
        });
  }

  @Test
  public void whatADeadCoordinatorLeftAsFailedIsTriedAgain() throws Exception {
    Trunk trunk = Specs.trunk(32, 20, 60);
    List<Trunk> trunks = plan(trunk);
    TrialFolder trial = TrialFolder.of(trials(), trunk);
    trial.prepare(trunk);
    long token = store.beginAttempt(trunk, "here").token();
    trial.writeResult(
        new RunResult.Failed(trunk.longest().id(), "no memory", Specs.PROVENANCE), token);
    assertThat(execute(1, trunks)).isEqualTo(new ExecutionSummary(2, 0, 0, List.of()));
    assertResultsAreUndisturbed(trunks);
  }

  @Test
  public void whatADeadCoordinatorLeftOfAFinishedTrunkIsTidiedUp() throws Exception {
    Trunk trunk = Specs.trunk(32, 20);
    List<Trunk> trunks = plan(trunk);
    TrialFolder trial = TrialFolder.of(trials(), trunk);
    trial.prepare(trunk);
    RunResult result = CountingTrainer.expected(trunk.longest(), Specs.PROVENANCE);
    store.accept(store.beginAttempt(trunk, "here").token(), result);
    assertThat(execute(1, trunks).done()).isEqualTo(1);
    assertThat(store.attempts()).extracting(Attempt::status).containsExactly(AttemptStatus.DONE);
    assertThat(trial.exists()).isFalse();
    assertThat(audit()).isEmpty();
  }

  @Test
  public void whatADeadCoordinatorLeftOfATrunkThatLeftThePlanIsStoredAndEnded() throws Exception {
    Trunk local = Specs.trunk(32, 20, 60);
    Trunk remote = Specs.trunk(48, 40);
    Trunk vanished = Specs.trunk(64, 30);
    plan(local, remote, vanished);
    TrialFolder trial = TrialFolder.of(trials(), local);
    trial.prepare(local);
    RunResult result = CountingTrainer.expected(local.runs().getFirst(), Specs.PROVENANCE);
    trial.writeResult(result, store.beginAttempt(local, "here").token());
    store.attachHandle(store.beginAttempt(remote, "here").token(), "slurm:812_5");
    store.beginAttempt(vanished, "here");
    Trunk other = Specs.trunk(80, 30);
    store.replacePlan(List.of(new PlannedTrunk(other, "grid")), "another plan");
    assertThat(store.status().running()).isEmpty();
    assertThat(execute(1, List.of(other))).isEqualTo(new ExecutionSummary(1, 0, 0, List.of()));
    assertThat(store.result(result.run())).contains(result);
    assertThat(store.attempts().subList(0, 3))
        .extracting(Attempt::status)
        .containsOnly(AttemptStatus.LOST);
    assertThat(store.attempts().subList(0, 3))
        .extracting(Attempt::reason)
        .containsExactly(
            "its coordinator died; its trunk is no longer planned",
            "its trunk is no longer planned; slurm:812_5 may still work",
            "its coordinator died; its trunk is no longer planned");
  }

  @Test
  public void aSecondCoordinatorIsRefusedAndDisturbsNothing() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, 30));
    try (RunStore other = RunStore.open(store.location());
        StudyLock _ = other.lock()) {
      assertThatThrownBy(() -> execute(1, trunks))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("another coordinator (pid " + ProcessHandle.current().pid());
    }
    assertThat(store.attempts()).isEmpty();
    assertThat(execute(1, trunks).done()).isEqualTo(1);
  }

  @Test
  public void aTrunkMustBePlannedAndARunBeInOneTrunk() {
    assertThatThrownBy(() -> execute(1, List.of(Specs.trunk(32, 30))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("must be planned");
    List<Trunk> overlapping = plan(Specs.trunk(32, 30), Specs.trunk(32, 30, 60));
    assertThatThrownBy(() -> execute(1, overlapping))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be in one trunk only");
  }

  @Test
  public void nothingToDoIsDoneAtOnce() throws Exception {
    assertThat(execute(3, List.of())).isEqualTo(new ExecutionSummary(0, 0, 0, List.of()));
  }
}
