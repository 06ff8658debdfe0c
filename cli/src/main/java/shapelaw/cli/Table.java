package shapelaw.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A plain text table: first column to the left, all others to the right, two spaces between.
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... header) {
    row((Object[]) header);
  }

  /// Adds a row; cells are rendered by `toString`.
  Table row(Object... cells) {
    rows.add(Arrays.stream(cells).map(String::valueOf).toList());
    return this;
  }

  /// Four digits, or all of a whole number that has more.
  static String number(double value) {
    return (value >= 1000 ? "%,.0f" : "%.4g").formatted(value);
  }

  @Override
  public String toString() {
    int columns = rows.getFirst().size();
    int[] widths =
        IntStream.range(0, columns)
            .map(c -> rows.stream().mapToInt(r -> r.get(c).length()).max().orElseThrow())
            .toArray();
    String line =
        IntStream.range(0, columns)
            .mapToObj(c -> "-".repeat(widths[c]))
            .collect(Collectors.joining("  "));
    var text = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      List<String> row = rows.get(r);
      String rendered =
          IntStream.range(0, columns)
              .mapToObj(c -> ("%" + (c == 0 ? "-" : "") + widths[c] + "s").formatted(row.get(c)))
              .collect(Collectors.joining("  "));
      text.append(rendered.stripTrailing()).append('\n');
      if (r == 0) {
        text.append(line).append('\n');
      }
    }
    return text.toString();
  }
}
