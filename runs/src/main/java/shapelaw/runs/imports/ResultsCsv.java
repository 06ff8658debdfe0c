package shapelaw.runs.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import shapelaw.law.joint.Measurements;
import shapelaw.shape.Dimension;
import shapelaw.sweep.Purpose;

/// `results.csv`: imported runs with one column for each dimension, then
/// [ColumnMapping#FORWARD_GFLOPS], examples and parameters where they are known, the loss, the run
/// and, where a plan says it, what the run was planned for. Numbers keep every bit.
final class ResultsCsv {

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

  /// Between what one run was planned for.
  private static final String BETWEEN_SWEEPS = " ";

  private ResultsCsv() {}

  static String write(List<ImportedRun> runs) throws IOException {
    ImportedRun first = runs.getFirst();
    var text = new StringBuilder();
    FORMAT.printRecord(text, columns(first).toArray());
    for (ImportedRun run : runs) {
      var cells = new ArrayList<Object>();
      first.sizes().keySet().forEach(dimension -> cells.add(run.sizes().get(dimension)));
      cells.add(run.forwardGflops());
      run.examples().ifPresent(cells::add);
      run.parameters().ifPresent(cells::add);
      cells.add(run.loss());
      cells.add(run.run());
      if (!first.sweeps().isEmpty()) {
        cells.add(
            run.sweeps().stream().map(Purpose::label).collect(Collectors.joining(BETWEEN_SWEEPS)));
      }
      FORMAT.printRecord(text, cells.toArray());
    }
    return text.toString();
  }

  /// Names of the columns that hold runs like this one.
  static List<String> columns(ImportedRun run) {
    var names = new ArrayList<String>();
    run.sizes().keySet().forEach(dimension -> names.add(dimension.name()));
    names.add(ColumnMapping.FORWARD_GFLOPS);
    run.examples().ifPresent(_ -> names.add(Measurements.EXAMPLES));
    run.parameters().ifPresent(_ -> names.add(Measurements.PARAMETERS));
    names.add(ColumnMapping.LOSS);
    names.add(ColumnMapping.RUN);
    if (!run.sweeps().isEmpty()) {
      names.add(ColumnMapping.SWEEP);
    }
    return names;
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
              table.text(row, ColumnMapping.RUN),
              sweeps(table, row)));
    }
    return runs;
  }

  private static Set<Purpose> sweeps(TableFile table, int row) {
    var sweeps = new LinkedHashSet<Purpose>();
    if (table.columns().contains(ColumnMapping.SWEEP)) {
      for (String label : table.text(row, ColumnMapping.SWEEP).split(BETWEEN_SWEEPS, -1)) {
        sweeps.add(Purpose.of(label));
      }
    }
    return sweeps;
  }

  private static OptionalDouble optional(TableFile table, int row, String column) {
    return table.columns().contains(column)
        ? OptionalDouble.of(table.number(row, column))
        : OptionalDouble.empty();
  }
}
