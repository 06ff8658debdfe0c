package shapelaw.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shapelaw.runs.imports.ColumnMapping;
import shapelaw.runs.imports.HeaderGuess;
import shapelaw.runs.imports.ImportedResults;
import shapelaw.runs.imports.ImportedRun;
import shapelaw.runs.imports.LeftOut;
import shapelaw.runs.imports.PlannedRows;
import shapelaw.runs.imports.ResultSource;
import shapelaw.runs.imports.TableFile;
import shapelaw.sweep.Purpose;

/// What an import understood, for people.
final class ImportText {

  private static final int MOST_UNUSED = 12;

  private ImportText() {}

  static String of(
      ResultSource.Read read, HeaderGuess.Completed completed, ImportedResults results) {
    TableFile table = read.table();
    var text = new StringBuilder();
    if (!completed.guesses().isEmpty()) {
      text.append("Guessed from the table; say it otherwise by flags:\n");
      completed.guesses().forEach(guess -> text.append("  ").append(guess).append('\n'));
      text.append('\n');
    }
    text.append(quantities(results)).append('\n');
    text.append(
        "Compute: %s.%nLoss: column %s, %s.%n"
            .formatted(
                results.mapping().compute().explanation(),
                results.mapping().loss(),
                results.mapping().metric().explanation()));
    text.append(rows(table.file(), results));
    results.leftOut().forEach(left -> text.append(leftOut(left)));
    read.planned().ifPresent(planned -> text.append(sweeps(planned, results)));
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
    var table = new Table("quantity", "column", "least", "most", "values");
    mapping
        .dimensions()
        .forEach((dimension, column) ->
            add(
                table,
                dimension.name(),
                column,
                runs,
                run -> run.sizes().getOrDefault(dimension, 0)));
    mapping
        .parameters()
        .ifPresent(column ->
            add(table, "parameters", column, runs, run -> run.parameters().orElseThrow()));
    mapping
        .examples()
        .ifPresent(
            column -> add(table, "examples", column, runs, run -> run.examples().orElseThrow()));
    String compute = mapping.compute().columns().stream().findFirst().orElse("-");
    add(table, "compute (forward GFLOPs)", compute, runs, ImportedRun::forwardGflops);
    add(table, "loss", mapping.loss(), runs, ImportedRun::loss);
    return table;
  }

  private static void add(
      Table table,
      String quantity,
      String column,
      List<ImportedRun> runs,
      ToDoubleFunction<ImportedRun> value) {
    double[] values = runs.stream().mapToDouble(value).sorted().toArray();
    table.row(
        quantity,
        column,
        number(values[0]),
        number(values[values.length - 1]),
        Arrays.stream(values).distinct().count());
  }

  private static String number(double value) {
    return value < 1e6 && value == Math.rint(value)
        ? "%,.0f".formatted(value)
        : "%.4g".formatted(value);
  }

  private static String rows(Path file, ImportedResults results) {
    long shapes = results.runs().stream().map(ImportedRun::sizes).distinct().count();
    String of = results.mapping().dimensions().isEmpty() ? "" : " of " + Count.of(shapes, "shape");
    return "Took %,d of %s of %s%s.%n"
        .formatted(
            results.runs().size(), Count.of(results.rowsRead(), "row"), file.getFileName(), of);
  }

  /// Which rows are which runs of the plan.
  private static String sweeps(PlannedRows planned, ImportedResults results) {
    var bySweep = new TreeMap<String, Integer>();
    results.runs().stream()
        .flatMap(run -> run.sweeps().stream())
        .map(Purpose::label)
        .forEach(label -> bySweep.merge(label, 1, Integer::sum));
    String found =
        Stream.of(
                planned.byId() == 0 ? "" : Count.of(planned.byId(), "row") + " by their id",
                planned.byShape() == 0
                    ? ""
                    : Count.of(planned.byShape(), "row") + " by their shape and duration")
            .filter(how -> !how.isEmpty())
            .collect(Collectors.joining(", "));
    long shared = results.runs().stream().filter(run -> run.sweeps().size() > 1).count();
    return "Among the %s of %s: %s. Rows taken for its sweeps: %s%s.%n"
        .formatted(
            Count.of(planned.plannedRuns(), "planned run"),
            planned.plan().study(),
            found,
            bySweep.entrySet().stream()
                .map(sweep -> "%s %,d".formatted(sweep.getKey(), sweep.getValue()))
                .collect(Collectors.joining(", ")),
            shared == 0 ? "" : " (%,d for several)".formatted(shared));
  }

  private static String leftOut(LeftOut left) {
    return "Left out %,d: %s (first: %s).%n".formatted(left.rows(), left.reason(), left.first());
  }
}
