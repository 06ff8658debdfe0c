package shapelaw.runs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.Trunk;
import shapelaw.runs.Specs;
import shapelaw.runs.store.StoreStatus.RunState;

/// What every run store promises, whatever holds its data.
abstract class RunStoreContract {

  static final PlannedTrunk STAR = Specs.planned("star:width", 32, 20, 50);
  static final PlannedTrunk GRID = Specs.planned("grid", 48, 30);
  static final RunId SHORT = Specs.ids(STAR.trunk()).getFirst();

  /// Opens the store of this test; the same one each time.
  abstract RunStore open(InstantSource clock, LongSupplier ticker);

  /// Runs a statement behind the store's back.
  abstract void sql(String statement) throws SQLException;

  final RunStore open() {
    return open(InstantSource.system(), System::nanoTime);
  }

  final RunStore planned() {
    RunStore store = open();
    store.plan(List.of(STAR, GRID));
    return store;
  }

  @Test
  void remembersThePlanInItsOrder() {
    planned().close();
    try (RunStore store = open()) {
      assertThat(store.planned()).containsExactly(STAR, GRID);
    }
  }

  @Test
  void planningAgainChangesNothingButThePurpose() {
    try (RunStore store = planned()) {
      store.plan(List.of(STAR, new PlannedTrunk(GRID.trunk(), "check")));
      assertThat(store.planned()).containsExactly(STAR, new PlannedTrunk(GRID.trunk(), "check"));
    }
  }

  @Test
  void resultsSurviveReopening() {
    RunResult done = Specs.done(SHORT, 0.25);
    try (RunStore store = planned()) {
      Attempt attempt = store.beginAttempt(STAR.trunk(), "here");
      assertThat(store.accept(attempt.token(), done)).isTrue();
    }
    try (RunStore store = open()) {
      assertThat(store.results()).isEqualTo(Map.of(SHORT, done));
      assertThat(store.result(SHORT)).contains(done);
      assertThat(store.finished(STAR.trunk())).containsExactly(SHORT);
      assertThat(store.finished()).containsExactly(SHORT);
    }
  }

  @Test
  void theSameResultTwiceIsAcceptedOnceAndAnotherIsRefused() {
    try (RunStore store = planned()) {
      long token = store.beginAttempt(STAR.trunk(), "here").token();
      store.accept(token, Specs.done(SHORT, 0.25));
      assertThat(store.accept(token, Specs.done(SHORT, 0.25))).isFalse();
      assertThatThrownBy(() -> store.accept(token, Specs.done(SHORT, 0.26)))
          .isInstanceOf(RefusedResultException.class)
          .hasMessageContaining("must be the stored one");
      assertThat(store.results()).containsExactly(Map.entry(SHORT, Specs.done(SHORT, 0.25)));
    }
  }

  @Test
  void aLateResultOfAnEarlierAttemptIsRefused() {
    try (RunStore store = planned()) {
      long orphan = store.beginAttempt(STAR.trunk(), "here").token();
      long current = store.beginAttempt(STAR.trunk(), "here").token();
      assertThat(current).isGreaterThan(orphan);
      assertThatThrownBy(() -> store.accept(orphan, Specs.done(SHORT, 0.25)))
          .isInstanceOf(RefusedResultException.class)
          .hasMessageContaining("must come from the current attempt");
      assertThat(store.results()).isEmpty();
      store.accept(current, Specs.done(SHORT, 0.3));
      assertThat(store.results()).containsValue(Specs.done(SHORT, 0.3));
    }
  }

  @Test
  void aResultAfterTheEndOfItsAttemptIsRefused() {
    try (RunStore store = planned()) {
      long token = store.beginAttempt(STAR.trunk(), "here").token();
      store.endAttempt(token, AttemptStatus.LOST, "killed");
      assertThatThrownBy(() -> store.accept(token, Specs.done(SHORT, 0.25)))
          .isInstanceOf(RefusedResultException.class);
    }
  }

  @Test
  void aResultOfAnotherTrunkOrOfNoAttemptIsRefused() {
    try (RunStore store = planned()) {
      long token = store.beginAttempt(GRID.trunk(), "here").token();
      assertThatThrownBy(() -> store.accept(token, Specs.done(SHORT, 0.25)))
          .isInstanceOf(RefusedResultException.class);
      assertThatThrownBy(() -> store.accept(99, Specs.done(SHORT, 0.25)))
          .isInstanceOf(RefusedResultException.class);
    }
  }

