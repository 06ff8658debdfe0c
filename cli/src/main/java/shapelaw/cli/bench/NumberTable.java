package shapelaw.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// A CSV file with a header, of which only some columns of plain numbers are wanted.
///
/// @param source named in messages
/// @param header names of the columns
/// @param rows cells
record NumberTable(String source, List<String> header, List<String[]> rows) {

  static NumberTable resource(String name) {
    var stream = Objects.requireNonNull(NumberTable.class.getResourceAsStream(name), name);
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return of(name, reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static NumberTable file(Path file) throws IOException {
    return of(file.toString(), Files.readAllLines(file));
  }

  private static NumberTable of(String source, List<String> lines) {
    if (lines.size() < 2) {
      throw new IllegalArgumentException(
          source + ": there must be a header and rows but there were " + lines.size() + " lines.");
    }
    List<String[]> cells = lines.stream().map(line -> line.split(",", -1)).toList();
    return new NumberTable(
        source,
        Arrays.stream(cells.getFirst()).map(String::strip).toList(),
        cells.subList(1, cells.size()));
  }

  /// The numbers of a column.
  double[] column(String name) {
    int place = header.indexOf(name);
    if (place < 0) {
      throw new IllegalArgumentException(
          "%s: there must be a column %s but there were %s.".formatted(source, name, header));
    }
    double[] numbers = new double[rows.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(name, place, i);
    }
    return numbers;
  }

  private double number(String name, int place, int row) {
    String[] cells = rows.get(row);
    String cell = place < cells.length ? cells[place].strip() : "";
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s:%d: %s must be a number but was '%s'.".formatted(source, row + 2, name, cell), e);
    }
  }
}
