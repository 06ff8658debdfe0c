package shapelaw.runs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.Trunk;
import shapelaw.runs.Specs;

class RunStoreTest {

  private static final PlannedTrunk STAR = Specs.planned("star:width", 32, 20, 50);
  private static final PlannedTrunk GRID = Specs.planned("grid", 48, 30);
  private static final RunId SHORT = Specs.ids(STAR.trunk()).getFirst();

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("study/runs.db");
  }

  private RunStore planned() {
    RunStore store = RunStore.open(file());
    store.plan(List.of(STAR, GRID));
    return store;
  }

  @Test
  void remembersThePlanInItsOrder() {
    planned().close();
    try (RunStore store = RunStore.open(file())) {
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
    try (RunStore store = RunStore.open(file())) {
      assertThat(store.results()).isEqualTo(Map.of(SHORT, done));
      assertThat(store.result(SHORT)).contains(done);
      assertThat(store.finished(STAR.trunk())).containsExactly(SHORT);
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
    var now = new Instant[] {Instant.parse("2026-01-01T00:00:00Z")};
    InstantSource clock = () -> now[0];
    try (RunStore store = RunStore.open(file(), clock, StoreDatabase.durable())) {
      store.plan(List.of(STAR));
      Attempt first = store.beginAttempt(STAR.trunk(), "here");
      store.attachHandle(first.token(), "pid:4711");
      now[0] = now[0].plusMillis(1500);
      store.endAttempt(first.token(), AttemptStatus.FAILED, "out of memory");
      store.endAttempt(first.token(), AttemptStatus.DONE, "too late");
      Attempt second = store.beginAttempt(STAR.trunk(), "here");
      store.endAttempt(
          second.token(), AttemptStatus.LOST, "died", now[0].minusSeconds(60)); // clock went back
      assertThat(store.attempts()).extracting(Attempt::number).containsExactly(1, 2);
      assertThat(store.attempts())
          .extracting(Attempt::status)
          .containsExactly(AttemptStatus.FAILED, AttemptStatus.LOST);
      assertThat(store.attempts().getFirst().handle()).hasValue("pid:4711");
      assertThat(store.attempts().getFirst().reason()).isEqualTo("out of memory");
      assertThat(store.lastAttempt(STAR.trunk())).contains(store.attempts().getLast());
      assertThat(store.secondsSpent()).isEqualTo(1.5, within(1e-9));
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
        RunStore other = RunStore.open(file())) {
      try (StudyLock lock = store.lock()) {
        assertThat(lock).isNotNull();
        assertThatThrownBy(other::lock)
            .isInstanceOf(StoreException.class)
            .hasMessageMatching(
                "another coordinator \\(pid %d, since .*Z\\) runs this study\\..*"
                    .formatted(ProcessHandle.current().pid()));
      }
      other.lock().close();
    }
  }

  @Test
  void aFullDiskLosesNothingThatWasStored() {
    try (RunStore store = planned()) {
      store.accept(store.beginAttempt(STAR.trunk(), "here").token(), Specs.done(SHORT, 0.25));
    }
    SQLiteConfig full = StoreDatabase.durable();
    full.setPragma(SQLiteConfig.Pragma.MAX_PAGE_COUNT, "1"); // SQLite takes the present size
    try (RunStore store = RunStore.open(file(), InstantSource.system(), full)) {
      assertThatThrownBy(
              () -> {
                for (int width = 64; width < 2000; width += 2) {
                  store.plan(List.of(Specs.planned("grid", width, 30)));
                }
              })
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("is full")
          .hasMessageContaining("stored before is safe");
      assertThat(store.results()).containsOnlyKeys(SHORT);
    }
    try (RunStore store = RunStore.open(file())) {
      assertThat(store.results()).containsOnlyKeys(SHORT);
      store.plan(List.of(Specs.planned("grid", 4000, 30)));
    }
  }

  @Test
  void aDamagedFileIsNamedAndLeftAlone() throws Exception {
    Path file = folder.resolve("runs.db");
    byte[] noDatabase =
        "this is no database, only text that is long enough "
            .repeat(40)
            .getBytes(StandardCharsets.UTF_8);
    Files.write(file, noDatabase);
    assertThatThrownBy(() -> RunStore.open(file()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("is damaged");
    assertThat(Files.readAllBytes(file)).isEqualTo(noDatabase);
  }

  @Test
  void aDamagedPageIsNoticedOnOpening() throws Exception {
    planned().close();
    byte[] bytes = Files.readAllBytes(file());
    for (int i = 4096; i < bytes.length; i += 7) {
      bytes[i] ^= 0x55;
    }
    Files.write(file(), bytes);
    assertThatThrownBy(() -> RunStore.open(file()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is damaged");
  }

  @Test
  void aStoreOfANewerVersionIsRefused() throws SQLException {
    planned().close();
    sql("PRAGMA user_version = 99");
    assertThatThrownBy(() -> RunStore.open(file()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(
            "must be of schema version " + StoreSchema.version() + " or older but is 99");
  }

  @Test
  void anotherProgramsDatabaseIsRefused() throws Exception {
    Files.createDirectories(file().getParent());
    sql("CREATE TABLE cats (name TEXT)");
    assertThatThrownBy(() -> RunStore.open(file()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another program's database");
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws Exception {
    Path notAFolder = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> RunStore.open(notAFolder.resolve("runs.db")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("folder of the run store")
        .hasMessageContaining("cannot be made");
  }

  @Test
  void aFileThatCannotBeOpenedIsNamed() throws Exception {
    Path isAFolder = Files.createDirectories(folder.resolve("runs.db"));
    assertThatThrownBy(() -> RunStore.open(isAFolder))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("must be writable but is not");
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement s = connection.createStatement()) {
      s.execute(statement);
    }
  }

  @Test
  void aCancelledTrunkIsLeftAloneUntilItIsRetried() {
    try (RunStore store = RunStore.open(file())) {
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
  void aLearningCurveKeepsTheFirstPointOfEachStep() {
    try (RunStore store = RunStore.open(file())) {
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
  void anotherReaderNoticesChangesAndReadsOnlyWhatIsNew() {
    try (RunStore store = planned();
        RunStore reader = RunStore.open(file())) {
      long before = reader.changes();
      assertThat(reader.changes()).isEqualTo(before);
      Attempt first = store.beginAttempt(STAR.trunk(), "here");
      long after = reader.changes();
      assertThat(after).isNotEqualTo(before);
      Attempt second = store.beginAttempt(GRID.trunk(), "here");
      assertThat(reader.changes()).isNotEqualTo(after);
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
