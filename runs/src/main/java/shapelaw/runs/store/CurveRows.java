package shapelaw.runs.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The learning curves of trunks.
final class CurveRows {

  private static final String COLUMNS =
      "SELECT trunk, step, attempt, seen_at, training_loss, images_per_second FROM curve ";

  private final StoreDatabase database;

  CurveRows(StoreDatabase database) {
    this.database = database;
  }

  /// Adds a point; one at the same step stays as it is.
  int add(CurvePoint point) throws SQLException {
    return database.update(
        """
        INSERT INTO curve (trunk, step, attempt, seen_at, training_loss, images_per_second)
        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING\
        """,
        point.trunk(),
        point.step(),
        point.attempt(),
        point.seen().toString(),
        finite(point.trainingLoss()),
        finite(point.imagesPerSecond()));
  }

  /// The curve of a trunk, by step.
  List<CurvePoint> of(String trunk) {
    return database.query(COLUMNS + "WHERE trunk = ? ORDER BY step", CurveRows::read, trunk);
  }

  /// The newest point of a trunk's curve.
  Optional<CurvePoint> last(String trunk) {
    return database.first(
        COLUMNS + "WHERE trunk = ? ORDER BY step DESC LIMIT 1", CurveRows::read, trunk);
  }

  private static CurvePoint read(ResultSet row) throws SQLException {
    return new CurvePoint(
        row.getString(1),
        row.getLong(2),
        row.getLong(3),
        Instant.parse(row.getString(4)),
        number(row, 5),
        number(row, 6));
  }

  /// A simulation has no training loss; SQLite has no such number.
  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static double number(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? Double.NaN : value;
  }
}
