package shapelaw.runs.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import shapelaw.shape.UnknownNameException;

/// A table of results in a user's file: CSV with any usual separator, JSON (one object a line, or
/// one array of objects), or Parquet, the text formats also packed with gzip. Which it is follows
/// from the content, then from the name. Objects in objects become columns with a dot
/// (`config.width`). Immutable.
///
/// Nothing is guessed about cells: they are text until somebody asks for a number.
public final class TableFile {

  /// What programs write for a number that is not there.
  private static final Set<String> MISSING =
      Set.of("nan", "-nan", "+nan", "na", "n/a", "#n/a", "null", "none", "<na>", "nil");

  private static final Set<String> INFINITE =
      Set.of("inf", "+inf", "infinity", "+infinity", "-inf", "-infinity");

  private static final int LONGEST_QUOTE = 40;

  private final Path file;
  private final TableFormat format;
  private final TableCells cells;
  private final List<String> columns;
  private final Map<String, Integer> positions = new HashMap<>();

  TableFile(Path file, TableFormat format, TableCells cells) {
    this.file = file;
    this.format = format;
    this.cells = cells;
    this.columns = cells.names();
    for (int i = 0; i < columns.size(); i++) {
      // A name that comes twice stands for neither column.
      positions.merge(columns.get(i), i, (first, second) -> -1);
    }
  }

  /// Reads the whole table.
  ///
  /// @throws java.nio.file.FileSystemException if the file is not there or cannot be opened
  /// @throws TableFileException if it holds no table; the message says where and why
  public static TableFile read(Path file) throws IOException {
    TableBytes bytes = TableBytes.of(file);
    TableFormat format = bytes.format();
    TableCells read =
        switch (format) {
          case DELIMITED ->
              DictionaryColumns.spread(
                  DelimitedText.read(file, bytes.text(), bytes.namedTabSeparated()),
                  new TableCells(file));
          case JSON -> JsonRows.read(file, bytes.text());
          case PARQUET -> ParquetRows.read(file);
          case LOGGED_RUNS -> throw new IllegalStateException("a file must have another format.");
        };
    TableCells cells = ExportedRows.withoutSpecifications(read, new TableCells(file));
    if (cells.names().isEmpty()) {
      throw new TableFileException(
          "%s must hold a table of results but has no columns.".formatted(file));
    }
    return new TableFile(file, format, cells);
  }

  /// The file as it was named.
  public Path file() {
    return file;
  }

  /// Names of the columns in the order of the file.
  public List<String> columns() {
    return columns;
  }

  /// Rows below the header; blank lines are none.
  public int rows() {
    return cells.rows();
  }

  /// Where a row stands: `line 17` of a text, `row 16` of a Parquet file.
  ///
  /// @param row from 0
  public String place(int row) {
    return switch (format) {
      case DELIMITED, JSON -> "line " + cells.line(row);
      case PARQUET -> "row " + cells.line(row);
      case LOGGED_RUNS -> "run " + cellText(row, 0);
    };
  }

  /// Where the table came from.
  ///
  /// @throws IOException if its file cannot be read any more
  public TableOrigin origin() throws IOException {
    if (format != TableFormat.LOGGED_RUNS) {
      return TableOrigin.of(file);
    }
    var text = new StringBuilder(String.join("\n", columns()));
    for (int row = 0; row < rows(); row++) {
      for (int column = 0; column < columns().size(); column++) {
        text.append('\n').append(cellText(row, column));
      }
    }
    return new TableOrigin(TableOrigin.lastName(file), Hashes.of(text.toString()));
  }

  /// The cell of a column by its number, empty if there is nothing.
  String cellText(int row, int column) {
    return Objects.requireNonNullElse(cells.cell(row, column), "");
  }

  /// Starts a row like one of this table, whose columns `copy` has first.
  void copyRow(int row, TableCells copy) {
    copy.startRow(cells.line(row));
    for (int column = 0; column < columns().size(); column++) {
      copy.set(column, cellText(row, column));
    }
  }

  /// This table with other cells.
  TableFile withCells(TableCells other) {
    return new TableFile(file, format, other);
  }

  /// The cell as written, without blanks around it; empty if there is nothing.
  ///
  /// @param row from 0
  /// @throws UnknownNameException if there is no such column
  /// @throws TableFileException if there is more than one
  public String text(int row, String column) {
    return Objects.requireNonNullElse(cell(row, column), "");
  }

  /// The cell as a number; NaN if it is empty or says so (`NaN`, `NA`, `null`, `None`), and ±∞ for
  /// `inf`.
  ///
  /// @param row from 0
  /// @throws UnknownNameException if there is no such column
  /// @throws TableFileException if there is more than one, or the cell is something else
  public double number(int row, String column) {
    return numeric(row, column).orElseThrow(() -> notNumeric(row, column, text(row, column)));
  }

  /// What [#number(int, String)] answers; nothing where it would throw because of the cell.
  OptionalDouble numeric(int row, String column) {
    String cell = cell(row, column);
    if (cell == null) {
      return OptionalDouble.of(Double.NaN);
    }
    if (looksNumeric(cell)) {
      try {
        return OptionalDouble.of(Double.parseDouble(cell));
      } catch (NumberFormatException e) {
        return OptionalDouble.empty();
      }
    }
    String lower = cell.toLowerCase(Locale.ROOT);
    if (MISSING.contains(lower)) {
      return OptionalDouble.of(Double.NaN);
    } else if (INFINITE.contains(lower)) {
      return OptionalDouble.of(
          lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    return OptionalDouble.empty();
  }

  /// Refuses a column that is not there, or that is there twice.
  ///
  /// @throws UnknownNameException saying which there are
  /// @throws TableFileException if it is there twice
  void requireColumn(String column) {
    position(column);
  }

  /// Java would also take `1d`, `1f` and hexadecimal.
  private static boolean looksNumeric(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      if (!digit && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return false;
      }
    }
    return true;
  }

  private TableFileException notNumeric(int row, String column, String cell) {
    return new TableFileException(
        "%s: %s: %s must be a number but was '%s'.%s"
            .formatted(
                file,
                place(row),
                column,
                cell.length() > LONGEST_QUOTE ? cell.substring(0, LONGEST_QUOTE) + "…" : cell,
                cell.matches("[-+0-9.,eE_ ']+")
                    ? " Maybe write a decimal point, and nothing between thousands."
                    : ""));
  }

  private @Nullable String cell(int row, String column) {
    return cells.cell(row, position(column));
  }

  private int position(String column) {
    Integer position = positions.get(column);
    if (position == null) {
      throw new UnknownNameException(columns(), column, wrongColumn(column, "not there"));
    } else if (position < 0) {
      throw new TableFileException(wrongColumn(column, "there more than once"));
    }
    return position;
  }

  private String wrongColumn(String column, String found) {
    return "%s: column '%s' must be there once but is %s. The columns are: %s."
        .formatted(file, column, found, String.join(", ", columns()));
  }
}
