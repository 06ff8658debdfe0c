package shapelaw.runs.imports;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import shapelaw.cost.CostModel;
import shapelaw.run.RunSpec;
import shapelaw.shape.Dimension;

/// Adds to a table what a study's plan knows of its runs: rows name the run by its id, in any cell,
/// as exports put it into names of folders, runs and tags.
final class PlannedColumns {

  private static final String PREFIX = "plan.";
  private static final String EXAMPLES = PREFIX + "examples";
  private static final String PARAMETERS = PREFIX + "parameters";
  private static final String COMPUTE = PREFIX + "forward_gflops";

  private static final Pattern ID = Pattern.compile("(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])");

  private final TableFile table;
  private final boolean examplesOfSteps;
  private final Map<String, RunSpec> planned = new HashMap<>();

  private PlannedColumns(TableFile table, List<RunSpec> runs, boolean examplesOfSteps) {
    this.table = table;
    this.examplesOfSteps = examplesOfSteps;
    runs.forEach(run -> planned.put(run.id().hex(), run));
  }

  /// Adds the columns.
  ///
  /// @param read the table
  /// @param runs of the plan
  /// @param examplesOfSteps whether rows have their own examples
  ///   ([LoggedRunTable#EXAMPLES_AT_STEP]), which may be fewer than the run's
  /// @throws TableFileException if no row names a run of the plan
  static ResultSource.Read join(
      ResultSource.Read read, List<RunSpec> runs, boolean examplesOfSteps) {
    return new ResultSource.Read(
        new PlannedColumns(read.table(), runs, examplesOfSteps).join(),
        known().orElse(read.known()));
  }

  private TableFile join() {
    var cells = new TableCells(table.file());
    table.columns().forEach(cells::addColumn);
    int matched = 0;
    for (int row = 0; row < table.rows(); row++) {
      table.copyRow(row, cells);
      Optional<RunSpec> run = run(row);
      if (run.isPresent()) {
        matched++;
        add(run.get(), row, cells);
      }
    }
    if (matched == 0) {
      throw new TableFileException(
          "%s must have a row that names a run of the plan by its id (16 digits, as in %s) but none of %d does. Maybe the runs were renamed, or belong to another study."
              .formatted(table.file(), planned.keySet().iterator().next(), table.rows()));
    }
    return table.withCells(cells);
  }

  private Optional<RunSpec> run(int row) {
    for (int column = 0; column < table.columns().size(); column++) {
      Matcher id = ID.matcher(table.cellText(row, column));
      while (id.find()) {
        RunSpec run = planned.get(id.group());
        if (run != null) {
          return Optional.of(run);
        }
      }
    }
    return Optional.empty();
  }

  private void add(RunSpec run, int row, TableCells cells) {
    run.model()
        .shape()
        .values()
        .forEach((dimension, size) -> set(cells, PREFIX + dimension.name(), size));
    set(cells, PARAMETERS, CostModel.parameters(run.model()));
    if (!examplesOfSteps) {
      set(cells, EXAMPLES, run.examples());
      set(cells, COMPUTE, run.compute().forwardGflops());
    } else if (table.columns().contains(LoggedRunTable.EXAMPLES_AT_STEP)) {
      double examples = table.number(row, LoggedRunTable.EXAMPLES_AT_STEP);
      set(cells, EXAMPLES, examples);
      set(cells, COMPUTE, run.compute().forwardGflops() * (examples / run.examples()));
    }
  }

  private static void set(TableCells cells, String column, Object value) {
    cells.set(cells.column(column), String.valueOf(value));
  }

  private static MappingRequest known() {
    var dimensions = new LinkedHashMap<String, String>();
    for (Dimension d : List.of(Dimension.WIDTH, Dimension.DEPTH, Dimension.MLP_DIM)) {
      dimensions.put(d.name(), PREFIX + d.name());
    }
    return new MappingRequest(
        dimensions,
        COMPUTE,
        null,
        ComputeUnit.FORWARD_GFLOPS.id(),
        null,
        null,
        null,
        null,
        EXAMPLES,
        PARAMETERS,
        null,
        null,
        null,
        null,
        null);
  }
}
