package shapelaw.runs.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.files.RunJson;

/// The trunks that were planned or remembered, and their runs.
final class TrunkRows {

  /// Warnings are the store's.
  private static final Logger LOG = LoggerFactory.getLogger(RunStore.class);

  /// Damaged trunks that a warning names.
  private static final int MOST_NAMED = 3;

  private static final String COLUMNS = "SELECT id, purpose, spec, checksum FROM trunks ";

  private final StoreDatabase database;
  private final CheckedRows rows;

  TrunkRows(StoreDatabase database) {
    this.database = database;
    this.rows = new CheckedRows(database);
  }

  /// All of them, in the order in which they came.
  List<PlannedTrunk> all() {
    return where("");
  }

  /// Those of the plan, and those that left it but are still under way.
  List<PlannedTrunk> plannedOrUnderWay() {
    return where(
        "WHERE in_plan = 1 OR id IN (SELECT trunk FROM attempts WHERE status = 'running')");
  }

  private List<PlannedTrunk> where(String condition) {
    return rows.parse(
        "trunk",
        COLUMNS + condition + " ORDER BY position",
        row -> new PlannedTrunk(RunJson.readTrunk(row.text()), row.label()));
  }

  /// Those among trunks that are not stored.
  List<PlannedTrunk> unknown(List<PlannedTrunk> trunks) {
    var known = new HashSet<>(database.query("SELECT id FROM trunks", row -> row.getString(1)));
    return trunks.stream().filter(p -> !known.contains(p.trunk().id())).toList();
  }

  /// Makes the plan empty.
  void leavePlan() throws SQLException {
    database.update("UPDATE trunks SET in_plan = 0 WHERE in_plan = 1");
  }

  /// Stores trunks behind those that are stored; one that is stored keeps its place.
  ///
  /// @return ids of those that were damaged, which are written anew
  List<String> insert(List<PlannedTrunk> trunks, boolean inPlan, Instant now) throws SQLException {
    long position =
        database
            .first("SELECT coalesce(max(position), 0) FROM trunks", row -> row.getLong(1))
            .orElseThrow();
    var byId = new LinkedHashMap<String, Object[]>();
    var runs = new ArrayList<Object[]>();
    for (PlannedTrunk planned : trunks) {
      Trunk trunk = planned.trunk();
      String id = trunk.id();
      String spec = RunJson.write(trunk);
      long checksum = Checksums.of(id, planned.purpose(), spec);
      byId.put(
          id,
          new Object[] {
            id, ++position, planned.purpose(), spec, now.toString(), checksum, inPlan ? 1 : 0
          });
      for (RunSpec run : trunk.runs()) {
        runs.add(new Object[] {id, run.id().hex(), run.steps()});
      }
    }
    List<String> damaged = rows.damaged(COLUMNS).stream().filter(byId::containsKey).toList();
    database.updateAll(
        """
        INSERT INTO trunks (id, position, purpose, spec, planned_at, checksum, in_plan)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
          purpose = excluded.purpose, spec = excluded.spec, checksum = excluded.checksum,
          in_plan = excluded.in_plan\
        """,
        List.copyOf(byId.values()));
    database.updateAll(
        "INSERT INTO runs (trunk, id, steps) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", runs);
    return damaged;
  }

  /// Warns, once it is stored, that trunks were damaged and written anew.
  void tellRepaired(List<String> trunks) {
    if (!trunks.isEmpty()) {
      LOG.warn(
          "The run store {} was damaged: {} of its trunks ({}{}) differed from what had been stored. Written anew from the plan. Maybe look at all of it: shapelaw doctor STUDY.",
          database.location(),
          trunks.size(),
          trunks.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")),
          trunks.size() > MOST_NAMED ? ", …" : "");
    }
  }
}
