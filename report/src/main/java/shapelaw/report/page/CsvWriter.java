package shapelaw.report.page;

import java.util.List;
import java.util.stream.Collectors;
import shapelaw.report.study.Table;

/// Writes tables as CSV after RFC 4180: CRLF, quotes where they are needed, keys as header, numbers
/// in full precision.
final class CsvWriter {

  private CsvWriter() {}

  static String csv(Table table) {
    var text = new StringBuilder();
    line(text, table.columns().stream().map(Table.Column::key).toList());
    table.rows().forEach(row -> line(text, row.stream().map(Table.Cell::exact).toList()));
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> values) {
    text.append(values.stream().map(CsvWriter::quoted).collect(Collectors.joining(",")))
        .append("\r\n");
  }

  private static String quoted(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
