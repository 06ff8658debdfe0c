package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import shapelaw.run.TrainingFailure;
import shapelaw.runs.ExecutionSummary;
import shapelaw.study.StudyException;
import shapelaw.sweep.Plan;

/// `shapelaw run`: makes every run of the plan that has no result yet.
@Command(
    name = "run",
    description = "Train what has no result yet, side by side; stopped or killed, it goes on.")
final class RunCommand implements Callable<Integer> {

  @Mixin private PlannedStudyArgument study = new PlannedStudyArgument();

  @Mixin private ExecutionOptions options = new ExecutionOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StudyException, InterruptedException, TrainingFailure, IOException {
    PrintWriter out = Main.out(spec);
    StudyFolder folder = options.applied(study.open());
    Plan plan = folder.plan();
    PlanText.refuseAboveBudget(folder.study(), plan);
    ExecutionSummary summary = Execution.run(folder, plan, out);
    out.print(Execution.text(summary));
    return summary.unfinished().isEmpty() && summary.failed() == 0 ? 0 : Main.FAILED;
  }
}
