package shapelaw.runs.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.run.SimulatedTrainer;
import shapelaw.run.Trunk;
import shapelaw.runs.ExecutionEvent;
import shapelaw.runs.ExecutionListener;
import shapelaw.runs.ExecutionSummary;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.trial.ExitCode;
import shapelaw.runs.trial.TrialArguments;
import shapelaw.runs.trial.TrialFolder;
import shapelaw.runs.trial.TrialMain;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

/// What a trial costs beside its training and the start of a process: trials that train nothing,
/// one after another through [LocalExecutor], and before each of them the bare start of a process
/// that does nothing, by the very same command.
public final class ExecutorBenchmark {

  private ExecutorBenchmark() {}

  /// Seconds, in the order of measuring.
  ///
  /// @param idle from the start of a Java that does nothing to its end
  /// @param bare the same for a trial all of whose runs have a result: it reads its trunk and finds
  ///   its trainer
  /// @param trial from one trial's beginning to the next one's: process, result in the store,
  ///   folders
  public record Measured(List<Double> idle, List<Double> bare, List<Double> trial) {
    public Measured {
      idle = List.copyOf(idle);
      bare = List.copyOf(bare);
      trial = List.copyOf(trial);
    }
  }

  /// Measures.
  ///
  /// @param trials how many, ≥ 1; one more comes first and does not count
  /// @param javaCommandPrefix Java, its flags and the class path
  /// @param folder for store and trials; empty
  public static Measured measure(int trials, List<String> javaCommandPrefix, Path folder)
      throws InterruptedException, IOException {
    var settings = new LocalSettings(1, 1, javaCommandPrefix, SimulatedTrainer.NAME, 60, 1);
    var command = new ArrayList<>(CpuShares.ofThisMachine(1, 1).commandPrefix(0));
    command.addAll(javaCommandPrefix);
    List<Trunk> trunks =
        IntStream.rangeClosed(0, trials).mapToObj(ExecutorBenchmark::trivial).toList();
    var stopwatch =
        new Stopwatch(
            with(command, List.of(IdleMain.class.getName())),
            with(command, nothingToDo(trunks.getFirst(), settings, folder.resolve("bare"))));
    try (RunStore store = RunStore.open(folder.resolve("study.db"))) {
      store.plan(trunks.stream().map(trunk -> new PlannedTrunk(trunk, "bench")).toList());
      ExecutionSummary summary =
          new LocalExecutor(settings, folder.resolve("trials")).execute(trunks, store, stopwatch);
      if (!summary.complete()) {
        throw new IllegalStateException(summary.unfinished().getFirst().reason());
      }
    }
    return new Measured(
        stopwatch.idle.subList(1, trials + 1),
        stopwatch.bare.subList(1, trials + 1),
        stopwatch.trial.subList(1, trials + 1));
  }

  private static List<String> with(List<String> command, List<String> more) {
    return Stream.concat(command.stream(), more.stream()).toList();
  }

  /// A trial's command line behind Java's, all runs of its trunk being finished.
  private static List<String> nothingToDo(Trunk trunk, LocalSettings settings, Path path)
      throws IOException {
    var folder = new TrialFolder(path);
    folder.prepare(trunk);
    return with(
        List.of(TrialMain.class.getName()),
        new TrialArguments(
                folder.trunkFile(),
                folder.path(),
                settings.trainer(),
                settings.trial(),
                1,
                OptionalLong.of(ProcessHandle.current().pid()),
                trunk.runs().stream().map(RunSpec::id).collect(Collectors.toSet()))
            .toCommandLine());
  }

  private static Trunk trivial(int number) {
    return new Trunk(
        List.of(
            new RunSpec(
                new VisionTransformer(Shape.vit(16, 1, 16), 1, 4, 16, 3, Pooling.GAP, 10),
                new DataSpec.Fractals(16, 10, 10, 1),
                new Recipe(
                    8, Optimizer.AdamW.USUAL, 1e-3, 0, new Schedule.ReciprocalSquareRoot(5, 10), 1),
                100,
                EvaluationSpec.PAPER,
                number)));
  }

  /// Hears when trials begin and end; while it listens the executor waits.
  private static final class Stopwatch implements ExecutionListener {
    private final List<String> idleCommand;
    private final List<String> bareCommand;
    private final List<Double> idle = new ArrayList<>();
    private final List<Double> bare = new ArrayList<>();
    private final List<Double> trial = new ArrayList<>();
    private long beganNanos;

    Stopwatch(List<String> idleCommand, List<String> bareCommand) {
      this.idleCommand = idleCommand;
      this.bareCommand = bareCommand;
    }

    @Override
    public void on(ExecutionEvent event) {
      boolean begins = event instanceof ExecutionEvent.Started;
      if (!begins && !(event instanceof ExecutionEvent.Ended)) {
        return;
      }
      if (beganNanos != 0) {
        trial.add((System.nanoTime() - beganNanos) / 1e9);
      }
      if (begins) {
        idle.add(seconds(idleCommand));
        bare.add(seconds(bareCommand));
        beganNanos = System.nanoTime();
      }
    }

    private static double seconds(List<String> command) {
      long began = System.nanoTime();
      try {
        Process process =
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        int code = process.onExit().join().exitValue();
        if (code != ExitCode.DONE) {
          throw new IllegalStateException("exit code " + code + " of " + command);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("a process cannot be started: " + command, e);
      }
      return (System.nanoTime() - began) / 1e9;
    }
  }
}
