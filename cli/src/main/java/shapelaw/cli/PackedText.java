package shapelaw.cli;

import java.util.stream.Collectors;
import shapelaw.torch.bench.PackedBenchmark.Result;
import shapelaw.torch.bench.PackedBenchmark.Task;

/// What `bench train --packed` prints.
///
/// @param task what was asked
/// @param result what was measured
record PackedText(Task task, Result result) {

  @Override
  public String toString() {
    int each = task.packed().getFirst().threads();
    var table = new Table("training", "processes", "threads of each", "images/s", "over single");
    table.row(
        "side by side",
        task.packed().size(),
        each,
        Table.number(result.together()),
        ratio(result.ratio().median()));
    table.row("single", 1, task.single().threads(), Table.number(result.single()), ratio(1));
    return """
    %s, %s, %d px, patch %d, batch %d, images made beside the training

    %s
    Each of those side by side: %s images/s. Medians of %s in which both took turns;
    the ratio went from %s to %s.
    """
        .formatted(
            task.model().shape(),
            Count.of(task.model().heads(), "head"),
            task.model().imageSize(),
            task.model().patchSize(),
            task.batch(),
            table,
            result.each().stream().map(Table::number).collect(Collectors.joining(", ")),
            Count.of(task.rounds(), "round"),
            ratio(result.ratio().lowest()),
            ratio(result.ratio().highest()));
  }

  private static String ratio(double value) {
    return "%.2f".formatted(value);
  }
}
