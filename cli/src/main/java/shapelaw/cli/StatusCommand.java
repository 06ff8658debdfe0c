package shapelaw.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import shapelaw.run.RunResult;
import shapelaw.study.StudyException;
import shapelaw.sweep.SweepResults;

/// `shapelaw status`: how many runs have a result.
@Command(name = "status", description = "How far the study is.")
final class StatusCommand implements Callable<Integer> {

  @Mixin private PlannedStudyArgument study = new PlannedStudyArgument();

  @Spec private @Nullable CommandSpec spec;

  /// Counts of one purpose.
  private static final class Counts {
    int planned;
    int done;
    int diverged;
    int failed;

    void add(SweepResults.Row row) {
      planned++;
      row.result()
          .ifPresent(result -> {
            switch (result) {
              case RunResult.Done _ -> done++;
              case RunResult.Diverged _ -> diverged++;
              case RunResult.Failed _ -> failed++;
            }
          });
    }
  }

  @Override
  public Integer call() throws StudyException {
    PrintWriter out = Main.out(spec);
    SweepResults results = study.open().results();
    var total = new Counts();
    Map<String, Counts> byPurpose = new LinkedHashMap<>();
    for (SweepResults.Row row : results.rows()) {
      byPurpose.computeIfAbsent(row.purpose().label(), label -> new Counts()).add(row);
      total.add(row);
    }
    out.printf(
        "%d of %d planned runs have a result.%n%n",
        total.done + total.diverged + total.failed, total.planned);
    var table = new Table("purpose", "planned", "done", "diverged", "failed");
    byPurpose.forEach((label, c) -> table.row(label, c.planned, c.done, c.diverged, c.failed));
    out.print(table);
    return 0;
  }
}
