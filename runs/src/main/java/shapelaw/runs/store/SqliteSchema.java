package shapelaw.runs.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// Tables of the run store. Entry i of [#MIGRATIONS] leads from schema version i to i + 1; SQLite's
/// `user_version` says where a file stands. Published entries never change, and all that a file
/// needs happen in one transaction: a crash leaves the file as it was.
final class SqliteSchema {

  /// Marks a file as a run store: "SHPL" in ASCII.
  static final int APPLICATION_ID = 0x5348504c;

  private static final String RESULTS_NEVER_CHANGE =
      """
      CREATE TRIGGER results_never_change BEFORE UPDATE ON results
      BEGIN SELECT RAISE(ABORT, 'a result never changes'); END\
      """;

  private static final List<List<String>> MIGRATIONS = List.of(first(), second());

  private SqliteSchema() {}

  /// Schema version that this program writes.
  static int version() {
    return MIGRATIONS.size();
  }

  private static List<String> first() {
    return List.of(
        """
        CREATE TABLE settings (
          name TEXT PRIMARY KEY,
          value TEXT NOT NULL
        ) STRICT\
        """,
        """
        CREATE TABLE trunks (
          id TEXT PRIMARY KEY,
          position INTEGER NOT NULL UNIQUE, -- order of planning
          purpose TEXT NOT NULL,
          spec TEXT NOT NULL,               -- JSON
          planned_at TEXT NOT NULL
        ) STRICT\
        """,
        """
        CREATE TABLE runs (
          trunk TEXT NOT NULL REFERENCES trunks (id),
          id TEXT NOT NULL,
          steps INTEGER NOT NULL,
          PRIMARY KEY (trunk, id)
        ) STRICT\
        """,
        "CREATE INDEX runs_by_id ON runs (id)",
        """
        CREATE TABLE attempts (
          token INTEGER PRIMARY KEY AUTOINCREMENT, -- fence: grows with every attempt
          trunk TEXT NOT NULL REFERENCES trunks (id),
          number INTEGER NOT NULL,
          started_at TEXT NOT NULL,
          ended_at TEXT,
          status TEXT NOT NULL,
          reason TEXT NOT NULL,
          machine TEXT NOT NULL,
          pid INTEGER,
          UNIQUE (trunk, number)
        ) STRICT\
        """,
        """
        CREATE TABLE results (
          run TEXT PRIMARY KEY,
          attempt INTEGER NOT NULL REFERENCES attempts (token),
          accepted_at TEXT NOT NULL,
          outcome TEXT NOT NULL,
          result TEXT NOT NULL -- JSON
        ) STRICT\
        """,
        RESULTS_NEVER_CHANGE,
        """
        CREATE TRIGGER measurements_stay BEFORE DELETE ON results WHEN OLD.outcome <> 'failed'
        BEGIN SELECT RAISE(ABORT, 'a measurement is never deleted'); END\
        """);
  }

  /// Executors other than processes of this machine, trunks that people cancelled, learning curves,
  /// fenced coordinators, checksums; which trunks belong to the present plan.
  private static List<String> second() {
    return List.of(
        "ALTER TABLE attempts ADD COLUMN handle TEXT",
        "UPDATE attempts SET handle = 'pid:' || pid WHERE pid IS NOT NULL",
        "ALTER TABLE attempts DROP COLUMN pid",
        "ALTER TABLE trunks ADD COLUMN cancelled_at TEXT",
        "ALTER TABLE trunks ADD COLUMN cancel_reason TEXT",
        "ALTER TABLE trunks ADD COLUMN in_plan INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE trunks ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX trunks_by_purpose ON trunks (in_plan, purpose, position, id, cancelled_at)",
        "ALTER TABLE results ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX results_by_outcome ON results (run, outcome)",
        "CREATE INDEX results_failed ON results (outcome) WHERE outcome = 'failed'",
        "CREATE INDEX attempts_by_status ON attempts (status, trunk, number)",
        """
        CREATE TABLE curve (
          trunk TEXT NOT NULL REFERENCES trunks (id),
          step INTEGER NOT NULL,
          attempt INTEGER NOT NULL REFERENCES attempts (token),
          seen_at TEXT NOT NULL,
          training_loss REAL,               -- NULL: not a number
          images_per_second REAL,
          PRIMARY KEY (trunk, step)
        ) STRICT\
        """,
        """
        CREATE TABLE coordinators (
          epoch INTEGER PRIMARY KEY AUTOINCREMENT, -- fence: only the newest coordinator writes
          owner TEXT NOT NULL,
          started_at TEXT NOT NULL
        ) STRICT\
        """);
  }

  /// Brings the file to this program's version, within the transaction of `connection`.
  ///
  /// @throws StoreException if the file is no run store, or of a newer version
  static void migrate(Connection connection, Path file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version = pragma(statement, "user_version");
      int application = pragma(statement, "application_id");
      if (version == 0 && application == 0 && tables(statement) == 0) {
        statement.execute("PRAGMA application_id = " + APPLICATION_ID);
      } else if (application != APPLICATION_ID) {
        throw new StoreException(
            "%s must be a Shapelaw run store but is another program's database.".formatted(file));
      }
      if (version > version()) {
        throw new StoreException(
            "the run store %s must be of schema version %d or older but is %d. Maybe use the newer Shapelaw that wrote it."
                .formatted(file, version(), version));
      }
      for (List<String> step : MIGRATIONS.subList(version, MIGRATIONS.size())) {
        for (String sql : step) {
          statement.execute(sql);
        }
      }
      if (version == 1) {
        addChecksums(connection);
      }
      statement.execute("PRAGMA user_version = " + version());
    }
  }

  /// What version 1 stored gets its checksums.
  private static void addChecksums(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TRIGGER results_never_change");
      checksum(connection, "results", "run", "run, outcome, result");
      statement.execute(RESULTS_NEVER_CHANGE);
      checksum(connection, "trunks", "id", "id, purpose, spec");
    }
  }

  private static void checksum(Connection connection, String table, String key, String texts)
      throws SQLException {
    String select = "SELECT %s FROM %s".formatted(texts, table);
    String update = "UPDATE %s SET checksum = ? WHERE %s = ?".formatted(table, key);
    try (Statement reader = connection.createStatement();
        ResultSet row = reader.executeQuery(select);
        PreparedStatement writer = connection.prepareStatement(update)) {
      while (row.next()) {
        writer.setLong(1, Checksums.of(row.getString(1), row.getString(2), row.getString(3)));
        writer.setString(2, row.getString(1));
        writer.executeUpdate();
      }
    }
  }

  private static int pragma(Statement statement, String name) throws SQLException {
    try (ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  private static int tables(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }
}
