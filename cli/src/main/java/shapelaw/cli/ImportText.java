package shapelaw.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import shapelaw.runs.imports.ColumnMapping;
import shapelaw.runs.imports.HeaderGuess;
import shapelaw.runs.imports.ImportedResults;
import shapelaw.runs.imports.ImportedRun;
import shapelaw.runs.imports.LeftOut;
import shapelaw.runs.imports.TableFile;

/// What an import understood, for people.
final class ImportText {

  private static final int MOST_UNUSED = 12;

  private ImportText() {}

  static String of(TableFile table, HeaderGuess.Completed completed, ImportedResults results) {
    var text = new StringBuilder();
    if (!completed.guesses().isEmpty()) {
      text.append("Guessed from the table; say it otherwise by flags:\n");
      completed.guesses().forEach(guess -> text.append("  ").append(guess).append('\n'));
      text.append('\n');
    }
    text.append(quantities(results)).append('\n');
    text.append(rows(table.file(), results));
    results.leftOut().forEach(left -> text.append(leftOut(left)));
    List<String> unused =
        table.columns().stream().filter(c -> !results.mapping().columns().contains(c)).toList();
    if (!unused.isEmpty()) {
      text.append("Columns not used: ")
          .append(unused.stream().limit(MOST_UNUSED).collect(Collectors.joining(", ")))
          .append(unused.size() > MOST_UNUSED ? ", … (%d)".formatted(unused.size()) : "")
          .append(".\n");
    }
    results.findings().forEach(finding -> text.append("Note: ").append(finding).append('\n'));
    return text.toString();
  }

  private static Table quantities(ImportedResults results) {
    ColumnMapping mapping = results.mapping();
    List<ImportedRun> runs = results.runs();
    var table = new Table("quantity", "least", "most", "values", "from");
    mapping
        .dimensions()
        .forEach((dimension, column) ->
            add(
                table,
                dimension.name(),
                runs.stream().mapToDouble(run -> run.sizes().getOrDefault(dimension, 0)).toArray(),
                "column " + column));
    mapping
        .parameters()
        .ifPresent(column ->
            add(
                table,
                "parameters",
                runs.stream().mapToDouble(run -> run.parameters().orElseThrow()).toArray(),
                "column " + column));
    mapping
        .examples()
        .ifPresent(column ->
            add(
                table,
                "examples",
                runs.stream().mapToDouble(run -> run.examples().orElseThrow()).toArray(),
                "column " + column));
    add(
        table,
        "compute (forward GFLOPs)",
        runs.stream().mapToDouble(ImportedRun::forwardGflops).toArray(),
        mapping.compute().explanation());
    add(
        table,
        "loss",
        runs.stream().mapToDouble(ImportedRun::loss).toArray(),
        "column %s, %s".formatted(mapping.loss(), mapping.metric().explanation()));
    return table;
  }

  private static void add(Table table, String quantity, double[] values, String from) {
    table.row(
        quantity,
        number(Arrays.stream(values).min().orElseThrow()),
        number(Arrays.stream(values).max().orElseThrow()),
        Arrays.stream(values).distinct().count(),
        from);
  }

  private static String number(double value) {
    return value >= 1e6 ? "%.4g".formatted(value) : Table.number(value);
  }

  private static String rows(Path file, ImportedResults results) {
    long shapes = results.runs().stream().map(ImportedRun::sizes).distinct().count();
    String of = results.mapping().dimensions().isEmpty() ? "" : " of %,d shapes".formatted(shapes);
    return "Took %,d of %,d rows of %s%s.%n"
        .formatted(results.runs().size(), results.rowsRead(), file.getFileName(), of);
  }

  private static String leftOut(LeftOut left) {
    return "Left out %,d: %s (first: %s).%n".formatted(left.rows(), left.reason(), left.first());
  }
}
