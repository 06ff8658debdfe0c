package shapelaw.runs.store;

import java.util.List;

/// Tables of the run store on PostgreSQL, as [SqliteSchema] has them. The row of `shapelaw_store`
/// says their version; whoever writes locks it first. Published entries never change.
final class PostgresSchema {

  /// Versions before this one were on SQLite only.
  static final int FIRST_VERSION = 2;

  private static final List<List<String>> MIGRATIONS = List.of(tables());

  private PostgresSchema() {}

  /// Schema version that this program writes, counted as SQLite's.
  static int version() {
    return FIRST_VERSION + MIGRATIONS.size() - 1;
  }

  /// The statements that lead from a version to this program's.
  ///
  /// @param version 0 for an empty schema
  static List<String> from(int version) {
    int done = version == 0 ? 0 : version - FIRST_VERSION + 1;
    return MIGRATIONS.subList(done, MIGRATIONS.size()).stream().flatMap(List::stream).toList();
  }

  private static List<String> tables() {
    return List.of(
        "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        """
        CREATE TABLE trunks (
          id TEXT PRIMARY KEY,
          position BIGINT NOT NULL UNIQUE,
          purpose TEXT NOT NULL,
          spec TEXT NOT NULL,
          planned_at TEXT NOT NULL,
          cancelled_at TEXT,
          cancel_reason TEXT,
          in_plan BIGINT NOT NULL DEFAULT 1,
          checksum BIGINT NOT NULL
        )\
        """,
        """
        CREATE TABLE runs (
          trunk TEXT NOT NULL REFERENCES trunks (id),
          id TEXT NOT NULL,
          steps BIGINT NOT NULL,
          PRIMARY KEY (trunk, id)
        )\
        """,
        "CREATE INDEX runs_by_id ON runs (id)",
        """
        CREATE TABLE attempts (
          token BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          trunk TEXT NOT NULL REFERENCES trunks (id),
          number BIGINT NOT NULL,
          started_at TEXT NOT NULL,
          ended_at TEXT,
          status TEXT NOT NULL,
          reason TEXT NOT NULL,
          machine TEXT NOT NULL,
          handle TEXT,
          UNIQUE (trunk, number)
        )\
        """,
        """
        CREATE TABLE results (
          run TEXT PRIMARY KEY,
          attempt BIGINT NOT NULL REFERENCES attempts (token),
          accepted_at TEXT NOT NULL,
          outcome TEXT NOT NULL,
          result TEXT NOT NULL,
          checksum BIGINT NOT NULL,
          sequence BIGINT GENERATED ALWAYS AS IDENTITY
        )\
        """,
        "CREATE INDEX results_failed ON results (outcome) WHERE outcome = 'failed'",
        "CREATE INDEX attempts_by_status ON attempts (status, trunk, number)",
        """
        CREATE FUNCTION results_stay() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' AND OLD.outcome = 'failed' THEN
            RETURN OLD;
          ELSIF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a measurement is never deleted';
          END IF;
          RAISE EXCEPTION 'a result never changes';
        END $$\
        """,
        """
        CREATE TRIGGER results_stay BEFORE UPDATE OR DELETE ON results
        FOR EACH ROW EXECUTE FUNCTION results_stay()\
        """,
        """
        CREATE TABLE curve (
          trunk TEXT NOT NULL REFERENCES trunks (id),
          step BIGINT NOT NULL,
          attempt BIGINT NOT NULL REFERENCES attempts (token),
          seen_at TEXT NOT NULL,
          training_loss DOUBLE PRECISION,
          images_per_second DOUBLE PRECISION,
          PRIMARY KEY (trunk, step)
        )\
        """,
        """
        CREATE TABLE coordinators (
          epoch BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          owner TEXT NOT NULL,
          started_at TEXT NOT NULL
        )\
        """);
  }
}
