package shapelaw.runs.imports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/// Reads comma-separated values (RFC 4180) and its relatives, with the line of every row. The first
/// line that is not blank names the columns, and its most frequent separator is the file's. A cell
/// in quotes may hold separators, line ends and doubled quotes; any line end will do.
///
/// Quotes that do not match are refused with the line where their row starts.
///
/// A row with more cells than the header is refused: its cells would stand under wrong names. What
/// a shorter row lacks is empty. (DuckDB's reader is not used here: given a quote that is never
/// closed, it loses the rows behind it without a word.)
final class DelimitedText {

  private static final String SEPARATORS = ",;\t|";

  // With blank lines skipped by the reader, a row would seem to start at the blanks before it.
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreSurroundingSpaces(true).setIgnoreEmptyLines(false).get();

  private final Path file;
  private final String text;
  private char separator = ',';

  private DelimitedText(Path file, String text) {
    this.file = file;
    this.text = text;
  }

  static TableCells read(Path file, String text, boolean tabSeparated) throws IOException {
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

  private TableCells table() throws IOException {
    var cells = new TableCells(file);
    boolean headerRead = false;
    try (CSVParser rows = CSVParser.parse(text, FORMAT.builder().setDelimiter(separator).get())) {
      Iterator<CSVRecord> iterator = rows.iterator();
      // A record knows its number among records but not its line, which the reader has before it.
      for (int start = nextLine(rows); hasNext(iterator, start); start = nextLine(rows)) {
        List<String> row = iterator.next().toList();
        if (row.stream().allMatch(String::isBlank)) {
          continue;
        }
        if (headerRead) {
          addRow(row, start, cells);
        } else {
          header(row, start, cells);
          headerRead = true;
        }
      }
    }
    if (!headerRead) {
      throw new TableFileException(
          "%s must have a line that names the columns but is empty.".formatted(file));
    }
    return cells;
  }

  private static int nextLine(CSVParser rows) {
    return Math.toIntExact(rows.getCurrentLineNumber() + 1);
  }

  /// Reads the row that starts on line `start`, if there is one.
  private boolean hasNext(Iterator<CSVRecord> rows, int start) {
    try {
      return rows.hasNext();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CSVException refused) {
        throw quotesDoNotMatch(refused, start);
      }
      throw e;
    }
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

  private TableFileException quotesDoNotMatch(CSVException e, int start) {
    // The reader tells its two refusals apart in words alone.
    return new TableFileException(
        String.valueOf(e.getMessage()).contains("EOF")
            ? "%s: line %d: a quote must be closed but is not. Maybe the file was not copied whole, or the quote belongs to the text and must be doubled."
                .formatted(file, start)
            : "%s: line %d: a closing quote must be followed by '%c' or the end of the line but was followed by other text. Maybe double the quotes inside quotes."
                .formatted(file, start, separator));
  }
}
