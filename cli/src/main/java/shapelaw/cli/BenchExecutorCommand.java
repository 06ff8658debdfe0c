package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.runs.local.ExecutorBenchmark;

/// `shapelaw bench executor`: what a trial costs beside training and the start of a process.
@Command(
    name = "executor",
    description =
        "Measure what a trial costs beyond the bare start of its process, in turns with bare starts.")
final class BenchExecutorCommand implements Callable<Integer> {

  private static final int MOST_TRIALS = 100_000;

  @Option(names = "--trials", description = "How many (default: ${DEFAULT-VALUE}).")
  private int trials = 50;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (trials < 1 || trials > MOST_TRIALS) {
      throw new CommandFailure(
          "--trials must be from 1 to %,d but was %d.".formatted(MOST_TRIALS, trials));
    }
    PrintWriter out = Main.out(spec);
    Path folder = Files.createTempDirectory("shapelaw-bench");
    try {
      ExecutorBenchmark.Measured measured =
          ExecutorBenchmark.measure(trials, Execution.javaCommand(), folder);
      var table = new Table("milliseconds", "median", "10 %", "90 %");
      row(table, "Java that does nothing", measured.idle());
      row(table, "trial by hand, nothing to do", measured.bare());
      row(table, "trial of the executor, trains nothing", measured.trial());
      out.print(table);
      out.printf(
          "%nOverhead of a trial: %.1f ms beyond the start of its process, which reads its trunk, finds its trainer and has nothing to do; %.1f ms beyond a Java that does nothing (medians of %,d, in turns).%n",
          1e3 * (quantile(measured.trial(), 0.5) - quantile(measured.bare(), 0.5)),
          1e3 * (quantile(measured.trial(), 0.5) - quantile(measured.idle(), 0.5)),
          trials);
      return 0;
    } finally {
      delete(folder);
    }
  }

  private static void row(Table table, String name, List<Double> seconds) {
    table.row(
        name,
        "%.1f".formatted(1e3 * quantile(seconds, 0.5)),
        "%.1f".formatted(1e3 * quantile(seconds, 0.1)),
        "%.1f".formatted(1e3 * quantile(seconds, 0.9)));
  }

  private static double quantile(List<Double> values, double q) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.round(q * (sorted.size() - 1)));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
