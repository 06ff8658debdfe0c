package shapelaw.runs.store;

import java.sql.SQLException;
import java.util.Optional;

/// What is stored of a study as a whole.
final class StoreSettings {

  private final StoreDatabase database;

  StoreSettings(StoreDatabase database) {
    this.database = database;
  }

  /// Notes whose results are stored, the first time.
  int noteTrainer(String name) throws SQLException {
    return database.update(
        "INSERT INTO settings (name, value) VALUES ('trainer', ?) ON CONFLICT DO NOTHING", name);
  }

  /// @throws StoreException if results of another trainer are stored
  void requireTrainer(String name) {
    String stored = value("trainer").orElseThrow();
    if (!stored.equals(name)) {
      throw new StoreException(
          "the trainer must be '%s', whose results are in %s, but was '%s'. Maybe use another run store."
              .formatted(stored, database.location(), name));
    }
  }

  int setPlanMark(String mark) throws SQLException {
    return database.update(
        "INSERT INTO settings (name, value) VALUES ('plan', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        mark);
  }

  Optional<String> planMark() {
    return value("plan");
  }

  private Optional<String> value(String name) {
    return database.first(
        "SELECT value FROM settings WHERE name = ?", row -> row.getString(1), name);
  }
}
