package shapelaw.runs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import shapelaw.runs.Specs;

class SqliteStoreTest extends RunStoreContract {

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("study/runs.db");
  }

  @Override
  RunStore open(InstantSource clock, LongSupplier ticker) {
    return RunStore.open(file(), clock, ticker, SqliteDatabase.durable());
  }

  @Override
  void sql(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement s = connection.createStatement()) {
      s.execute(statement);
    }
  }

  @Override
  void disarm() throws SQLException {
    sql("DROP TRIGGER IF EXISTS results_never_change");
  }

  @Test
  void aFullDiskLosesNothingThatWasStored() {
    try (RunStore store = planned()) {
      store.accept(store.beginAttempt(STAR.trunk(), "here").token(), Specs.done(SHORT, 0.25));
    }
    SQLiteConfig full = SqliteDatabase.durable();
    full.setPragma(SQLiteConfig.Pragma.MAX_PAGE_COUNT, "1"); // SQLite takes the present size
    try (RunStore store = RunStore.open(file(), InstantSource.system(), System::nanoTime, full)) {
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
    assertThatThrownBy(() -> RunStore.open(file))
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
            "must be of schema version " + SqliteSchema.version() + " or older but is 99");
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
}
