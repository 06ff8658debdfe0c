package shapelaw.runs.imports;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Reads comma-separated values (RFC 4180) and its relatives, with the line of every row. The first
/// line that is not blank names the columns, and its most frequent separator is the file's. A cell
/// in quotes may hold separators, line ends and doubled quotes; any line end will do.
///
/// A row with more cells than the header is refused: its cells would stand under wrong names. What
/// a shorter row lacks is empty. (DuckDB's reader is not used here: given a quote that is never
/// closed, it loses the rows behind it without a word.)
final class DelimitedText {

  private static final String SEPARATORS = ",;\t|";

  private final Path file;
  private final String text;
  private char separator = ',';
  private int at;
  private int line = 1;

  private DelimitedText(Path file, String text) {
    this.file = file;
    this.text = text;
  }

  static TableCells read(Path file, String text, boolean tabSeparated) {
    var reader = new DelimitedText(file, text);
    reader.separator = tabSeparated ? '\t' : reader.likelySeparator();
    return reader.table();
  }

  /// The separator that the first line has most of, outside quotes; the first named if equal.
  private char likelySeparator() {
    int[] counts = new int[SEPARATORS.length()];
    boolean quoted = false;
    boolean blank = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '\n' || c == '\r') && !blank) {
        break;
      } else if (!quoted && SEPARATORS.indexOf(c) >= 0) {
        counts[SEPARATORS.indexOf(c)]++;
      }
      blank &= Character.isWhitespace(c);
    }
    return SEPARATORS.charAt(
        IntStream.range(0, counts.length)
            .boxed()
            .max(Comparator.<Integer>comparingInt(i -> counts[i]).thenComparingInt(i -> -i))
            .orElseThrow());
  }

  private TableCells table() {
    var cells = new TableCells(file);
    var row = new ArrayList<String>();
    boolean headerRead = false;
    while (at < text.length()) {
      int start = line;
      row.clear();
      readRow(row);
      if (row.stream().allMatch(String::isBlank)) {
        continue;
      }
      if (!headerRead) {
        header(row, start, cells);
        headerRead = true;
      } else {
        addRow(row, start, cells);
      }
    }
    if (!headerRead) {
      throw new TableFileException(
          "%s must have a line that names the columns but is empty.".formatted(file));
    }
    return cells;
  }

  private void header(List<String> names, int start, TableCells cells) {
    if (names.stream().allMatch(name -> name.matches("\\s*[-+]?[0-9.][-+0-9.eE]*\\s*|\\s*"))) {
      throw new TableFileException(
          "%s: line %d: the first line must name the columns but holds numbers. Maybe add a line of names."
              .formatted(file, start));
    }
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i).strip();
      cells.addColumn(name.isEmpty() ? "column " + (i + 1) : name);
    }
  }

  private void addRow(List<String> row, int start, TableCells cells) {
    cells.startRow(start);
    int columns = cells.names().size();
    for (int i = 0; i < row.size(); i++) {
      if (i < columns) {
        cells.set(i, row.get(i));
      } else if (!row.get(i).isBlank()) {
        throw new TableFileException(
            "%s: line %d: a row must have at most the %d cells that the header names but has %d. Maybe a cell with a '%c' in it needs quotes, or the header lacks a name."
                .formatted(file, start, columns, row.size(), separator));
      }
    }
  }

  /// Reads cells to the end of a row and steps over its line end.
  private void readRow(List<String> row) {
    while (true) {
      row.add(cell());
      if (at == text.length()) {
        return;
      }
      char end = text.charAt(at++);
      if (end != separator) {
        if (end == '\r' && at < text.length() && text.charAt(at) == '\n') {
          at++;
        }
        line++;
        return;
      }
    }
  }

  /// Reads one cell and stops before the separator or line end behind it.
  private String cell() {
    int start = at;
    while (at < text.length() && !endsCell(text.charAt(at))) {
      if (text.charAt(at) == '"' && text.substring(start, at).isBlank()) {
        return quotedCell();
      }
      at++;
    }
    return text.substring(start, at);
  }

  private boolean endsCell(char c) {
    return c == separator || c == '\n' || c == '\r';
  }

  private String quotedCell() {
    int openedOn = line;
    var value = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
          at++;
        } else {
          at++;
          closed(openedOn);
          return value.toString();
        }
      } else if (c == '\n' || (c == '\r' && !text.startsWith("\n", at + 1))) {
        line++;
      }
      value.append(c);
    }
    throw new TableFileException(
        "%s: line %d: a quote must be closed but is not. Maybe the file was not copied whole, or the quote belongs to the text and must be doubled."
            .formatted(file, openedOn));
  }

  private void closed(int openedOn) {
    for (; at < text.length() && !endsCell(text.charAt(at)); at++) {
      if (!Character.isWhitespace(text.charAt(at))) {
        throw new TableFileException(
            "%s: line %d: a closing quote must be followed by '%c' or the end of the line but was followed by '%c'. Maybe double the quotes inside quotes."
                .formatted(file, openedOn, separator, text.charAt(at)));
      }
    }
  }
}
