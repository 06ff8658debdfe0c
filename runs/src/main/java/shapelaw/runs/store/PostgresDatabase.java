package shapelaw.runs.store;

import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import shapelaw.runs.store.StoreLocation.Server;

/// A schema of a PostgreSQL database, as a store of one study.
///
/// Every writing transaction first updates, and so locks, the one row of `shapelaw_store`, so that
/// writers come one after the other and each sees, at isolation READ COMMITTED, all that the one
/// before it wrote: the same promise that an SQLite file gives. A check and the change that rests
/// on it are therefore never torn apart by another process, also not by a coordinator that was cut
/// off and came back.
final class PostgresDatabase extends StoreDatabase {

  private static final int CONNECT_SECONDS = 10;

  /// A server that says nothing for so long is taken for lost.
  private static final int ANSWER_SECONDS = 60;

  /// The driver's word for a password that it did not have, which is no matter of the network.
  private static final String REJECTED = "08004";

  private static final String LOCK_TIMEOUT = "20s";

  private final Server server;

  private PostgresDatabase(Server server, Connection connection) {
    super(connection);
    this.server = server;
  }

  /// Connects, and makes or brings the schema to this program's version.
  static PostgresDatabase open(Server server) {
    return open(server, true).orElseThrow();
  }

  /// Connects if the schema has the tables of a store.
  static Optional<PostgresDatabase> openExisting(Server server) {
    return open(server, false);
  }

  private static Optional<PostgresDatabase> open(Server server, boolean makesTables) {
    try {
      var database = new PostgresDatabase(server, connect(server, ANSWER_SECONDS));
      try {
        if (!makesTables && database.found() == 0) {
          database.close();
          return Optional.empty();
        }
        database.migrate();
        return Optional.of(database);
      } catch (RuntimeException e) {
        database.close();
        throw e;
      }
    } catch (SQLException e) {
      throw failure(server, e);
    }
  }

