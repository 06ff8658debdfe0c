package shapelaw.runs.imports;

import java.util.List;
import java.util.stream.IntStream;

/// Tables whose rows an export of runs as JSON began and a trainer completed: each row says shape,
/// cost and duration in plain columns and the same again within its whole specification, which is
/// for trainers and says nothing of results.
final class ExportedRows {

  private static final String RUN = "run";
  private static final String SPECIFICATION = "specification.";

  /// Where every specification says a size.
  private static final String A_SIZE = SPECIFICATION + "model.shape.width";

  private ExportedRows() {}

  /// The cells without specifications; the same if there are none.
  static TableCells withoutSpecifications(TableCells cells, TableCells empty) {
    List<String> names = cells.names();
    if (!names.contains(RUN) || !names.contains(A_SIZE)) {
      return cells;
    }
    int[] kept =
        IntStream.range(0, names.size())
            .filter(column -> !names.get(column).startsWith(SPECIFICATION))
            .toArray();
    for (int column : kept) {
      empty.addColumn(names.get(column));
    }
    for (int row = 0; row < cells.rows(); row++) {
      empty.startRow(cells.line(row));
      for (int column = 0; column < kept.length; column++) {
        String text = cells.cell(row, kept[column]);
        if (text != null) {
          empty.set(column, text);
        }
      }
    }
    return empty;
  }
}
