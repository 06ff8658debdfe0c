package shapelaw.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import shapelaw.runs.ExecutionSummary;
import shapelaw.study.StudyException;

/// `shapelaw run`: makes every run of the plan that has no result yet.
@Command(
    name = "run",
    description = "Train what has no result yet, side by side; stopped or killed, it goes on.")
final class RunCommand implements Callable<Integer> {

  @Mixin private StudyArgument study = new StudyArgument();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StudyException, InterruptedException {
    PrintWriter out = Main.out(spec);
    StudyFolder folder = study.open();
    ExecutionSummary summary = Execution.run(folder, folder.plan(), out);
    out.print(Execution.text(summary));
    return summary.complete() ? 0 : Main.FAILED;
  }
}
