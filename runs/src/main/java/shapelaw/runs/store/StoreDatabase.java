package shapelaw.runs.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One connection to a database that waits for the disk at every commit, lets one transaction write
/// at a time, and tells errors for people. Not safe for use by several threads at once: its owner
/// serialises.
abstract sealed class StoreDatabase implements AutoCloseable
    permits SqliteDatabase, PostgresDatabase {

  private static final int BATCH = 1000;

  final Connection connection;

  StoreDatabase(Connection connection) {
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

  /// Where the data are, for messages.
  abstract StoreLocation location();

  /// Begins a transaction; from here to its end nobody else writes.
  abstract void begin() throws SQLException;

  /// Begins a transaction whose queries all see the same moment.
  abstract void beginReading() throws SQLException;

  abstract void commit() throws SQLException;

  abstract void rollBack() throws SQLException;

  /// An error in words for people.
  abstract StoreException failure(SQLException e);

  /// The damage of what is stored, in words for people.
  abstract StoreException damaged(String fault);

  /// Takes the right to coordinate.
  ///
  /// @param owner who takes it, in words for people
  /// @throws StoreException if somebody has it
  abstract StudyLock lock(String owner);

  /// Who coordinates now.
  abstract Optional<String> lockHolder();

  /// Expression by which results are in the order in which they came.
  abstract String resultOrder();

  /// Query whose rows are the elements of its one argument, a [#list]. However many there are, a
  /// statement with it is one round trip, in which the store is locked for others.
  abstract String listed();

  /// Ids, which are hexadecimal digits, as the argument of [#listed].
  static String list(Collection<String> ids) {
    return String.join(",", ids);
  }

  /// Query of a number that changes when others change the data.
  abstract String changesQuery();

  /// Looks at every page that holds data, not only at the structure.
  ///
  /// @throws StoreException if something is damaged
  abstract void checkThoroughly();

  /// Runs `work` as a whole or not at all. When this returns, its effects survive a crash.
  final <T> T transaction(Work<T> work) {
    return within(
        () -> {
          begin();
          return true;
        },
        work);
  }

  /// Runs `work`, which only reads, on one moment's state.
  final <T> T reading(Work<T> work) {
    return within(
        () -> {
          beginReading();
          return true;
        },
        work);
  }

  private <T> T within(Work<Boolean> beginning, Work<T> work) {
    try {
      beginning.run();
      try {
        T value = work.run();
        commit();
        return value;
      } catch (SQLException | RuntimeException e) {
        undo(e);
        throw e;
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private void undo(Exception cause) {
    try {
      rollBack();
    } catch (SQLException e) {
      cause.addSuppressed(e); // on a full disk SQLite has rolled back by itself
    }
  }

  final void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// All rows of a query.
  final <T> List<T> query(String sql, Row<T> reader, @Nullable Object... arguments) {
    try (PreparedStatement statement = prepare(sql, arguments);
        ResultSet rows = statement.executeQuery()) {
      var read = new ArrayList<T>();
      while (rows.next()) {
        read.add(reader.read(rows));
      }
      return read;
    } catch (SQLException e) {
      throw failure(e);
    } catch (DateTimeException | IllegalArgumentException e) {
      StoreException damaged = damaged("a row cannot be read: " + e.getMessage());
      damaged.initCause(e);
      throw damaged;
    }
  }

  /// The first row of a query.
  final <T> Optional<T> first(String sql, Row<T> reader, @Nullable Object... arguments) {
    return query(sql, reader, arguments).stream().findFirst();
  }

  /// Runs a statement that changes rows, and tells how many.
  final int update(String sql, @Nullable Object... arguments) throws SQLException {
    try (PreparedStatement statement = prepare(sql, arguments)) {
      return statement.executeUpdate();
    }
  }

  /// Runs a statement once for each list of arguments, with few round trips.
  final void updateAll(String sql, List<Object[]> rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int waiting = 0;
      for (Object[] arguments : rows) {
        bind(statement, arguments);
        statement.addBatch();
        if (++waiting == BATCH) {
          statement.executeBatch();
          waiting = 0;
        }
      }
      statement.executeBatch();
    }
  }

  private PreparedStatement prepare(String sql, @Nullable Object... arguments) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    bind(statement, arguments);
    return statement;
  }

  /// PostgreSQL's text holds no NUL, which what a process printed may.
  private static void bind(PreparedStatement statement, @Nullable Object... arguments)
      throws SQLException {
    for (int i = 0; i < arguments.length; i++) {
      @Nullable Object value = arguments[i];
      statement.setObject(i + 1, value instanceof String text ? text.replace('\0', ' ') : value);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(e);
    }
  }
}
