package shapelaw.runs.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;
import shapelaw.sweep.Purpose;

/// Turns the rows of a table into runs. A row that cannot be used is counted with its reason, never
/// dropped without a word.
final class RowReader {

  private final TableFile table;
  private final ColumnMapping mapping;
  private final Optional<PlannedRows> planned;
  private final List<ImportedRun> runs = new ArrayList<>();
  private final Map<ImportedRun, Integer> firstRows = new HashMap<>();
  private final Map<String, LeftOut> leftOut = new LinkedHashMap<>();

  /// Few shapes make up many rows.
  private final Map<Map<Dimension, Integer>, Map<Dimension, Integer>> shapes = new HashMap<>();

  /// A row cannot be used. Common and expected, so that it carries no stack.
  private static final class UnusableRow extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    UnusableRow(String reason, String found) {
      super(found, null, false, false);
      this.reason = reason;
    }
  }

  RowReader(TableFile table, ColumnMapping mapping, Optional<PlannedRows> planned) {
    this.table = table;
    this.mapping = mapping;
    this.planned = planned;
  }

  ImportedResults readAll() {
    mapping.columns().forEach(table::requireColumn);
    for (int row = 0; row < table.rows(); row++) {
      try {
        add(row, read(row));
      } catch (UnusableRow e) {
        leaveOut(row, e);
      }
    }
    if (runs.isEmpty()) {
      throw new TableFileException(
          "%s must hold at least one usable row but has none of %d.%s"
              .formatted(table.file(), table.rows(), reasons()));
    }
    return new ImportedResults(
        mapping,
        table.rows(),
        runs,
        List.copyOf(leftOut.values()),
        new ImportFindings(table, mapping, runs).all(),
        planned);
  }

  private String reasons() {
    return leftOut.values().stream()
        .map(left ->
            "%n  %,d %s: %s (first: %s)"
                .formatted(
                    left.rows(), left.rows() == 1 ? "row" : "rows", left.reason(), left.first()))
        .collect(Collectors.joining());
  }

  private void leaveOut(int row, UnusableRow why) {
    leftOut.merge(
        why.reason,
        new LeftOut(why.reason, 1, table.place(row) + ", " + why.getMessage()),
        (before, now) -> new LeftOut(before.reason(), before.rows() + 1, before.first()));
  }

  private void add(int row, ImportedRun run) throws UnusableRow {
    Integer first = firstRows.putIfAbsent(run, row);
    if (first != null) {
      throw new UnusableRow("the same as a row before", "like " + table.place(first));
    }
    runs.add(run);
  }

  private ImportedRun read(int row) throws UnusableRow {
    select(row);
    Set<Purpose> sweeps = sweeps(row);
    Map<Dimension, Integer> sizes = sizes(row);
    OptionalDouble examples = optional(row, mapping.examples().orElse(""));
    OptionalDouble parameters = optional(row, mapping.parameters().orElse(""));
    double forwardGflops = checkedForwardGflops(row, sizes, examples, parameters);
    String run = mapping.run().map(column -> table.text(row, column)).orElse("");
    return new ImportedRun(sizes, forwardGflops, examples, parameters, loss(row), run, sweeps);
  }

  private Set<Purpose> sweeps(int row) throws UnusableRow {
    if (planned.isEmpty()) {
      return Set.of();
    }
    Set<Purpose> sweeps = planned.get().sweeps().get(row);
    if (sweeps.isEmpty()) {
      String cell = table.cellText(row, 0);
      throw new UnusableRow(
          "no run of the plan, by its id or by its shape and duration",
          cell.isEmpty() ? "nothing there" : "'" + cell + "'");
    }
    return sweeps;
  }

  private void select(int row) throws UnusableRow {
    for (Map.Entry<String, List<String>> wanted : mapping.where().entrySet()) {
      String cell = table.text(row, wanted.getKey());
      if (wanted.getValue().stream().noneMatch(value -> value.strip().equals(cell))) {
        throw new UnusableRow(
            "not asked for by --where %s=%s"
                .formatted(wanted.getKey(), String.join("|", wanted.getValue())),
            "'" + cell + "'");
      }
    }
  }

  private Map<Dimension, Integer> sizes(int row) throws UnusableRow {
    var sizes = new LinkedHashMap<Dimension, Integer>();
    for (Map.Entry<Dimension, String> entry : mapping.dimensions().entrySet()) {
      double size = number(row, entry.getValue());
      if (!(size >= 1) || size != Math.rint(size) || size > Integer.MAX_VALUE) {
        throw new UnusableRow(
            entry.getValue() + " is not a whole number of at least 1",
            found(row, entry.getValue()));
      }
      sizes.put(entry.getKey(), (int) size);
    }
    return shapes.computeIfAbsent(sizes, s -> s);
  }

  private OptionalDouble optional(int row, String column) throws UnusableRow {
    return column.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(positive(row, column));
  }

  /// Finite and positive numbers may still have a product that is neither.
  private double checkedForwardGflops(
      int row, Map<Dimension, Integer> sizes, OptionalDouble examples, OptionalDouble parameters)
      throws UnusableRow {
    String impossible = "compute is not a finite number above 0";
    try {
      double forwardGflops = forwardGflops(row, sizes, examples, parameters);
      if (forwardGflops > 0 && Double.isFinite(forwardGflops)) {
        return forwardGflops;
      }
      throw new UnusableRow(impossible, forwardGflops + " GFLOPs");
    } catch (IllegalArgumentException e) {
      throw new UnusableRow(impossible, String.valueOf(e.getMessage()));
    }
  }

  private double forwardGflops(
      int row, Map<Dimension, Integer> sizes, OptionalDouble examples, OptionalDouble parameters)
      throws UnusableRow {
    return switch (mapping.compute()) {
      case ComputeSource.Total(String column, ComputeUnit unit) ->
          unit.toForwardGflops(positive(row, column));
      case ComputeSource.PerExample(String column, ComputeUnit unit) ->
          unit.toForwardGflops(positive(row, column)) * examples.orElseThrow();
      case ComputeSource.SixNd estimate ->
          estimate.forwardGflops(parameters.orElseThrow(), examples.orElseThrow());
      case ComputeSource.VisionTransformerCount count ->
          count.forwardGflops(new Shape(sizes), examples.orElseThrow());
    };
  }

  private double loss(int row) throws UnusableRow {
    String column = mapping.loss();
    double cell = number(row, column);
    if (Double.isNaN(cell)) {
      throw new UnusableRow(column + " is empty or NaN", found(row, column));
    }
    double loss = mapping.metric().loss(cell).orElseThrow(() -> tooAccurate(row, cell));
    if (!(loss > 0) || Double.isInfinite(loss)) {
      String as = mapping.metric().isAccuracy() ? " as an error rate (1 - accuracy)" : "";
      throw new UnusableRow(
          "%s%s is not a finite number above 0".formatted(column, as), found(row, column));
    }
    return loss;
  }

  private TableFileException tooAccurate(int row, double cell) {
    boolean percent = mapping.metric().isPercent();
    return new TableFileException(
        "%s: %s: accuracy %s must be at most %s but was %s. %s"
            .formatted(
                table.file(),
                table.place(row),
                mapping.loss(),
                percent ? "100 %" : "1",
                cell,
                percent
                    ? "Maybe it is a loss: --loss " + mapping.loss() + "."
                    : "Maybe it is in percent: --percent."));
  }

  private double positive(int row, String column) throws UnusableRow {
    double value = number(row, column);
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new UnusableRow(column + " is not a finite number above 0", found(row, column));
    }
    return value;
  }

  private double number(int row, String column) throws UnusableRow {
    return table
        .numeric(row, column)
        .orElseThrow(() -> new UnusableRow(column + " is not a number", found(row, column)));
  }

  private String found(int row, String column) {
    String cell = table.text(row, column);
    return cell.isEmpty() ? "nothing there" : "'" + cell + "'";
  }
}
