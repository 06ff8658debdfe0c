package shapelaw.runs.imports;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import shapelaw.runs.logs.LoggedRun;
import shapelaw.runs.logs.MetricPoint;

/// Makes a table of logged runs: the columns `run`, the runs' facts, `step` and their metrics, one
/// row a run, or one for each logged step.
final class LoggedRunTable {

  /// Column of what tells runs apart.
  static final String RUN = "run";

  private static final String STEP = "step";

  /// Steps times the examples of one.
  static final String EXAMPLES_AT_STEP = "examples_at_step";

  private final TableCells cells;
  private final HistoryValue value;
  private final @Nullable String examplesPerStep;

  private LoggedRunTable(Path place, HistoryValue value, @Nullable String examplesPerStep) {
    this.cells = new TableCells(place);
    this.value = value;
    this.examplesPerStep = examplesPerStep;
    cells.column(RUN);
  }

  /// @param examplesPerStep a number, or the fact that holds it; null if nobody asks for examples
  static TableCells of(
      Path place, List<LoggedRun> runs, HistoryValue value, @Nullable String examplesPerStep) {
    var table = new LoggedRunTable(place, value, examplesPerStep);
    for (int i = 0; i < runs.size(); i++) {
      table.add(i + 1, runs.get(i));
    }
    return table.cells;
  }

  private void add(int number, LoggedRun run) {
    if (value instanceof HistoryValue.Every) {
      var byStep = new TreeMap<Long, Map<String, MetricPoint>>();
      run.metrics()
          .forEach((metric, points) ->
              points.forEach(point ->
                  byStep.computeIfAbsent(point.step(), _ -> new TreeMap<>()).put(metric, point)));
      byStep.forEach((step, points) -> row(number, run, Optional.of(step), points));
    } else {
      var points = new TreeMap<String, MetricPoint>();
      run.metrics()
          .forEach((metric, history) ->
              value.among(history).ifPresent(point -> points.put(metric, point)));
      row(number, run, lastStep(run), points);
    }
  }

  /// How far the run is, or the step that was asked for.
  private Optional<Long> lastStep(LoggedRun run) {
    if (value instanceof HistoryValue.AtStep(long step)) {
      return Optional.of(step);
    }
    var steps = new TreeSet<Long>();
    run.metrics().values().forEach(points -> steps.add(points.getLast().step()));
    return steps.isEmpty() ? Optional.empty() : Optional.of(steps.last());
  }

  private void row(
      int number, LoggedRun run, Optional<Long> step, Map<String, MetricPoint> points) {
    cells.startRow(number);
    cells.set(cells.column(RUN), run.run());
    run.facts().forEach((name, text) -> cells.set(cells.column(name), text));
    if (step.isPresent()) {
      cells.set(cells.column(STEP), String.valueOf(step.get()));
      examples(run, step.get())
          .ifPresent(
              examples -> cells.set(cells.column(EXAMPLES_AT_STEP), String.valueOf(examples)));
    }
    points.forEach(
        (metric, point) -> cells.set(cells.column(metric), String.valueOf(point.value())));
  }

  private OptionalDouble examples(LoggedRun run, long step) {
    if (examplesPerStep == null) {
      return OptionalDouble.empty();
    }
    String text = run.facts().getOrDefault(examplesPerStep, examplesPerStep);
    try {
      return OptionalDouble.of(Double.parseDouble(text) * step);
    } catch (NumberFormatException e) {
      throw new TableFileException(
          "the examples of a step must be a number, or the name of what holds it, but '%s' is neither for run %s, which has %s."
              .formatted(text, run.run(), run.facts().keySet()),
          e);
    }
  }
}
