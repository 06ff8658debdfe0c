package shapelaw.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.runs.slurm.SlurmExecutor;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.study.StudyException;

/// `shapelaw cancel`: leaves trunks alone until `retry`.
@Command(
    name = "cancel",
    description = {
      "Leave runs alone until 'retry': all that have no result, or those that are named.",
      "What is under way writes a checkpoint and ends; finished runs stay."
    })
final class CancelCommand implements Callable<Integer> {

  @Mixin private TrunkSelection selection = new TrunkSelection();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "cancelled by hand",
      description = "Why, for those who ask later (default: ${DEFAULT-VALUE}).")
  private String reason = "cancelled by hand";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StudyException {
    PrintWriter out = Main.out(spec);
    StudyFolder folder = StudyFolder.open(selection.study());
    try (RunStore store = RunStore.open(folder.store())) {
      StoredTrunks stored = StoredTrunks.of(folder, store);
      List<PlannedTrunk> chosen = selection.of(stored.all());
      List<PlannedTrunk> open = stored.open(chosen);
      Set<String> before = Set.copyOf(StoredTrunks.ids(stored.cancelled(open)));
      stored.remember(open, folder.study().planMark());
      int cancelled = store.cancel(StoredTrunks.ids(open), reason);
      List<PlannedTrunk> changed =
          open.stream().filter(p -> !before.contains(p.trunk().id())).toList();
      if (cancelled == 0) {
        out.printf(
            "Nothing to cancel: of %s %,d have all their results and %,d were cancelled before.%n",
            StoredTrunks.count(chosen.size()), chosen.size() - open.size(), before.size());
      } else {
        out.printf(
            "Cancelled %s; finished runs stay. Take it back with: %s%n",
            StoredTrunks.count(cancelled), folder.command("retry"));
        out.print(stored.whosePlan(changed));
      }
      if (!stored.hasCoordinator()) {
        SlurmExecutor.cancelledJobs(
                store.attemptsUnderWay(), Set.copyOf(StoredTrunks.ids(stored.cancelled(open))))
            .ifPresent(out::println);
      } else if (cancelled > 0) {
        out.println(
            stored.countOfRun(changed) > 0
                ? "The study is being run: what is under way writes a checkpoint and ends within seconds."
                : "The study is being run, without any of these: it goes on.");
      }
      return 0;
    }
  }
}
