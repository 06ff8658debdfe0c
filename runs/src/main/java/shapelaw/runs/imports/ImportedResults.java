package shapelaw.runs.imports;

import java.util.List;

/// What a table of results says, in Shapelaw's units.
///
/// @param mapping how the table was understood
/// @param rowsRead rows of the table
/// @param runs the runs that can be used, in the order of the table
/// @param leftOut the rows that cannot, by reason
/// @param findings what the user should know, one sentence each
public record ImportedResults(
    ColumnMapping mapping,
    int rowsRead,
    List<ImportedRun> runs,
    List<LeftOut> leftOut,
    List<String> findings) {

  public ImportedResults {
    runs = List.copyOf(runs);
    leftOut = List.copyOf(leftOut);
    findings = List.copyOf(findings);
  }

  /// Reads the runs of `table`.
  ///
  /// @throws TableFileException if a column is not there, if accuracies are above what their unit
  ///   allows, or if no row can be used
  public static ImportedResults of(TableFile table, ColumnMapping mapping) {
    return new RowReader(table, mapping).readAll();
  }
}
