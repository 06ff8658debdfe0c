package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.run.RunId;
import shapelaw.run.RunSpec;
import shapelaw.run.TrainingFailure;
import shapelaw.runs.ExecutionSummary;
import shapelaw.study.GridExtension;
import shapelaw.study.StudyException;
import shapelaw.sweep.Plan;
import shapelaw.sweep.SweepResults;

/// `shapelaw run`: makes every run of the plan that has no result yet.
@Command(
    name = "run",
    description = "Train what has no result yet, side by side; stopped or killed, it goes on.")
final class RunCommand implements Callable<Integer> {

  @Mixin private PlannedStudyArgument study = new PlannedStudyArgument();

  @Mixin private ExecutionOptions options = new ExecutionOptions();

  @Option(
      names = "--extend",
      arity = "0..1",
      fallbackValue = "5",
      paramLabel = "N",
      description =
          "When the grid's best shape lies on an edge, extend the grid and go on, until it lies inside, at most N times in all (default of N: ${FALLBACK-VALUE}) and within the study's budget.")
  private @Nullable Integer rounds;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StudyException, InterruptedException, TrainingFailure, IOException {
    PrintWriter out = Main.out(spec);
    requireRounds();
    boolean told = false;
    while (true) {
      StudyFolder folder = options.applied(study.open());
      out.print(told ? "" : SimulateCommand.headline(folder.study()));
      told = true;
      Plan plan = folder.plan();
      PlanText.refuseAboveBudget(folder.study(), plan, Main.err(spec));
      warnOfOtherResults(folder, plan, out);
      ExecutionSummary summary = Execution.run(folder, plan, out);
      out.print(Execution.text(summary, folder));
      if (!summary.complete() || summary.failed() > 0) {
        return summary.unfinished().isEmpty() && summary.failed() == 0 ? 0 : Main.FAILED;
      }
      SweepResults results = folder.results();
      Optional<GridProposal> proposal = GridProposal.of(folder, results);
      GridProposal.atChance(folder, results).ifPresent(out::print);
      if (proposal.isEmpty() || !isAccepted(proposal.get(), out)) {
        out.printf("Next: %s, %s%n", folder.command("fit"), folder.command("report"));
        return 0;
      }
    }
  }

  /// After a change of the study file stored results may be of other runs: nothing is lost, but
  /// they do not count, and people should hear it before they pay for the runs again.
  private static void warnOfOtherResults(StudyFolder folder, Plan plan, PrintWriter out) {
    Set<RunId> planned =
        plan.distinct().stream()
            .flatMap(p -> p.trunk().runs().stream())
            .map(RunSpec::id)
            .collect(Collectors.toSet());
    Set<RunId> stored =
        folder
            .openStore()
            .map(store -> {
              try (store) {
                boolean same = store.planMark().map(folder.study().planMark()::equals).orElse(true);
                return same ? Set.<RunId>of() : store.finished();
              }
            })
            .orElse(Set.of());
    long others = stored.stream().filter(run -> !planned.contains(run)).count();
    if (others > 0) {
      out.printf(
          "The study file has changed since the last run: %,d stored results are of other runs and do not count now. They are kept, and count again if the change is taken back (Ctrl-C).%n",
          others);
    }
  }

  private void requireRounds() {
    if (rounds != null && rounds < 1) {
      throw new CommandFailure("--extend must be at least 1 but was %d.".formatted(rounds));
    }
  }

  /// Makes the proposal part of the study if that was asked for and is allowed.
  private boolean isAccepted(GridProposal proposal, PrintWriter out)
      throws TrainingFailure, IOException, InterruptedException {
    Integer most = rounds;
    if (most == null) {
      out.print(proposal.advice());
      return false;
    }
    out.printf("%n%s%n", proposal.text());
    int before = GridExtension.read(proposal.folder().folder()).rounds();
    if (before >= most) {
      out.printf(
          "The grid is not extended: that was done for %s already, and --extend allows %d.%n",
          Count.of(before, "round"), most);
      return false;
    }
    try {
      PlanText.refuseAboveBudget(proposal.study(), proposal.after(), Main.err(spec));
    } catch (CommandFailure refusal) {
      out.printf("The grid is not extended: %s%n", refusal.getMessage());
      return false;
    }
    proposal.accept();
    out.printf("Extending the grid, round %d of at most %d.%n", before + 1, most);
    return true;
  }
}