  /// The password comes from `PGPASSWORD` or, by the driver, from the file that `PGPASSFILE` names
  /// or `~/.pgpass`.
  static Connection connect(Server server, int answerSeconds) throws SQLException {
    var properties = new Properties();
    server
        .user()
        .or(() -> Optional.ofNullable(System.getenv("PGUSER")))
        .ifPresent(user -> properties.setProperty("user", user));
    Optional.ofNullable(System.getenv("PGPASSWORD"))
        .ifPresent(password -> properties.setProperty("password", password));
    server.sslMode().ifPresent(mode -> properties.setProperty("sslmode", mode));
    properties.setProperty("ApplicationName", "shapelaw " + server.schema());
    properties.setProperty("currentSchema", server.schema());
    properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
    properties.setProperty("loginTimeout", Integer.toString(CONNECT_SECONDS));
    properties.setProperty("socketTimeout", Integer.toString(answerSeconds));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("reWriteBatchedInserts", "true");
    Connection connection = session(server, properties);
    try (var statement = connection.createStatement()) {
      // A commit that returned survives a crash, whatever the server's default; a client that is
      // gone without a word (no power, no network) is noticed within half a minute.
      statement.execute("SET synchronous_commit TO on");
      statement.execute("SET lock_timeout TO '" + LOCK_TIMEOUT + "'");
      statement.execute("SET tcp_keepalives_idle TO 15");
      statement.execute("SET tcp_keepalives_interval TO 5");
      statement.execute("SET tcp_keepalives_count TO 3");
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static Connection session(Server server, Properties properties) {
    try {
      return DriverManager.getConnection(
          "jdbc:postgresql://%s:%d/%s".formatted(server.host(), server.port(), server.database()),
          properties);
    } catch (SQLException e) {
      throw refusal(server, e);
    }
  }

  /// Version of the schema's tables; 0 if there are none.
  private int found() {
    return tables("tablename = 'shapelaw_store'")
        ? first(
                "SELECT version FROM %s.shapelaw_store".formatted(server.schema()),
                r -> r.getInt(1))
            .orElse(0)
        : 0;
  }

  private boolean tables(String condition) {
    return first(
            "SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = ? AND %s)"
                .formatted(condition),
            row -> row.getBoolean(1),
            server.schema())
        .orElse(false);
  }

  /// Two that come first at the same time make the tables one after the other.
  private void migrate() {
    int found = found();
    requireNotNewer(found);
    if (found == PostgresSchema.version()) {
      return;
    }
    try {
      connection.setAutoCommit(false);
      try {
        first(
            "SELECT pg_advisory_xact_lock(?)",
            row -> 1,
            Checksums.number("migration of " + server.schema()));
        migrateFrom(found());
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private void migrateFrom(int version) throws SQLException {
    if (version == 0) {
      requireEmpty();
      execute("CREATE SCHEMA IF NOT EXISTS " + server.schema());
      execute("CREATE TABLE shapelaw_store (version BIGINT NOT NULL)");
      execute("INSERT INTO shapelaw_store VALUES (0)");
    }
    for (String sql : PostgresSchema.from(version)) {
      execute(sql);
    }
    update("UPDATE shapelaw_store SET version = ?", PostgresSchema.version());
  }

  private void requireEmpty() {
    if (tables("true")) {
      throw new StoreException(
          "the schema of %s must be a Shapelaw run store but holds other tables. Maybe choose another with ?schema=NAME."
              .formatted(server));
    }
  }

  private void requireNotNewer(int version) {
    if (version > PostgresSchema.version()) {
      throw new StoreException(
          "the run store %s must be of schema version %d or older but is %d. Maybe use the newer Shapelaw that wrote it."
              .formatted(server, PostgresSchema.version(), version));
    }
  }

  @Override
  StoreLocation location() {
    return server;
  }

  @Override
  void begin() throws SQLException {
    connection.setAutoCommit(false);
    try {
      requireNotNewer(
          first(
                  "UPDATE shapelaw_store SET version = version RETURNING version",
                  row -> row.getInt(1))
              .orElse(0));
    } catch (RuntimeException e) {
      rollBack();
      throw e;
    }
  }

  @Override
  void beginReading() throws SQLException {
    connection.setAutoCommit(false);
    execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
  }

  @Override
  void commit() throws SQLException {
    connection.commit();
    connection.setAutoCommit(true);
  }

  @Override
  void rollBack() throws SQLException {
    connection.rollback();
    connection.setAutoCommit(true);
  }

  @Override
  StudyLock lock(String owner) {
    return ServerStudyLock.acquire(server, owner);
  }

  @Override
  Optional<String> lockHolder() {
    return ServerStudyLock.holder(this, server);
  }

  /// `xmin` is the transaction that wrote the row last, and [#begin] writes it in every one.
  @Override
  String changesQuery() {
    return "SELECT xmin::text::bigint FROM shapelaw_store";
  }

  @Override
  String resultOrder() {
    return "sequence";
  }

  @Override
  String listed() {
    return "SELECT unnest(string_to_array(?, ','))";
  }

  /// PostgreSQL has no such check of its own; a checksum of pages is the server's to keep.
  @Override
  void checkThoroughly() {
    first("SELECT count(*) FROM results", row -> row.getLong(1));
  }

  @Override
  StoreException failure(SQLException e) {
    return failure(server, e);
  }

  @Override
  StoreException damaged(String fault) {
    return new StoreException(
        "the run store %s is damaged (%s). It was left as it is. Maybe restore a backup."
            .formatted(server, fault));
  }

  /// Why no session began. There is none to be lost yet, whatever the driver calls it.
  static StoreException refusal(Server server, SQLException e) {
    String state = String.valueOf(e.getSQLState());
    if (state.equals(REJECTED) || !(state.startsWith("08") || state.startsWith("57"))) {
      return failure(server, e);
    }
    String text =
        e.getCause() instanceof UnknownHostException
            ? "the run store %s must be on a host that is known, but the name %s is not. Maybe correct the URL (store in study.yaml, or SHAPELAW_STORE), or look at the network."
                .formatted(server, server.host())
            : "the run store %s must be reachable but no PostgreSQL took the connection at %s:%d (%s). Maybe start the server, or correct host and port of the URL (store in study.yaml, or SHAPELAW_STORE)."
                .formatted(server, server.host(), server.port(), message(e));
    return new StoreException(text, e);
  }

  private static String message(SQLException e) {
    String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  /// Messages of the driver and the server never hold the password.
  static StoreException failure(Server server, SQLException e) {
    String state = String.valueOf(e.getSQLState());
    String message = message(e);
    String kind = state.equals(REJECTED) ? "28" : state.substring(0, Math.min(2, state.length()));
    String text =
        switch (kind) {
          case "08", "57" ->
              "the connection to the run store %s was lost (%s). What was stored before is safe. Maybe look at the server, and run again: trials go on from their checkpoints."
                  .formatted(server, message);
          case "28" ->
              state.equals("28P01")
                  ? "the run store %s refused the password of this user (%s). Maybe correct PGPASSWORD or ~/.pgpass, or the user in the URL."
                      .formatted(server, message)
                  : "the run store %s refused this user (%s). Maybe set PGPASSWORD or ~/.pgpass, or name the user in the URL."
                      .formatted(server, message);
          case "3D" ->
              "the database of the run store %s must exist but does not (%s). Maybe: createdb %s"
                  .formatted(server, message, server.database());
          case "42" ->
              state.equals("42501")
                  ? "the run store %s must be writable by this user but is not (%s). Maybe grant CREATE on the database, or rights on the schema %s."
                      .formatted(server, message, server.schema())
                  : unusable(server, message);
          case "53" ->
              "the server of the run store %s has run out of a resource (%s). What was stored before is safe. Maybe free some and run again."
                  .formatted(server, message);
          case "55" ->
              "the run store %s was locked by another program for %s. Maybe close that program."
                  .formatted(server, LOCK_TIMEOUT);
          case "25" ->
              "the run store %s must be writable but the server only reads (%s). Maybe name the primary server."
                  .formatted(server, message);
          default -> unusable(server, message);
        };
    return new StoreException(text, e);
  }

  private static String unusable(Server server, String message) {
    return "the run store %s cannot be used: %s.".formatted(server, message);
  }
}
