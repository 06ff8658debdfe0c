package shapelaw.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.simulation.SimulatedStudies;

/// `shapelaw bench studies`: what each rule loses and what intervals hold where the truth is known.
@Command(
    name = "studies",
    description = {
      "Simulate the paper's sweeps under known truths.",
      "Prints, as Markdown, how much loss each rule's shape gives away and how often the intervals hold the truth. Minutes on all cores."
    })
final class BenchStudiesCommand implements Callable<Integer> {

  @Option(
      names = "--repetitions",
      description = "Studies of each truth and noise (default: ${DEFAULT-VALUE}).")
  private int repetitions = 100;

  @Option(names = "--seed", description = "Seed of the noise (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Main.out(spec);
    PrintWriter progress = Main.err(spec);
    List<SimulatedStudies.Cell> cells =
        SimulatedStudies.run(
            repetitions,
            seed,
            cell -> {
              progress.printf(
                  "%s, noise %s: done%n", cell.truth(), SimulatedStudiesText.percent(cell.noise()));
              progress.flush();
            });
    out.print(new SimulatedStudiesText(cells, repetitions, seed).markdown());
    return 0;
  }
}
