package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shapelaw.cli.bench.LawBenchmark;

/// `shapelaw bench laws`: fits a second beside scipy's, on published data.
@Command(
    name = "laws",
    description = "Measure fits of scaling laws against scipy, one thread each, on published data.")
final class BenchLawsCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "CSV with columns N, D, loss (default: 234 points of Figure 4 of the Chinchilla paper).")
  private @Nullable Path file;

  @Option(names = "--rounds", description = "Rounds of each method (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(names = "--seconds", description = "Seconds of a round (default: ${DEFAULT-VALUE}).")
  private double seconds = 0.5;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Main.out(spec);
    var effort = new LawBenchmark.Effort(rounds, seconds);
    out.print(LawBenchmarkText.peer(LawBenchmark.scipyVersion()));
    out.flush();
    out.print(LawBenchmarkText.chinchilla(LawBenchmark.chinchilla(file, effort)));
    out.flush();
    out.print(LawBenchmarkText.gemstones(LawBenchmark.gemstones(rounds)));
    return 0;
  }
}
