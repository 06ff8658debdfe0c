package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.cost.Device;
import shapelaw.recommend.Analysis;
import shapelaw.recommend.Budget;
import shapelaw.recommend.Limit;
import shapelaw.recommend.ShapeChoice;
import shapelaw.recommend.SizeRange;
import shapelaw.shape.HeadRule;
import shapelaw.study.StudyException;
import shapelaw.sweep.SweepResults;

/// `shapelaw recommend`: a shape for a budget.
@Command(
    name = "recommend",
    description = {
      "Recommend a shape for a budget, by every rule that the data allow, side by side.",
      "Limits (--max-...) may come with any budget; alone they take training as endless."
    })
final class RecommendCommand implements Callable<Integer> {

  @Mixin private StudyArgument study = new StudyArgument();

  @Mixin private BudgetOptions budget = new BudgetOptions();

  @Mixin private FitArguments arguments = new FitArguments();

  @Option(
      names = "--multiple",
      paramLabel = "DIMENSION=N",
      description =
          "Round a dimension to multiples of N, for example --multiple mlp_dim=64 (default: the greatest power of two that divides all measured sizes, if 8 or more; of a study trained here mlp_dim="
              + Recommendations.MLP_MULTIPLE
              + ", and the width obeys the heads).")
  private Map<String, Integer> multiples = new LinkedHashMap<>();

  @Option(
      names = "--weights",
      split = ",",
      paramLabel = "DIMENSION=W,...",
      hideParamSyntax = true,
      description =
          "Weights of the paper's rule in place of 1/D, which must sum to 1 (width=0.3,mlp_dim=0.7).")
  private Map<String, Double> weights = new LinkedHashMap<>();

  @Option(
      names = "--range",
      paramLabel = "FACTOR",
      description =
          "How far beyond the measured sizes to search (default: ${DEFAULT-VALUE} times).")
  private double rangeFactor = SizeRange.DEFAULT_FACTOR;

  @Mixin private HardwareOptions hardware = new HardwareOptions();

  @Option(
      names = "--explain",
      description = "Show the paper's rule step by step, with its own risks.")
  private boolean explain;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StudyException, IOException {
    PrintWriter out = Main.out(spec);
    MeasuredStudy measured = study.measured();
    Supplier<Device> device = () -> Recommendations.measuredDevice(measured, Main.err(spec));
    Budget asked =
        budget
            .budget(device)
            .orElseThrow(() ->
                new CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "A budget is missing: one of --compute, --like, --training-hours, --total-compute, --target-loss, or a limit (--max-...)."));
    List<Limit> limits = budget.limits(device, () -> Recommendations.memory(measured));
    Optional<HeadRule> heads = hardware.knownHeads(measured);
    out.print(measured.headline());
    Analysis analysis = measured.analysis(arguments);
    var wishes =
        new ShapeChoice.Wishes(
            Recommendations.multiples(measured, heads, multiples),
            rangeFactor,
            limits,
            weights,
            heads);
    Recommendations.Answer answer = Recommendations.compared(measured, analysis, wishes, asked);
    Optional<HardwareSpeeds.Answer> speeds =
        HardwareSpeeds.answer(measured, answer.choice(), answer.comparison(), hardware, out);
    out.print(new ComparisonText(answer.comparison(), analysis.joint(), heads).text());
    speeds.ifPresent(s -> out.print(new HardwareText(s).text()));
    if (explain) {
      out.print(Recommendations.paper(measured, analysis, asked, rangeFactor));
    }
    measured.results().flatMap(SweepResults::leftOut).ifPresent(left -> out.printf("%n%s%n", left));
    measured.plateau(arguments).ifPresent(warning -> out.printf("%nChance level: %s%n", warning));
    measured.repeatedImages().ifPresent(warning -> out.printf("%nRepeated images: %s%n", warning));
    GridProposal.of(measured).ifPresent(proposal -> out.print(proposal.advice()));
    return 0;
  }
}
