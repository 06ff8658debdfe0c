package shapelaw.runs.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
  /// @param bare from a bare process's start to its end
  /// @param trial from one trial's beginning to the next one's: process, result in the store,
  ///   folders
  public record Measured(List<Double> bare, List<Double> trial) {
    public Measured {
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
      throws InterruptedException {
    var settings = new LocalSettings(1, 1, javaCommandPrefix, SimulatedTrainer.NAME, 60, 1);
    var bare = new ArrayList<>(CpuShares.ofThisMachine(1, 1).commandPrefix(0));
    bare.addAll(javaCommandPrefix);
    bare.add(IdleMain.class.getName());
    List<Trunk> trunks =
        IntStream.rangeClosed(0, trials).mapToObj(ExecutorBenchmark::trivial).toList();
    var stopwatch = new Stopwatch(bare);
    try (RunStore store = RunStore.open(folder.resolve("study.db"))) {
      store.plan(trunks.stream().map(trunk -> new PlannedTrunk(trunk, "bench")).toList());
      ExecutionSummary summary =
          new LocalExecutor(settings, folder.resolve("trials")).execute(trunks, store, stopwatch);
      if (!summary.complete()) {
        throw new IllegalStateException(summary.unfinished().getFirst().reason());
      }
    }
    return new Measured(
        stopwatch.bare.subList(1, trials + 1), stopwatch.trial.subList(1, trials + 1));
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
    private final List<String> bareCommand;
    private final List<Double> bare = new ArrayList<>();
    private final List<Double> trial = new ArrayList<>();
    private long beganNanos;

    Stopwatch(List<String> bareCommand) {
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
        bare.add(bareStart());
        beganNanos = System.nanoTime();
      }
    }

    private double bareStart() {
      long began = System.nanoTime();
      try {
        new ProcessBuilder(bareCommand).start().onExit().join();
      } catch (IOException e) {
        throw new UncheckedIOException("a process cannot be started: " + bareCommand, e);
      }
      return (System.nanoTime() - began) / 1e9;
    }
  }
}
