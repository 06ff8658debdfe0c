package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import shapelaw.recommend.Analysis;
import shapelaw.study.StudyException;

/// `shapelaw fit`: the laws, their exponents, the check at the centre, the start shape, and how
/// well each law predicts what it has not seen.
@Command(name = "fit", description = "Fit the scaling laws to what is measured.")
final class FitCommand implements Callable<Integer> {

  @Mixin private StudyArgument study = new StudyArgument();

  @Mixin private FitArguments arguments = new FitArguments();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StudyException, IOException {
    PrintWriter out = Main.out(spec);
    MeasuredStudy measured = study.measured();
    out.print(measured.headline());
    Analysis analysis = measured.analysis(arguments);
    measured.recognised(arguments).ifPresent(out::print);
    measured.averaged(analysis).ifPresent(out::print);
    out.print(AnalysisText.of(measured, arguments, analysis));
    if (arguments.profile()) {
      out.print(JointText.profiles(analysis.joint()));
    }
    if (arguments.splits()) {
      out.print(HeldOutText.of(analysis.joint(), arguments.heldOutPart(measured.evidence().all())));
    }
    GridProposal.of(measured).ifPresent(proposal -> out.print(proposal.advice()));
    return 0;
  }
}
