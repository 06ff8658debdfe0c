package shapelaw.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import shapelaw.law.curve.CurvePoint;
import shapelaw.runs.imports.TableFile;

/// Learning curves out of a table with one measurement a row.
///
/// @param x column of examples seen or compute
/// @param loss column of the loss, or of the accuracy
/// @param accuracy true if the loss is 1 − that column
/// @param group columns that tell curves apart
/// @param training column that is 1 for points to fit and 0 for points to extrapolate to; empty if
///   all are to be fitted
record CurveTable(String x, String loss, boolean accuracy, List<String> group, String training) {

  /// One curve.
  ///
  /// @param name values of the group's columns
  /// @param fitted points to fit
  /// @param beyond points to extrapolate to
  /// @param leftOut rows without a number in x or loss
  record Curve(String name, List<CurvePoint> fitted, List<CurvePoint> beyond, int leftOut) {}

  private record Row(String group, boolean fitted, CurvePoint point) {
    boolean isMissing() {
      return Double.isNaN(point.x()) || Double.isNaN(point.loss());
    }
  }

  /// The curves of `table` in the order in which they first appear.
  List<Curve> read(TableFile table) {
    var groups = new LinkedHashMap<String, List<Row>>();
    for (int r = 0; r < table.rows(); r++) {
      Row row = row(table, r);
      groups.computeIfAbsent(row.group(), name -> new ArrayList<>()).add(row);
    }
    return groups.entrySet().stream().map(CurveTable::curve).toList();
  }

  private Row row(TableFile table, int r) {
    double cell = table.number(r, loss);
    return new Row(
        group.stream().map(column -> table.text(r, column)).collect(Collectors.joining(" / ")),
        training.isEmpty() || isTraining(table, r),
        new CurvePoint(table.number(r, x), accuracy ? 1 - cell : cell));
  }

  private boolean isTraining(TableFile table, int r) {
    String cell = table.text(r, training).toLowerCase(Locale.ROOT);
    return switch (cell) {
      case "1", "1.0", "true" -> true;
      case "0", "0.0", "false" -> false;
      default ->
          throw new CommandFailure(
              "%s: %s: %s must be 1 (fit) or 0 (extrapolate) but was '%s'."
                  .formatted(table.file(), table.place(r), training, cell));
    };
  }

  private static Curve curve(Map.Entry<String, List<Row>> group) {
    List<Row> rows = group.getValue().stream().filter(row -> !row.isMissing()).toList();
    return new Curve(
        group.getKey(),
        rows.stream().filter(Row::fitted).map(Row::point).toList(),
        rows.stream().filter(row -> !row.fitted()).map(Row::point).toList(),
        group.getValue().size() - rows.size());
  }
}
