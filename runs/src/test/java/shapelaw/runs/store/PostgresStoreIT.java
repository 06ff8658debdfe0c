package shapelaw.runs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import shapelaw.runs.Specs;
import shapelaw.runs.store.StoreLocation.Server;

/// The same promises on a real server ([PostgresServer] says which).
@Execution(ExecutionMode.SAME_THREAD)
class PostgresStoreIT extends RunStoreContract {

  private static Optional<PostgresServer> server = Optional.empty();

  private Server location =
      new Server("localhost", 1, "none", Optional.empty(), "none", Optional.empty());

  @BeforeAll
  static void startServer() throws Exception {
    server = PostgresServer.find();
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server.isPresent()) {
      server.get().stop();
    }
  }

  @BeforeEach
  void nameSchema(TestInfo test) {
    assumeTrue(server.isPresent(), PostgresServer.WAY_OUT);
    location =
        StoreLocation.server(
            server.get().url(), "test-%s-%d".formatted(test.getDisplayName(), System.nanoTime()));
  }

  @AfterEach
  void dropSchema() throws SQLException {
    if (server.isPresent()) {
      sql("DROP SCHEMA IF EXISTS %s CASCADE".formatted(location.schema()));
    }
  }

  @Override
  RunStore open(InstantSource clock, LongSupplier ticker) {
    return RunStore.open(location, clock, ticker);
  }

  @Override
  void sql(String statement) throws SQLException {
    try (Connection connection = PostgresDatabase.connect(location, 30);
        Statement s = connection.createStatement()) {
      s.execute(statement);
    }
  }

  @Override
  void disarm() throws SQLException {
    sql("DROP TRIGGER IF EXISTS results_stay ON results");
  }

  @Test
  void manyThatComeFirstMakeTheTablesOnce() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> opened =
          IntStream.range(0, 8)
              .mapToObj(i ->
                  threads.submit(() -> {
                    try (RunStore store = open()) {
                      return store.planned().size();
                    }
                  }))
              .toList();
      for (Future<Integer> each : opened) {
        assertThat(each.get()).isZero();
      }
    }
  }

  @Test
  void whoOnlyReadsMakesNothing() throws SQLException {
    assertThat(RunStore.openExisting(location)).isEmpty();
    sql("CREATE SCHEMA " + location.schema());
    assertThat(RunStore.openExisting(location)).isEmpty();
    planned().close();
    try (RunStore store = RunStore.openExisting(location).orElseThrow()) {
      assertThat(store.planned()).isNotEmpty();
    }
  }

  @Test
  void aStoreOfANewerVersionIsRefused() throws SQLException {
    planned().close();
    sql("UPDATE shapelaw_store SET version = 99");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("or older but is 99");
  }

  @Test
  void aSchemaOfAnotherProgramIsLeftAlone() throws SQLException {
    sql("CREATE SCHEMA " + location.schema());
    sql("CREATE TABLE cats (name TEXT)");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("holds other tables");
  }

  @Test
  void aLostConnectionIsNoticedAndToldOnce() throws Exception {
    try (RunStore store = planned()) {
      var told = new CompletableFuture<StoreException>();
      try (StudyLock lock = store.lock()) {
        lock.whenLost(told::complete);
        try (RunStore other = open()) {
          assertThatThrownBy(other::lock).hasMessageContaining("another coordinator (pid");
        }
        sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'shapelaw coordinator%'");
        assertThat(told.get(30, TimeUnit.SECONDS))
            .hasMessageContaining("the connection to the run store")
            .hasMessageContaining("stored before is safe");
        try (RunStore other = open();
            StudyLock _ = other.lock()) {
          long token = other.beginAttempt(STAR.trunk(), "there").token();
          assertThatThrownBy(() -> store.beginAttempt(STAR.trunk(), "here"))
              .isInstanceOf(StoreException.class)
              .hasMessageContaining("has taken over");
          assertThat(other.accept(token, Specs.done(SHORT, 0.25))).isTrue();
        }
      }
    }
  }

  @Test
  void aServerThatIsGoneIsOneClearMessage() throws Exception {
    try (RunStore store = planned()) {
      sql(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = left('shapelaw %s', 63) AND pid <> pg_backend_pid()"
              .formatted(location.schema()));
      assertThatThrownBy(store::planned)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("was lost")
          .hasMessageContaining("What was stored before is safe");
    }
    var nobody =
        new Server("localhost", 1, "none", Optional.of("me"), "shapelaw_x", Optional.empty());
    assertThatThrownBy(() -> RunStore.open(nobody))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("must be reachable");
  }

  @Test
  void aMissingPasswordIsNotToldAsALostServer() {
    var rejected =
        new SQLException("SCRAM-based authentication, but no password was provided.", "08004");
    assertThat(PostgresDatabase.failure(location, rejected))
        .hasMessageContaining("refused this user")
        .hasMessageContaining("PGPASSWORD or ~/.pgpass");
  }

  @Test
  void aDatabaseThatDoesNotExistIsNamed() {
    var missing =
        new Server(
            location.host(),
            location.port(),
            "no_such_database",
            location.user(),
            "shapelaw_x",
            Optional.empty());
    assertThatThrownBy(() -> RunStore.open(missing))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("must exist but does not")
        .hasMessageContaining("createdb no_such_database");
  }
}
