package shapelaw.runs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.runs.Specs;

/// How a file is read whose folder is left alone; `ReadOnlyFolderIT` has a folder that only reads.
class SqliteReadingTest {

  private static final PlannedTrunk TRUNK = Specs.planned("grid", 32, 20, 50);

  @TempDir Path folder;

  private Path file() throws IOException {
    return Files.createDirectories(folder.resolve("50 % of #1?")).resolve("study.db");
  }

  private static void fill(RunStore store) {
    store.plan(List.of(TRUNK));
    long token = store.beginAttempt(TRUNK.trunk(), "here").token();
    store.accept(token, Specs.done(TRUNK.trunk().longest().id(), 0.25));
  }

  private static Set<String> names(Path file) throws IOException {
    try (Stream<Path> files = Files.list(file.resolveSibling(""))) {
      return files.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private static long results(SqliteDatabase database) {
    return database.first("SELECT count(*) FROM results", row -> row.getLong(1)).orElseThrow();
  }

  @Test
  void aStoreAtRestIsReadAndNothingIsMadeBesideIt() throws Exception {
    Path file = file();
    try (RunStore store = RunStore.open(file)) {
      fill(store);
    }
    Set<String> before = names(file);
    try (SqliteDatabase database = SqliteReading.unwritable(file, SqliteDatabase.durable())) {
      assertThat(results(database)).isEqualTo(1);
      assertThat(database.location()).isEqualTo(new StoreLocation.LocalFile(file));
      assertThat(names(file)).isEqualTo(before);
      assertThatThrownBy(() -> database.update("DELETE FROM attempts"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void commitsThatAreInTheLogAloneAreRead() throws Exception {
    Path file = file();
    try (RunStore store = RunStore.open(file)) {
      fill(store);
      assertThat(Files.size(file.resolveSibling("study.db-wal"))).isPositive();
      try (SqliteDatabase database = SqliteReading.unwritable(file, SqliteDatabase.durable())) {
        assertThat(results(database)).isEqualTo(1);
      }
    }
  }
}
