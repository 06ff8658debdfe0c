package shapelaw.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import shapelaw.study.StudyException;
import shapelaw.sweep.SweepResults;

/// `shapelaw fit`: the laws, their exponents, the check at the centre, and the start shape.
@Command(name = "fit", description = "Fit the scaling laws to what is measured.")
final class FitCommand implements Callable<Integer> {

  @Mixin private StudyArgument study = new StudyArgument();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StudyException {
    PrintWriter out = Main.out(spec);
    StudyFolder folder = study.open();
    SweepResults results = folder.results();
    out.print(AnalysisText.of(results, folder.analysis(results)));
    return 0;
  }
}
