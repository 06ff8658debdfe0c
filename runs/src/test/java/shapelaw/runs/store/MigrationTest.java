package shapelaw.runs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import shapelaw.run.RunResult;
import shapelaw.run.Trunk;
import shapelaw.runs.store.StoreStatus.RunState;

/// A store that version 1 wrote is opened, and no crash on the way loses it.
class MigrationTest {

  @TempDir Path folder;
  private Path file;

  /// Lays down the file as published: `version-1.sql` has its tables and rows of a real study.
  @BeforeEach
  void makeVersion1() throws Exception {
    file = folder.resolve("study.db");
    try (InputStream script = MigrationTest.class.getResourceAsStream("version-1.sql");
        Connection connection = connect(file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.executeUpdate(
          new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8));
    }
    assertThat(version(file)).isEqualTo(1);
  }

  private static Connection connect(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  private static int version(Path file) throws SQLException {
    try (Connection connection = connect(file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      return row.getInt(1);
    }
  }

  private static void holdsEverything(Path file) {
    try (RunStore store = RunStore.open(file)) {
      assertThat(store.planned()).extracting(PlannedTrunk::purpose).hasSize(2).contains("grid");
      assertThat(store.results()).hasSize(4);
      assertThat(store.attempts())
          .extracting(Attempt::status)
          .containsExactly(AttemptStatus.DONE, AttemptStatus.FAILED, AttemptStatus.RUNNING);
      assertThat(store.attempts()).extracting(Attempt::number).containsExactly(1, 1, 2);
      assertThat(store.attempts().getLast().handle()).contains("pid:4712");
      store.checkThoroughly();
    }
  }

  @Test
  void aStoreOfVersion1IsReadWhereItsFolderMustBeLeftAlone() throws Exception {
    try (SqliteDatabase database = SqliteReading.unwritable(file, SqliteDatabase.durable())) {
      assertThat(database.first("PRAGMA user_version", row -> row.getInt(1)))
          .contains(SqliteSchema.version());
      assertThat(database.query("SELECT run FROM results", row -> row.getString(1))).hasSize(4);
    }
    assertThat(version(file)).isEqualTo(1);
  }

  @Test
  void aStoreOfVersion1IsReadAndGoesOn() throws SQLException {
    holdsEverything(file);
    assertThat(version(file)).isEqualTo(SqliteSchema.version());
    try (RunStore store = RunStore.open(file)) {
      PlannedTrunk open = store.planned().getLast();
      Trunk trunk = open.trunk();
      assertThat(store.finished(trunk)).containsExactly(trunk.runs().getFirst().id());
      assertThat(store.status().count(RunState.DONE)).isEqualTo(4);
      assertThat(store.status().count(RunState.LOST)).as("its coordinator died").isEqualTo(1);
      Optional<RunResult> stored = store.result(trunk.runs().getFirst().id());
      long token = store.beginAttempt(trunk, "here").token();
      assertThat(token).isEqualTo(4);
      assertThat(store.accept(token, stored.orElseThrow())).as("stored before").isFalse();
      store.plan(List.of(open));
      assertThat(store.planned()).hasSize(2).contains(open);
    }
  }

  @Test
  void aCrashInTheMigrationLosesNothing() throws Exception {
    Path crashed = Files.createDirectory(folder.resolve("crashed")).resolve("study.db");
    try (Connection connection = SqliteDatabase.durable().createConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA cache_size = 1"); // so that unfinished work reaches the disk
      statement.execute("BEGIN IMMEDIATE");
      SqliteSchema.migrate(connection, file);
      copy("", crashed);
      copy("-wal", crashed);
      assertThat(Path.of(crashed + "-wal")).isNotEmptyFile();
      statement.execute("ROLLBACK");
    }
    assertThat(version(crashed)).isEqualTo(1);
    holdsEverything(crashed);
    holdsEverything(file);
  }

  private void copy(String suffix, Path to) throws IOException {
    Files.copy(Path.of(file + suffix), Path.of(to + suffix));
  }

  @Test
  void aDiskThatIsFullDuringTheMigrationLosesNothing() throws SQLException {
    SQLiteConfig full = SqliteDatabase.durable();
    full.setPragma(SQLiteConfig.Pragma.MAX_PAGE_COUNT, "1"); // SQLite takes the present size
    assertThatThrownBy(() -> RunStore.open(file, InstantSource.system(), System::nanoTime, full))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is full");
    assertThat(version(file)).isEqualTo(1);
    holdsEverything(file);
  }
}
