package shapelaw.runs.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import shapelaw.law.joint.Measurements;
import shapelaw.shape.Dimension;

/// `results.csv`: imported runs with one column for each dimension, then
/// [ColumnMapping#FORWARD_GFLOPS], examples and parameters where they are known, the loss and the
/// run. Numbers keep every bit.
final class ResultsCsv {

  private ResultsCsv() {}

  static String write(List<ImportedRun> runs) {
    ImportedRun first = runs.getFirst();
    var names = new ArrayList<String>();
    first.sizes().keySet().forEach(dimension -> names.add(dimension.name()));
    names.add(ColumnMapping.FORWARD_GFLOPS);
    first.examples().ifPresent(_ -> names.add(Measurements.EXAMPLES));
    first.parameters().ifPresent(_ -> names.add(Measurements.PARAMETERS));
    names.add(ColumnMapping.LOSS);
    names.add(ColumnMapping.RUN);
    var text = new StringBuilder(String.join(",", names)).append('\n');
    for (ImportedRun run : runs) {
      first.sizes().keySet().forEach(d -> text.append(run.sizes().get(d)).append(','));
      text.append(run.forwardGflops()).append(',');
      run.examples().ifPresent(value -> text.append(value).append(','));
      run.parameters().ifPresent(value -> text.append(value).append(','));
      text.append(run.loss()).append(',').append(quoted(run.run())).append('\n');
    }
    return text.toString();
  }

  private static String quoted(String text) {
    return text.chars().anyMatch(c -> ",;\t|\"\r\n".indexOf(c) >= 0)
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }

  /// Reads what [#write(List)] wrote.
  static List<ImportedRun> read(Path file) throws IOException {
    TableFile table = TableFile.read(file);
    List<String> columns = table.columns();
    int compute = columns.indexOf(ColumnMapping.FORWARD_GFLOPS);
    if (compute < 0) {
      throw new TableFileException(
          "%s must have a column %s but has not. Maybe import again."
              .formatted(file, ColumnMapping.FORWARD_GFLOPS));
    }
    List<Dimension> dimensions = columns.subList(0, compute).stream().map(Dimension::new).toList();
    var shapes = new HashMap<Map<Dimension, Integer>, Map<Dimension, Integer>>();
    var runs = new ArrayList<ImportedRun>();
    for (int row = 0; row < table.rows(); row++) {
      var sizes = new LinkedHashMap<Dimension, Integer>();
      for (Dimension dimension : dimensions) {
        sizes.put(dimension, (int) table.number(row, dimension.name()));
      }
      runs.add(
          new ImportedRun(
              shapes.computeIfAbsent(sizes, s -> s),
              table.number(row, ColumnMapping.FORWARD_GFLOPS),
              optional(table, row, Measurements.EXAMPLES),
              optional(table, row, Measurements.PARAMETERS),
              table.number(row, ColumnMapping.LOSS),
              table.text(row, ColumnMapping.RUN)));
    }
    return runs;
  }

  private static OptionalDouble optional(TableFile table, int row, String column) {
    return table.columns().contains(column)
        ? OptionalDouble.of(table.number(row, column))
        : OptionalDouble.empty();
  }
}
