package shapelaw.runs.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which trunks people want left alone, and which to be opened again.
final class Cancellations {

  private final StoreDatabase database;
  private final ResultRows results;

  Cancellations(StoreDatabase database, ResultRows results) {
    this.database = database;
    this.results = results;
  }

  /// Cancels those among trunks that lack results.
  ///
  /// @return how many trunks this changed
  int add(Collection<String> trunks, String reason, Instant now) throws SQLException {
    return database.update(
        """
        UPDATE trunks SET cancelled_at = ?, cancel_reason = ?
        WHERE id IN (%s) AND cancelled_at IS NULL AND EXISTS (
          SELECT 1 FROM runs LEFT JOIN results ON results.run = runs.id
          WHERE runs.trunk = trunks.id AND results.run IS NULL)\
        """
            .formatted(database.listed()),
        now.toString(),
        reason,
        StoreDatabase.list(trunks));
  }

  /// Reasons by the ids of trunks, in the order of planning.
  Map<String, String> all() {
    var cancelled = new LinkedHashMap<String, String>();
    database
        .query(
            "SELECT id, cancel_reason FROM trunks WHERE cancelled_at IS NOT NULL ORDER BY position",
            row -> Map.entry(row.getString(1), row.getString(2)))
        .forEach(entry -> cancelled.put(entry.getKey(), entry.getValue()));
    return cancelled;
  }

  /// Takes them back, and forgets the results that say that a run could not be made.
  ///
  /// @return how many trunks this changed
  int takeBack(Collection<String> trunks) throws SQLException {
    String ids = StoreDatabase.list(trunks);
    results.requireSoundFailures();
    int changed = countToOpen(ids);
    database.update(
        "UPDATE trunks SET cancelled_at = NULL, cancel_reason = NULL WHERE cancelled_at IS NOT NULL AND id IN (%s)"
            .formatted(database.listed()),
        ids);
    results.forgetFailed(ids);
    return changed;
  }

  private int countToOpen(String ids) {
    return database
        .first(
            """
            SELECT count(*) FROM trunks WHERE id IN (%s) AND (cancelled_at IS NOT NULL OR EXISTS (
              SELECT 1 FROM runs JOIN results ON results.run = runs.id
              WHERE runs.trunk = trunks.id AND results.outcome = 'failed'))\
            """
                .formatted(database.listed()),
            row -> row.getInt(1),
            ids)
        .orElseThrow();
  }
}
