package shapelaw.runs.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import shapelaw.runs.store.StoreLocation.Server;

/// An advisory lock that a PostgreSQL session of its own holds: the server frees it when the
/// session ends, however it ends. A thread asks the session for a sign of life every few seconds,
/// since a coordinator may have nothing to write for hours.
final class ServerStudyLock implements StudyLock {

  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  /// Less than what the server needs to notice that this client is gone.
  private static final int ANSWER_SECONDS = 10;

  private final Server server;
  private final Connection session;
  private final AtomicBoolean open = new AtomicBoolean(true);
  private @Nullable StoreException loss;
  private @Nullable Consumer<StoreException> listener;

  private ServerStudyLock(Server server, Connection session) {
    this.server = server;
    this.session = session;
  }

  private static long key(Server server) {
    return Checksums.number("coordinator of " + server.schema());
  }

  static StudyLock acquire(Server server, String owner) {
    try {
      Connection session = PostgresDatabase.connect(server, ANSWER_SECONDS);
      try (Statement statement = session.createStatement()) {
        if (!isTrue(statement, "SELECT pg_try_advisory_lock(%d)".formatted(key(server)))) {
          throw FileStudyLock.refusal(newest(statement));
        }
        statement.execute("SET application_name TO '" + applicationName(owner) + "'");
        var lock = new ServerStudyLock(server, session);
        Thread.ofPlatform().name("store-heartbeat").daemon().start(lock::watch);
        return lock;
      } catch (SQLException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (SQLException e) {
      throw PostgresDatabase.failure(server, e);
    }
  }

  private static String applicationName(String owner) {
    String plain = "shapelaw coordinator " + owner.replaceAll("[^A-Za-z0-9 .,_:-]", "_");
    return plain.substring(0, Math.min(plain.length(), 63));
  }

  private static boolean isTrue(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  /// The holder tells its name right after it has the lock.
  private static String newest(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("SELECT owner FROM coordinators ORDER BY epoch DESC LIMIT 1")) {
      return row.next() ? row.getString(1) : "just started";
    }
  }

  /// Who holds the lock of a store.
  static Optional<String> holder(StoreDatabase database, Server server) {
    long key = key(server);
    return database.first(
        """
        SELECT coalesce((SELECT owner FROM coordinators ORDER BY epoch DESC LIMIT 1), 'just started')
        FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND classid::bigint = ? AND objid::bigint = ?\
        """,
        row -> row.getString(1),
        key >>> 32,
        key & 0xffff_ffffL);
  }

  private void watch() {
    try {
      while (open.get()) {
        Thread.sleep(HEARTBEAT);
        try (Statement statement = session.createStatement()) {
          isTrue(statement, "SELECT true");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      if (open.get()) {
        lost(PostgresDatabase.failure(server, e));
      }
    }
  }

  private synchronized void lost(StoreException reason) {
    loss = reason;
    if (listener != null) {
      listener.accept(reason);
    }
  }

  @Override
  public synchronized void whenLost(Consumer<StoreException> heard) {
    listener = heard;
    if (loss != null) {
      heard.accept(loss);
    }
  }

  @Override
  public void close() {
    open.set(false);
    try (session;
        Statement statement = session.createStatement()) {
      // Not left to the end of the session, which comes a moment later.
      isTrue(statement, "SELECT pg_advisory_unlock(%d)".formatted(key(server)));
    } catch (SQLException e) {
      // The server ends the session by itself.
    }
  }
}
