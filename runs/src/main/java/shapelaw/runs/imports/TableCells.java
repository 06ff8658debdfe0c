package shapelaw.runs.imports;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A table as text while it is read: one array per column, which may appear in any row.
final class TableCells {

  /// More cells than this are not a table of training runs, and would not fit a small machine.
  static final int MOST_CELLS = 20_000_000;

  /// More columns than this are a table that lies on its side.
  static final int MOST_COLUMNS = 5_000;

  private static final int FIRST_CAPACITY = 64;

  private final Path file;
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> positions = new HashMap<>();
  private final List<@Nullable String[]> columns = new ArrayList<>();
  private int[] lines = new int[FIRST_CAPACITY];
  private int rows;

  TableCells(Path file) {
    this.file = file;
  }

  /// Adds a column under a name that need not be new, and answers its position.
  int addColumn(String name) {
    if (names.size() == MOST_COLUMNS) {
      throw new TableFileException(
          "%s must have at most %,d columns but has more. Maybe write one row a run, not one column a run (pandas: orient='records', lines=True)."
              .formatted(file, MOST_COLUMNS));
    }
    names.add(name);
    columns.add(new @Nullable String[lines.length]);
    positions.putIfAbsent(name, names.size() - 1);
    checkSize();
    return names.size() - 1;
  }

  /// The position of the first column with this name, which is added if there is none.
  int column(String name) {
    Integer position = positions.get(name);
    return position == null ? addColumn(name) : position;
  }

  /// Starts a row of empty cells.
  ///
  /// @param line where it stands, from 1: a line of text, or a row where there are no lines
  void startRow(int line) {
    if (rows == lines.length) {
      int capacity = Math.multiplyExact(rows, 2);
      lines = Arrays.copyOf(lines, capacity);
      columns.replaceAll(column -> Arrays.copyOf(column, capacity));
    }
    lines[rows++] = line;
    checkSize();
  }

  /// Fills a cell of the row that was started last; blank text leaves it empty.
  void set(int column, String text) {
    if (!text.isBlank()) {
      columns.get(column)[rows - 1] = text.strip();
    }
  }

  private void checkSize() {
    if ((long) rows * names.size() > MOST_CELLS) {
      throw new TableFileException(
          "%s must have at most %,d cells (rows × columns) but has more. Maybe keep only the columns that are needed."
              .formatted(file, MOST_CELLS));
    }
  }

  List<String> names() {
    return List.copyOf(names);
  }

  int rows() {
    return rows;
  }

  int line(int row) {
    return lines[row];
  }

  @Nullable String cell(int row, int column) {
    return columns.get(column)[row];
  }
}
