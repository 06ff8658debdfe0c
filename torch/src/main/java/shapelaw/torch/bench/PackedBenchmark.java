package shapelaw.torch.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import shapelaw.numerics.Quantiles;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.bench.TrainingBenchmark.Ratio;

/// Throughput of several small trainings side by side, each in a process of its own, against one
/// training that has all their threads.
///
/// All processes live from start to end. In each round the side-by-side ones train at the same time
/// for some seconds, from a common start; then the single one does, while they wait. So whatever
/// else the machine does hits both.
public final class PackedBenchmark {

  private PackedBenchmark() {}

  /// How a process is started.
  ///
  /// @param command up to the class path, with what pins the process to its cores before it
  /// @param environment added to this process's own
  /// @param threads that work on one operation
  public record Launch(List<String> command, Map<String, String> environment, int threads) {
    public Launch {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }
  }

  /// What to measure.
  ///
  /// @param model what each process trains, with a head, on fractals
  /// @param batch images of a step
  /// @param rounds turns of either way, ≥ 1
  /// @param roundSeconds of a turn
  /// @param packed the processes side by side
  /// @param single the process that has the machine to itself
  public record Task(
      VisionTransformer model,
      int batch,
      int rounds,
      double roundSeconds,
      List<Launch> packed,
      Launch single) {
    public Task {
      packed = List.copyOf(packed);
      if (packed.isEmpty() || rounds < 1 || batch < 1 || !(roundSeconds > 0)) {
        throw new IllegalArgumentException(
            "processes, rounds and batch must be at least 1 and seconds above 0 but were %d, %d, %d and %s."
                .formatted(packed.size(), rounds, batch, roundSeconds));
      }
    }
  }

  /// What was measured, in images a second; medians over the rounds.
  ///
  /// @param each of the processes side by side
  /// @param together all of these, round by round
  /// @param single the one that has the machine to itself
  /// @param ratio of `together` to `single`, round by round
  public record Result(List<Double> each, double together, double single, Ratio ratio) {
    public Result {
      each = List.copyOf(each);
    }
  }

  /// Measures for `2 · rounds · roundSeconds` and the starts of the processes.
  ///
  /// @throws IllegalStateException if a process ends before it has answered
  public static Result measure(Task task) throws IOException {
    var workers = new ArrayList<Worker>();
    try {
      for (Launch launch : task.packed()) {
        workers.add(Worker.start(launch, task));
      }
      Worker single = Worker.start(task.single(), task);
      workers.add(single);
      workers.forEach(Worker::awaitReady);
      List<Worker> packed = workers.subList(0, task.packed().size());
      var rates = new double[packed.size()][task.rounds()];
      var together = new double[task.rounds()];
      var alone = new double[task.rounds()];
      for (int round = 0; round < task.rounds(); round++) {
        packed.forEach(worker -> worker.go(task.roundSeconds()));
        for (int i = 0; i < packed.size(); i++) {
          rates[i][round] = packed.get(i).imagesPerSecond();
          together[round] += rates[i][round];
        }
        single.go(task.roundSeconds());
        alone[round] = single.imagesPerSecond();
      }
      return new Result(
          IntStream.range(0, packed.size()).mapToObj(i -> Quantiles.of(rates[i], 0.5)).toList(),
          Quantiles.of(together, 0.5),
          Quantiles.of(alone, 0.5),
          Ratio.of(
              IntStream.range(0, task.rounds())
                  .mapToDouble(round -> together[round] / alone[round])
                  .toArray()));
    } finally {
      workers.forEach(Worker::close);
    }
  }

  /// One process that trains on demand.
  private record Worker(Process process, BufferedWriter in, BufferedReader out) {

    static Worker start(Launch launch, Task task) throws IOException {
      var command = new ArrayList<String>(launch.command());
      command.add(PackedWorker.class.getName());
      command.addAll(PackedWorker.arguments(task.model(), task.batch(), launch.threads()));
      var builder = new ProcessBuilder(command);
      builder.environment().putAll(launch.environment());
      Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
      return new Worker(
          process,
          process.outputWriter(StandardCharsets.UTF_8),
          process.inputReader(StandardCharsets.UTF_8));
    }

    void awaitReady() {
      String line = answer();
      if (!line.equals(PackedWorker.READY)) {
        throw new IllegalStateException("a process must say that it is ready but said: " + line);
      }
    }

    void go(double seconds) {
      try {
        in.write(seconds + "\n");
        in.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    double imagesPerSecond() {
      String[] words = answer().split(" ", 2);
      return Double.parseDouble(words[0]) / Double.parseDouble(words[1]);
    }

    private String answer() {
      try {
        String line = out.readLine();
        if (line == null) {
          throw new IllegalStateException(
              "a training process must answer but has ended. Maybe there is too little memory.");
        }
        return line;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void close() {
      process.destroy();
    }
  }
}
