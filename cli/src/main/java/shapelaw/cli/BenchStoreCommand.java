package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `shapelaw bench store`: how long a store with many runs takes to use.
@Command(
    name = "store",
    description = {
      "Measure opening and reading a large run store, and status, fit and report on it.",
      "It is filled with simulated results: a study of its own, deleted afterwards."
    })
final class BenchStoreCommand implements Callable<Integer> {

  @Option(names = "--runs", description = "Stored results, at least (default: ${DEFAULT-VALUE}).")
  private int runs = 100_000;

  @Option(names = "--rounds", description = "Rounds of each (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--keep",
      paramLabel = "FOLDER",
      description = "Make the study here and leave it; one that is there is measured as it is.")
  private @Nullable Path keep;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = Main.out(spec);
    if (runs < 1 || rounds < 1) {
      throw new IllegalArgumentException(
          "runs and rounds must be at least 1 but were %d and %d.".formatted(runs, rounds));
    }
    Path folder = keep == null ? Files.createTempDirectory("shapelaw-store") : keep;
    try {
      var benchmark = new StoreBenchmark(folder, rounds);
      if (!Files.exists(folder.resolve("study.db"))) {
        benchmark.fill(runs, Main.err(spec));
      }
      var table = new Table("what", "best (s)", "median (s)");
      for (StoreBenchmark.Timing timing : benchmark.measure()) {
        table.row(
            timing.what(), "%.3f".formatted(timing.best()), "%.3f".formatted(timing.median()));
      }
      out.print(table);
      return 0;
    } finally {
      if (keep == null) {
        delete(folder);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
