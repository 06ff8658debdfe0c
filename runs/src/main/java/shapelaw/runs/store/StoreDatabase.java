package shapelaw.runs.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// One SQLite connection in write-ahead mode that waits for the disk at every commit, with errors
/// told for people. Not safe for use by several threads at once: its owner serialises.
final class StoreDatabase implements AutoCloseable {

  private static final int BUSY_MILLISECONDS = 20_000;

  private final Path file;
  private final Connection connection;

  private StoreDatabase(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /// SQL that may fail.
  @FunctionalInterface
  interface Work<T> {
    T run() throws SQLException;
  }

  /// Reads one row.
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /// Settings of every connection: a commit that returned survives a crash.
  static SQLiteConfig durable() {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_MILLISECONDS);
    config.enforceForeignKeys(true);
    return config;
  }

  /// Opens or creates the file and brings it to this program's schema.
  static StoreDatabase open(Path file, SQLiteConfig config) {
    Path absolute = file.toAbsolutePath();
    try {
      Files.createDirectories(absolute.resolveSibling("."));
    } catch (IOException e) {
      throw new StoreException(
          "the folder of the run store %s cannot be made: %s. Maybe choose another place."
              .formatted(file, e),
          e);
    }
    try {
      var database =
          new StoreDatabase(absolute, config.createConnection("jdbc:sqlite:" + absolute));
      try {
        database.check();
        database.migrate();
        return database;
      } catch (RuntimeException e) {
        database.close();
        throw e;
      }
    } catch (SQLException e) {
      throw failure(absolute, e);
    }
  }

  private void check() {
    List<String> faults = query("PRAGMA quick_check", row -> row.getString(1));
    if (!faults.equals(List.of("ok"))) {
      throw damaged(file, String.join("; ", faults), null);
    }
  }

  /// A file that is up to date is not written to, so that readers never wait for a coordinator.
  private void migrate() {
    int version = query("PRAGMA user_version", row -> row.getInt(1)).getFirst();
    int application = query("PRAGMA application_id", row -> row.getInt(1)).getFirst();
    if (version == StoreSchema.version() && application == StoreSchema.APPLICATION_ID) {
      return;
    }
    transaction(() -> {
      StoreSchema.migrate(connection, file);
      return true;
    });
  }

  Path file() {
    return file;
  }

  /// Runs `work` as a whole or not at all. When this returns, its effects survive a crash.
  <T> T transaction(Work<T> work) {
    try {
      execute("BEGIN IMMEDIATE");
      try {
        T value = work.run();
        execute("COMMIT");
        return value;
      } catch (SQLException | RuntimeException e) {
        rollBack(e);
        throw e;
      }
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void rollBack(Exception cause) {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      cause.addSuppressed(e); // on a full disk SQLite has rolled back by itself
    }
  }

  /// All rows of a query.
  <T> List<T> query(String sql, Row<T> reader, Object... arguments) {
    try (PreparedStatement statement = prepare(sql, arguments);
        ResultSet rows = statement.executeQuery()) {
      var read = new ArrayList<T>();
      while (rows.next()) {
        read.add(reader.read(rows));
      }
      return read;
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /// Runs a statement that changes rows, and tells how many.
  int update(String sql, Object... arguments) throws SQLException {
    try (PreparedStatement statement = prepare(sql, arguments)) {
      return statement.executeUpdate();
    }
  }

  /// Inserts a row and gives its number.
  long insert(String sql, Object... arguments) throws SQLException {
    update(sql, arguments);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT last_insert_rowid()")) {
      row.next();
      return row.getLong(1);
    }
  }

  private PreparedStatement prepare(String sql, Object... arguments) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
    return statement;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  private static StoreException failure(Path file, SQLException e) {
    int primary = e instanceof SQLiteException s ? s.getResultCode().code & 0xff : -1;
    if (primary == SQLiteErrorCode.SQLITE_FULL.code) {
      return new StoreException(
          "the disk of the run store %s is full. What was stored before is safe. Maybe free some space and run again."
              .formatted(file),
          e);
    }
    if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code
        || primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return damaged(file, String.valueOf(e.getMessage()), e);
    }
    if (primary == SQLiteErrorCode.SQLITE_READONLY.code
        || primary == SQLiteErrorCode.SQLITE_CANTOPEN.code
        || primary == SQLiteErrorCode.SQLITE_PERM.code) {
      return new StoreException(
          "the run store %s must be writable but is not (%s). Maybe choose another folder or change its permissions."
              .formatted(file, e.getMessage()),
          e);
    }
    if (primary == SQLiteErrorCode.SQLITE_BUSY.code
        || primary == SQLiteErrorCode.SQLITE_LOCKED.code) {
      return new StoreException(
          "the run store %s was locked by another program for %d s. Maybe close that program."
              .formatted(file, BUSY_MILLISECONDS / 1000),
          e);
    }
    return new StoreException(
        "the run store %s cannot be used: %s.".formatted(file, e.getMessage()), e);
  }

  private static StoreException damaged(Path file, String fault, @Nullable Throwable cause) {
    var damaged =
        new StoreException(
            "the run store %s must be a sound SQLite database but is damaged (%s). It was left as it is. Maybe restore a copy, or move it away to start anew."
                .formatted(file, fault));
    if (cause != null) {
      damaged.initCause(cause);
    }
    return damaged;
  }
}
