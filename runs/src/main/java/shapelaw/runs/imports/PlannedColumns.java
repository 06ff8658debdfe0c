package shapelaw.runs.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import shapelaw.shape.Dimension;
import shapelaw.sweep.Purpose;

/// Adds to a table what a study's plan knows of its runs ([PlannedRuns]).
final class PlannedColumns {

  private static final String PREFIX = "plan.";
  private static final String EXAMPLES = PREFIX + "examples";
  private static final String PARAMETERS = PREFIX + "parameters";
  private static final String COMPUTE = PREFIX + "forward_gflops";

  private final TableFile table;
  private final boolean examplesOfSteps;

  private PlannedColumns(TableFile table, boolean examplesOfSteps) {
    this.table = table;
    this.examplesOfSteps = examplesOfSteps;
  }

  /// Adds the columns.
  ///
  /// @param read the table
  /// @param plan which runs were planned, and for what
  /// @param said which columns the user named
  /// @param examplesOfSteps whether rows have their own examples
  ///   ([LoggedRunTable#EXAMPLES_AT_STEP]), which may be fewer than the run's
  /// @throws TableFileException if no row is a run of the plan
  static ResultSource.Read join(
      ResultSource.Read read, StudyPlan plan, MappingRequest said, boolean examplesOfSteps) {
    return new PlannedColumns(read.table(), examplesOfSteps).join(read.known(), plan, said);
  }

  private ResultSource.Read join(MappingRequest columns, StudyPlan plan, MappingRequest said) {
    var planned = new PlannedRuns(plan.plan());
    PlannedRuns.Search search = planned.among(table, said.orElse(columns));
    var cells = new TableCells(table.file());
    table.columns().forEach(cells::addColumn);
    var sweeps = new ArrayList<Set<Purpose>>();
    int byId = 0;
    int byShape = 0;
    for (int row = 0; row < table.rows(); row++) {
      table.copyRow(row, cells);
      Optional<PlannedRuns.Match> match = search.run(row);
      sweeps.add(match.map(PlannedRuns.Match::sweeps).orElse(Set.of()));
      if (match.isPresent()) {
        byId += match.get().named() ? 1 : 0;
        byShape += match.get().named() ? 0 : 1;
        add(match.get().run(), row, cells);
      }
    }
    if (byId + byShape == 0) {
      throw new TableFileException(
          "%s must have a row that names a run of the plan by its id (16 digits, as in %s), or has the width, depth, MLP size and examples of one, but none of %d does. Maybe the runs were renamed, or belong to another study."
              .formatted(table.file(), planned.anyId(), table.rows()));
    }
    return new ResultSource.Read(
        table.withCells(cells),
        known().orElse(columns),
        Optional.of(new PlannedRows(PlanRecord.of(plan), planned, sweeps, byId, byShape)));
  }

  private void add(PlannedRuns.PlannedRun run, int row, TableCells cells) {
    run.spec()
        .model()
        .shape()
        .values()
        .forEach((dimension, size) -> set(cells, PREFIX + dimension.name(), size));
    set(cells, PARAMETERS, run.parameters());
    if (!examplesOfSteps) {
      set(cells, EXAMPLES, run.spec().examples());
      set(cells, COMPUTE, run.forwardGflops());
    } else if (table.columns().contains(LoggedRunTable.EXAMPLES_AT_STEP)) {
      double examples = table.number(row, LoggedRunTable.EXAMPLES_AT_STEP);
      set(cells, EXAMPLES, examples);
      set(cells, COMPUTE, run.forwardGflops() * (examples / run.spec().examples()));
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
