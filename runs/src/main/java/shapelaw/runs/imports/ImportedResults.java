package shapelaw.runs.imports;

import java.util.List;
import java.util.Optional;

/// What a table of results says, in Shapelaw's units.
///
/// @param mapping how the table was understood
/// @param rowsRead rows of the table
/// @param runs the runs that can be used, in the order of the table
/// @param leftOut the rows that cannot, by reason
/// @param findings what the user should know, one sentence each
/// @param planned which rows are runs of a plan; empty if none was named
public record ImportedResults(
    ColumnMapping mapping,
    int rowsRead,
    List<ImportedRun> runs,
    List<LeftOut> leftOut,
    List<String> findings,
    Optional<PlannedRows> planned) {

  public ImportedResults {
    runs = List.copyOf(runs);
    leftOut = List.copyOf(leftOut);
    findings = List.copyOf(findings);
  }

  /// What is kept of the plan that the runs were made by.
  public Optional<PlanRecord> plan() {
    return planned.map(PlannedRows::plan);
  }

  /// Reads the runs of `table`.
  ///
  /// @throws TableFileException if a column is not there, if accuracies are above what their unit
  ///   allows, or if no row can be used
  public static ImportedResults of(TableFile table, ColumnMapping mapping) {
    return new RowReader(table, mapping, Optional.empty()).readAll();
  }

  /// Reads the runs of what a source has, with what a plan says of them.
  ///
  /// @throws TableFileException as [#of(TableFile, ColumnMapping)]
  public static ImportedResults of(ResultSource.Read read, ColumnMapping mapping) {
    return new RowReader(read.table(), mapping, read.planned()).readAll();
  }
}
