package shapelaw.report.page;

import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import shapelaw.report.study.Table;

/// Writes tables as CSV after RFC 4180: CRLF, quotes where they are needed, keys as header, numbers
/// in full precision.
final class CsvWriter {

  private CsvWriter() {}

  static String csv(Table table) {
    var text = new StringBuilder();
    line(text, table.columns().stream().map(Table.Column::key));
    table.rows().forEach(row -> line(text, row.stream().map(Table.Cell::exact)));
    return text.toString();
  }

  private static void line(StringBuilder text, Stream<String> values) {
    text.append(CSVFormat.RFC4180.format(values.toArray())).append("\r\n");
  }
}
