package shapelaw.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.study.StudyException;

/// `shapelaw retry`: opens what was cancelled or failed.
@Command(
    name = "retry",
    description = {
      "Open again what was cancelled or failed: everything, or what is named.",
      "The next 'run' makes it; one under way takes up what was cancelled. Measurements stay."
    })
final class RetryCommand implements Callable<Integer> {

  @Mixin private TrunkSelection selection = new TrunkSelection();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StudyException {
    PrintWriter out = Main.out(spec);
    StudyFolder folder = StudyFolder.open(selection.study());
    try (RunStore store = RunStore.open(folder.store())) {
      StoredTrunks stored = StoredTrunks.of(folder, store);
      List<PlannedTrunk> chosen = selection.of(stored.all());
      List<PlannedTrunk> cancelled = stored.cancelled(chosen);
      List<PlannedTrunk> failed = stored.failed(chosen);
      int opened = store.retry(StoredTrunks.ids(chosen));
      int open = stored.open(chosen).size();
      if (opened == 0) {
        out.print(nothing(folder, stored, chosen, open));
        return 0;
      }
      out.printf(
          "Opened %s: %,d cancelled, %,d failed.%n",
          StoredTrunks.count(opened), cancelled.size(), failed.size());
      out.print(
          stored.whosePlan(Stream.concat(cancelled.stream(), failed.stream()).distinct().toList()));
      out.println(
          stored.hasCoordinator()
              ? "The study is being run: it takes up what of its plan was cancelled within seconds; the rest is made by the next run."
              : "Next: " + folder.command("run"));
      return 0;
    }
  }

  /// What failed by its attempts alone is not held back, so that there is nothing to open.
  private static String nothing(
      StudyFolder folder, StoredTrunks stored, List<PlannedTrunk> chosen, int open) {
    int again = stored.cutShort(chosen).size();
    if (again == 0) {
      return "Nothing to open: of %s none was cancelled or failed; %,d have all their results, %,d are made by the next run.%n"
          .formatted(StoredTrunks.count(chosen.size()), chosen.size() - open, open);
    }
    return "Nothing to open: %s whose last attempt failed or was lost %s tried again by the next run anyway: %s%n"
        .formatted(StoredTrunks.count(again), again == 1 ? "is" : "are", folder.command("run"));
  }
}