  @Test
  void attemptsTellTheirStory() {
    var clock = new TestClock();
    try (RunStore store = open(clock, clock::ticks)) {
      store.plan(List.of(STAR));
      Attempt first = store.beginAttempt(STAR.trunk(), "here");
      store.attachHandle(first.token(), "pid:4711");
      clock.pass(Duration.ofMillis(1500));
      store.endAttempt(first.token(), AttemptStatus.FAILED, "out of memory");
      store.endAttempt(first.token(), AttemptStatus.DONE, "too late");
      Attempt second = store.beginAttempt(STAR.trunk(), "here");
      store.endAttempt(
          second.token(), AttemptStatus.LOST, "died", clock.instant().minusSeconds(60));
      assertThat(store.attempts()).extracting(Attempt::number).containsExactly(1, 2);
      assertThat(store.attempts())
          .extracting(Attempt::status)
          .containsExactly(AttemptStatus.FAILED, AttemptStatus.LOST);
      assertThat(store.attempts().getFirst().handle()).hasValue("pid:4711");
      assertThat(store.attempts().getFirst().reason()).isEqualTo("out of memory");
      assertThat(store.lastAttempt(STAR.trunk())).contains(store.attempts().getLast());
      assertThat(store.attempts().getFirst().seconds()).isEqualTo(1.5, within(1e-9));
      assertThat(store.attempts().getLast().seconds()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-5H", "PT5H", "P-3650D", "P3650D"})
  void aJumpOfTheClockShiftsNeitherDurationsNorOrder(String jump) {
    var clock = new TestClock();
    try (RunStore store = open(clock, clock::ticks)) {
      store.plan(List.of(STAR, GRID));
      long first = store.beginAttempt(STAR.trunk(), "here").token();
      clock.pass(Duration.ofSeconds(2));
      clock.set(clock.instant().plus(Duration.parse(jump)));
      store.accept(first, Specs.done(Specs.ids(STAR.trunk()).getLast(), 0.5));
      store.endAttempt(first, AttemptStatus.CHECKPOINTED, "");
      long second = store.beginAttempt(STAR.trunk(), "here").token();
      store.accept(second, Specs.done(SHORT, 0.25));
      clock.pass(Duration.ofSeconds(3));
      store.endAttempt(second, AttemptStatus.DONE, "");
      assertThat(store.attempts().stream().mapToDouble(Attempt::seconds).sum())
          .isEqualTo(5, within(1e-9));
      assertThat(store.attempts()).extracting(Attempt::token).containsExactly(first, second);
      assertThat(store.lastAttempt(STAR.trunk()).orElseThrow().token()).isEqualTo(second);
      assertThat(store.results().keySet())
          .containsExactly(Specs.ids(STAR.trunk()).getLast(), SHORT);
    }
  }

  @Test
  void onlyFailuresCanBeForgotten() throws SQLException {
    try (RunStore store = planned()) {
      long token = store.beginAttempt(STAR.trunk(), "here").token();
      store.accept(token, Specs.done(SHORT, 0.25));
      store.accept(
          token, new RunResult.Failed(Specs.ids(STAR.trunk()).getLast(), "no", Specs.PROVENANCE));
      assertThat(store.forgetFailed()).isEqualTo(1);
      assertThat(store.results()).containsOnlyKeys(SHORT);
    }
    assertThatThrownBy(() -> sql("DELETE FROM results")).hasMessageContaining("never deleted");
    assertThatThrownBy(() -> sql("UPDATE results SET result = 'x'"))
        .hasMessageContaining("never changes");
  }

  @Test
  void resultsOfAnotherTrainerAreNotMixedIn() {
    try (RunStore store = planned()) {
      store.useTrainer("simulated");
      store.useTrainer("simulated");
      assertThatThrownBy(() -> store.useTrainer("libtorch"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("must be 'simulated'")
          .hasMessageContaining("but was 'libtorch'");
    }
  }

  @Test
  void aTrunkMustBePlannedBeforeItIsAttempted() {
    try (RunStore store = planned()) {
      Trunk unknown = Specs.trunk(64, 99);
      assertThatThrownBy(() -> store.beginAttempt(unknown, "here"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("must be planned");
    }
  }

  @Test
  void aSecondCoordinatorIsRefusedByName() {
    try (RunStore store = planned();
        RunStore other = open()) {
      try (StudyLock lock = store.lock()) {
        assertThat(lock).isNotNull();
        assertThatThrownBy(other::lock)
            .isInstanceOf(StoreException.class)
            .hasMessageMatching(
                "another coordinator \\(pid %d.*, since .*Z\\) runs this study\\..*"
                    .formatted(ProcessHandle.current().pid()));
      }
      other.lock().close();
    }
  }

  @Test
  void aCoordinatorKeepsTheStudyUntilAllThatItTookIsClosed() {
    try (RunStore store = planned();
        RunStore other = open()) {
      try (StudyLock first = store.lock()) {
        store.replacePlan(List.of(STAR, GRID), "mark");
        store.forgetFailed();
        StudyLock second = store.lock();
        second.close();
        second.close();
        assertThat(first).isNotNull();
        assertThatThrownBy(other::lock).hasMessageContaining("another coordinator");
        assertThatThrownBy(() -> CompletableFuture.supplyAsync(store::lock).join())
            .as("another thread")
            .hasMessageContaining("another coordinator");
      }
      other.lock().close();
    }
  }

  @Test
  void aCancelledTrunkIsLeftAloneUntilItIsRetried() {
    try (RunStore store = open()) {
      PlannedTrunk open = Specs.planned("grid", 32, 20, 60);
      PlannedTrunk complete = Specs.planned("grid", 48, 40);
      store.plan(List.of(open, complete));
      long token = store.beginAttempt(complete.trunk(), "here").token();
      store.accept(token, Specs.done(complete.trunk().longest().id(), 0.5));
      List<String> both = List.of(open.trunk().id(), complete.trunk().id());
      assertThat(store.cancel(both, "not needed")).isEqualTo(1);
      assertThat(store.cancel(both, "again")).isZero();
      assertThat(store.cancelled()).containsExactly(Map.entry(open.trunk().id(), "not needed"));
      assertThat(store.retry(both)).isEqualTo(1);
      assertThat(store.cancelled()).isEmpty();
    }
  }

  @Test
  void thousandsOfTrunksAreCancelledAndOpenedAtOnce() {
    List<PlannedTrunk> planned =
        IntStream.rangeClosed(1, 3000).mapToObj(i -> Specs.planned("grid", 2 * i, 20, 60)).toList();
    List<String> ids = planned.stream().map(p -> p.trunk().id()).toList();
    try (RunStore store = open()) {
      store.plan(planned);
      long token = store.beginAttempt(planned.get(7).trunk(), "here").token();
      for (RunId run : Specs.ids(planned.get(7).trunk())) {
        store.accept(token, new RunResult.Failed(run, "no memory", Specs.PROVENANCE));
      }
      assertThat(store.cancel(ids, "not needed")).isEqualTo(2999);
      assertThat(store.cancelled()).hasSize(2999).doesNotContainKey(ids.get(7));
      assertThat(store.retry(ids.subList(0, 10))).as("one failed, nine cancelled").isEqualTo(10);
      assertThat(store.results()).isEmpty();
      assertThat(store.retry(ids)).isEqualTo(2990);
      assertThat(store.cancelled()).isEmpty();
      assertThat(store.cancel(List.of(), "none")).isZero();
      assertThat(store.retry(List.of())).isZero();
      assertThat(store.retry(List.of("no trunk", "nor this"))).isZero();
    }
  }

  @Test
  void aTrunkThatIsNotPlannedIsRememberedBesideThePlan() {
    PlannedTrunk other = Specs.planned("grid", 64, 30);
    try (RunStore store = open()) {
      store.replacePlan(List.of(STAR, GRID), "mark");
      store.remember(List.of(STAR, other, new PlannedTrunk(GRID.trunk(), "check")));
      assertThat(store.planned()).containsExactly(STAR, GRID, other);
      assertThat(store.plannedOrUnderWay()).containsExactly(STAR, GRID);
      assertThat(store.status().plannedRuns()).isEqualTo(3);
      assertThat(store.cancel(List.of(other.trunk().id()), "not needed")).isEqualTo(1);
      store.replacePlan(List.of(other), "other");
      assertThat(store.plannedOrUnderWay()).containsExactly(other);
      assertThat(store.cancelled()).containsOnlyKeys(other.trunk().id());
      store.beginAttempt(GRID.trunk(), "here");
      assertThat(store.plannedOrUnderWay()).containsExactly(GRID, other);
    }
  }

  @Test
  void aLearningCurveKeepsTheFirstPointOfEachStep() {
    try (RunStore store = open()) {
      PlannedTrunk planned = Specs.planned("grid", 32, 20);
      store.plan(List.of(planned));
      Attempt attempt = store.beginAttempt(planned.trunk(), "here");
      String trunk = planned.trunk().id();
      var late = new CurvePoint(trunk, 20, attempt.token(), attempt.started(), 0.25, 1_000);
      var early = new CurvePoint(trunk, 10, attempt.token(), attempt.started(), 0.5, 900);
      store.addCurvePoint(late);
      store.addCurvePoint(early);
      store.addCurvePoint(new CurvePoint(trunk, 10, attempt.token(), attempt.started(), 9, 9));
      assertThat(store.curve(trunk)).containsExactly(early, late);
    }
  }

  @Test
  void aCoordinatorThatWasReplacedWritesNothingMore() throws SQLException {
    try (RunStore old = planned();
        RunStore other = open()) {
      StudyLock lock = old.lock();
      long token = old.beginAttempt(STAR.trunk(), "here").token();
      // As after a partition: the server has freed the lock, and the old one does not know.
      sql(
          "INSERT INTO coordinators (owner, started_at) VALUES ('pid 7 elsewhere', '2026-01-01T00:00:00Z')");
      for (Runnable write :
          List.<Runnable>of(
              () -> old.accept(token, Specs.done(SHORT, 0.25)),
              () -> old.beginAttempt(GRID.trunk(), "here"),
              () -> old.endAttempt(token, AttemptStatus.DONE, ""),
              () -> old.plan(List.of(GRID)))) {
        assertThatThrownBy(write::run)
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("another (pid 7 elsewhere) has taken over");
      }
      assertThat(other.results()).isEmpty();
      assertThat(other.attempts()).hasSize(1);
      lock.close();
    }
  }

  @Test
  void onlyOneOfManyAttemptsAtOnceIsCurrent() throws Exception {
    int processes = 4;
    try (RunStore store = planned()) {
      var stores = new ArrayList<RunStore>();
      try (ExecutorService threads = Executors.newFixedThreadPool(processes)) {
        var accepted = new ArrayList<Future<Integer>>();
        for (int p = 0; p < processes; p++) {
          RunStore mine = open();
          stores.add(mine);
          double loss = 0.1 + 0.1 * p;
          accepted.add(threads.submit(() -> steal(mine, loss)));
        }
        int total = 0;
        for (Future<Integer> mine : accepted) {
          total += mine.get();
        }
        assertThat(total).isEqualTo(1);
      }
      stores.forEach(RunStore::close);
      assertThat(store.results()).hasSize(1);
      List<Attempt> attempts = store.attempts();
      assertThat(attempts).hasSize(processes * 20);
      assertThat(attempts.stream().filter(a -> a.status() == AttemptStatus.RUNNING)).hasSize(1);
      assertThat(attempts).extracting(Attempt::number).doesNotHaveDuplicates();
    }
  }

  /// Begins attempts at one trunk as if nobody else did.
  ///
  /// @return how many results were accepted
  private static int steal(RunStore store, double loss) {
    int accepted = 0;
    for (int i = 0; i < 20; i++) {
      long token = store.beginAttempt(STAR.trunk(), "here").token();
      try {
        accepted += store.accept(token, Specs.done(SHORT, loss)) ? 1 : 0;
      } catch (RefusedResultException e) {
        assertThat(e).hasMessageMatching(".*must (come from the current|be the stored).*");
      }
    }
    return accepted;
  }

  @Test
  void theStatusKeepsLostFailedDivergedCancelledAndDoneApart() {
    List<PlannedTrunk> planned =
        IntStream.range(0, 7).mapToObj(i -> Specs.planned("grid", 32 + 16 * i, 20, 60)).toList();
    try (RunStore store = open()) {
      store.replacePlan(planned, "first");
      try (StudyLock _ = store.lock()) {
        long done = store.beginAttempt(planned.getFirst().trunk(), "here").token();
        List<RunId> ids = Specs.ids(planned.getFirst().trunk());
        store.accept(done, Specs.done(ids.getFirst(), 0.5));
        store.accept(done, new RunResult.Diverged(ids.getLast(), 7, Specs.PROVENANCE));
        store.endAttempt(done, AttemptStatus.DIVERGED, "the loss became non-finite.");
        end(store, planned.get(1), AttemptStatus.LOST, "killed by the kernel");
        end(store, planned.get(2), AttemptStatus.LOST, "killed");
        end(store, planned.get(2), AttemptStatus.FAILED, "an exception");
        long impossible = store.beginAttempt(planned.get(3).trunk(), "here").token();
        for (RunId id : Specs.ids(planned.get(3).trunk())) {
          store.accept(impossible, new RunResult.Failed(id, "too large", Specs.PROVENANCE));
        }
        store.endAttempt(impossible, AttemptStatus.FAILED, "too large");
        store.cancel(List.of(planned.get(4).trunk().id()), "not needed");
        Attempt running = store.beginAttempt(planned.get(5).trunk(), "here");
        StoreStatus status = store.status();
        assertThat(status.plannedRuns()).isEqualTo(14);
        StoreStatus.Purpose grid = status.purposes().getFirst();
        assertThat(grid.label()).isEqualTo("grid");
        assertThat(grid.runs())
            .containsExactlyInAnyOrderEntriesOf(
                Map.of(
                    RunState.DONE, 1L,
                    RunState.DIVERGED, 1L,
                    RunState.LOST, 2L,
                    RunState.FAILED, 4L,
                    RunState.CANCELLED, 2L,
                    RunState.RUNNING, 2L,
                    RunState.WAITING, 2L));
        assertThat(status.running())
            .extracting(StoreStatus.Running::attempt)
            .containsExactly(running);
        assertThat(status.failures())
            .extracting(StoreStatus.Failure::reason)
            .containsExactlyInAnyOrder("too large", "killed by the kernel", "an exception");
        assertThat(status.trunksByAttempts()).isEqualTo(Map.of(1, 4L, 2, 1L));
        assertThat(status.coordinator())
            .hasValueSatisfying(
                who -> assertThat(who).contains("pid " + ProcessHandle.current().pid()));
      }
      StoreStatus abandoned = store.status();
      assertThat(abandoned.coordinator()).isEmpty();
      assertThat(abandoned.count(RunState.RUNNING)).isZero();
      assertThat(abandoned.count(RunState.LOST)).isEqualTo(4);
      assertThat(abandoned.running()).isEmpty();
      assertThat(abandoned.attemptsByStatus())
          .doesNotContainKey(AttemptStatus.RUNNING)
          .containsEntry(AttemptStatus.LOST, 3L);
      assertThat(abandoned.failures())
          .extracting(StoreStatus.Failure::reason)
          .contains("its coordinator died");
    }
  }

  private static void end(
      RunStore store, PlannedTrunk planned, AttemptStatus status, String reason) {
    store.endAttempt(store.beginAttempt(planned.trunk(), "here").token(), status, reason);
  }

  @Test
  void whatANewPlanLeavesOutStaysStoredButIsNotCounted() {
    try (RunStore store = open()) {
      store.replacePlan(List.of(STAR, GRID), "first");
      long token = store.beginAttempt(STAR.trunk(), "here").token();
      store.accept(token, Specs.done(SHORT, 0.25));
      store.replacePlan(List.of(GRID), "second");
      assertThat(store.planMark()).contains("second");
      assertThat(store.status().plannedRuns()).isEqualTo(GRID.trunk().runs().size());
      assertThat(store.results()).containsOnlyKeys(SHORT);
      assertThat(store.planned()).containsExactly(STAR, GRID);
      store.replacePlan(List.of(STAR), "third");
      assertThat(store.status().count(RunState.DONE)).isEqualTo(1);
    }
  }

  @Test
  void aResultThatIsNotWhatWasStoredIsNoticed() throws SQLException {
    try (RunStore store = planned()) {
      store.accept(store.beginAttempt(STAR.trunk(), "here").token(), Specs.done(SHORT, 0.25));
    }
    for (String lie :
        List.of(
            "UPDATE results SET result = replace(result, '0.25', '0.35')",
            "UPDATE trunks SET spec = replace(spec, '20', '21')")) {
      disarm();
      sql(lie);
    }
    try (RunStore store = open()) {
      for (Runnable read : List.<Runnable>of(store::results, store::finished, store::planned)) {
        assertThatThrownBy(read::run)
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("its checksum differs");
      }
    }
  }

  @Test
  void aDamagedTrunkThatIsPlannedAgainIsWrittenAnewAndToldAndNoResultIs() throws SQLException {
    try (RunStore store = planned()) {
      long token = store.beginAttempt(STAR.trunk(), "here").token();
      store.accept(token, new RunResult.Failed(SHORT, "no memory", Specs.PROVENANCE));
    }
    sql("UPDATE trunks SET purpose = purpose || 's'");
    var told = new ListAppender<ILoggingEvent>();
    told.start();
    var log = (Logger) LoggerFactory.getLogger(RunStore.class);
    log.addAppender(told);
    try (RunStore store = open()) {
      store.replacePlan(List.of(STAR), "mark");
      assertThat(told.list)
          .singleElement()
          .extracting(ILoggingEvent::getFormattedMessage, STRING)
          .contains("was damaged: 1 of its trunks (%s)".formatted(STAR.trunk().id()));
      assertThatThrownBy(store::planned)
          .as("what is not planned again stays as it is")
          .hasMessageContaining("trunk " + GRID.trunk().id() + " is not what was stored");
      store.plan(List.of(GRID));
      assertThat(store.planned()).containsExactly(STAR, GRID);
      disarm();
      sql("UPDATE results SET result = replace(result, 'memory', 'mammal')");
      for (Runnable forgets :
          List.<Runnable>of(store::forgetFailed, () -> store.retry(List.of(STAR.trunk().id())))) {
        assertThatThrownBy(forgets::run).hasMessageContaining("its checksum differs");
      }
    } finally {
      log.detachAppender(told);
    }
  }

  /// Lets [#sql] change results.
  abstract void disarm() throws SQLException;

  @Test
  void textsWithAnyCharacterAreKept() {
    try (RunStore store = planned()) {
      long token = store.beginAttempt(STAR.trunk(), "here").token();
      String reason = "a\0b \u00e9\u20ac \ud83d\ude00 'quoted' \"twice\" %s ; DROP TABLE runs";
      store.accept(token, new RunResult.Failed(SHORT, reason, Specs.PROVENANCE));
      store.endAttempt(token, AttemptStatus.FAILED, reason);
      assertThat(store.attempts().getFirst().reason()).isEqualTo(reason.replace('\0', ' '));
      assertThat(store.result(SHORT))
          .hasValueSatisfying(
              result -> assertThat(((RunResult.Failed) result).reason()).isEqualTo(reason));
    }
  }

  @Test
  void aLearningCurveMayHaveNoLoss() {
    try (RunStore store = planned()) {
      Attempt attempt = store.beginAttempt(GRID.trunk(), "here");
      var point =
          new CurvePoint(GRID.trunk().id(), 5, attempt.token(), attempt.started(), Double.NaN, 100);
      store.addCurvePoint(point);
      assertThat(store.curve(GRID.trunk().id())).containsExactly(point);
    }
  }

  /// A clock that may be set, and ticks that may not.
  static final class TestClock implements InstantSource {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long ticks;

    void pass(Duration duration) {
      now = now.plus(duration);
      ticks += duration.toNanos();
    }

    void set(Instant instant) {
      now = instant;
    }

    long ticks() {
      return ticks;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @Test
  void anotherReaderNoticesChangesAndReadsOnlyWhatIsNew() {
    try (RunStore store = planned();
        RunStore reader = open()) {
      long before = reader.changes();
      assertThat(reader.changes()).isEqualTo(before);
      Attempt first = store.beginAttempt(STAR.trunk(), "here");
      long after = reader.changes();
      assertThat(after).isNotEqualTo(before);
      Attempt second = store.beginAttempt(GRID.trunk(), "here");
      assertThat(reader.changes()).isNotEqualTo(after);
      // One more and one less of the same kind is a change, too.
      store.accept(
          first.token(),
          new RunResult.Failed(Specs.ids(STAR.trunk()).getLast(), "no", Specs.PROVENANCE));
      long failed = reader.changes();
      store.retry(List.of(STAR.trunk().id()));
      store.accept(second.token(), Specs.done(Specs.ids(GRID.trunk()).getFirst(), 0.5));
      assertThat(reader.changes()).isNotEqualTo(failed);
      assertThat(reader.attemptsFrom(first.token())).containsExactly(first, second);
      assertThat(reader.attemptsFrom(second.token())).containsExactly(second);
    }
  }

  @Test
  void theNewestCurvePointIsTheOneWithTheMostSteps() {
    try (RunStore store = planned()) {
      long token = store.beginAttempt(STAR.trunk(), "here").token();
      String trunk = STAR.trunk().id();
      Instant now = Instant.parse("2026-01-01T00:00:00Z");
      assertThat(store.lastCurvePoint(trunk)).isEmpty();
      var last = new CurvePoint(trunk, 20, token, now, 0.4, 100);
      store.addCurvePoint(new CurvePoint(trunk, 10, token, now, 0.5, 100));
      store.addCurvePoint(last);
      assertThat(store.lastCurvePoint(trunk)).contains(last);
    }
  }
}
