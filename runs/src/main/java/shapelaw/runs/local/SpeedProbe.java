package shapelaw.runs.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import shapelaw.cost.CostModel;
import shapelaw.run.Recipe;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.run.Trainer;
import shapelaw.run.TrainingFailure;
import shapelaw.run.Trunk;
import shapelaw.runs.TrainingSpeed;
import shapelaw.runs.trial.SettingsContext;
import shapelaw.runs.trial.TrialMain;
import shapelaw.runs.trial.TrialSettings;

/// Measures how fast this machine trains a plan: its cheapest, its dearest and a middle model are
/// trained for a moment each, and judged once, by as many workers side by side as the plan will
/// have, since they share caches, memory and cores.
public final class SpeedProbe {

  private static final Duration EACH = Duration.ofSeconds(3);

  /// The first steps load, compile and fill caches; they are left out.
  private static final long WARM_UP_STEPS = 3;

  /// Training before an evaluation that is to be timed; a single step would do.
  private static final int STEPS_BEFORE_EVALUATION = 3;

  private static final int BOOTS = 3;

  private SpeedProbe() {}

  /// Trains moments of the given runs and returns what they took.
  ///
  /// @param runs the plan's runs, at least one
  /// @param settings of one trial; checkpoints and weights are not written
  /// @param workers side by side, ≥ 1
  /// @param stop true once nobody waits for the result any more; workers look at it between steps
  /// @throws TrainingFailure if a run cannot be made at all
  /// @throws IOException if there is no room for a temporary folder
  /// @throws InterruptedException if it was stopped; no worker trains any more
  public static TrainingSpeed measure(
      Trainer trainer,
      List<RunSpec> runs,
      TrialSettings settings,
      int workers,
      BooleanSupplier stop)
      throws TrainingFailure, IOException, InterruptedException {
    List<RunSpec> sorted =
        runs.stream()
            .sorted(Comparator.comparingDouble(run -> CostModel.forwardFlops(run.model())))
            .toList();
    var imageSeconds = new TreeMap<Double, Double>();
    var evaluationSeconds = new TreeMap<Double, Double>();
    double start = 0;
    for (RunSpec run :
        List.of(sorted.getFirst(), sorted.get(sorted.size() / 2), sorted.getLast())) {
      double flops = CostModel.forwardFlops(run.model());
      List<Moment> moments = sideBySide(trainer, run, settings, workers, stop);
      for (Moment moment : moments) {
        start = Math.max(start, moment.startSeconds());
        imageSeconds.merge(
            flops, moment.stepSeconds() / run.recipe().batchSize() / moments.size(), Double::sum);
        evaluationSeconds.merge(flops, moment.evaluationSeconds() / moments.size(), Double::sum);
      }
    }
    return new TrainingSpeed(imageSeconds, evaluationSeconds, start);
  }

  /// What one worker took.
  private record Moment(double startSeconds, double stepSeconds, double evaluationSeconds) {}

  /// One moment a worker; fewer if a run is too short to tell its speed.
  private static List<Moment> sideBySide(
      Trainer trainer, RunSpec run, TrialSettings settings, int workers, BooleanSupplier stop)
      throws TrainingFailure, IOException, InterruptedException {
    try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
      List<Future<Optional<Moment>>> started =
          Stream.generate(() -> pool.submit(() -> moment(trainer, run, settings, stop)))
              .limit(workers)
              .toList();
      var moments = new ArrayList<Moment>();
      for (Future<Optional<Moment>> each : started) {
        each.get().ifPresent(moments::add);
      }
      return moments;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case TrainingFailure failure -> throw failure;
        case IOException failure -> throw failure;
        case InterruptedException stopped -> throw stopped;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private static Optional<Moment> moment(
      Trainer trainer, RunSpec run, TrialSettings settings, BooleanSupplier stop)
      throws TrainingFailure, IOException, InterruptedException {
    MomentContext training = train(trainer, run, settings, stop);
    MomentContext judging = train(trainer, brief(run), settings, stop);
    return training.measured()
        ? Optional.of(
            new Moment(
                training.startSeconds(), training.secondsPerStep(), judging.evaluationSeconds()))
        : Optional.empty();
  }

  /// A few steps that end in an evaluation.
  private static RunSpec brief(RunSpec run) {
    Recipe recipe = run.recipe();
    return new RunSpec(
        run.model(),
        run.data(),
        new Recipe(
            recipe.batchSize(),
            recipe.optimizer(),
            recipe.learningRate(),
            recipe.weightDecay(),
            new Schedule.ReciprocalSquareRoot(1, 1),
            recipe.clipNorm(),
            recipe.mixup(),
            recipe.precision(),
            recipe.parametrization()),
        STEPS_BEFORE_EVALUATION,
        run.evaluation(),
        run.seed());
  }

  private static MomentContext train(
      Trainer trainer, RunSpec run, TrialSettings settings, BooleanSupplier stop)
      throws TrainingFailure, IOException, InterruptedException {
    requireWanted(stop);
    var context =
        new MomentContext(
            Files.createTempDirectory("shapelaw-probe"), withoutFiles(settings), stop);
    try {
      trainer.train(new Trunk(List.of(run)), context);
    } catch (InterruptedException e) {
      if (!context.stopRequested()) { // else the moment is over, as asked
        Thread.currentThread().interrupt();
      }
    } finally {
      deleteFolder(context.folder());
    }
    requireWanted(stop);
    return context;
  }

  private static void requireWanted(BooleanSupplier stop) throws InterruptedException {
    if (stop.getAsBoolean()) {
      throw new InterruptedException("measuring speed was stopped");
    }
  }

  /// The same, but neither weights nor, within a moment, checkpoints are written.
  private static TrialSettings withoutFiles(TrialSettings settings) {
    return new TrialSettings(
        settings.threads(),
        Duration.ofDays(1).toSeconds(),
        settings.device(),
        settings.recomputesActivations(),
        false);
  }

  /// Seconds that a trial's process takes to come up and end again without training.
  ///
  /// @param javaCommandPrefix as in [LocalSettings]
  /// @throws IOException if the command cannot be started
  public static double processSeconds(List<String> javaCommandPrefix) throws IOException {
    var command = new ArrayList<>(javaCommandPrefix);
    command.add(TrialMain.class.getName());
    var seconds = new ArrayList<Double>();
    for (int i = 0; i < BOOTS; i++) {
      long began = System.nanoTime();
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.onExit().join(); // at once: it gets no arguments
      seconds.add((System.nanoTime() - began) / 1e9);
    }
    return seconds.stream().sorted().toList().get(BOOTS / 2);
  }

  private static void deleteFolder(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /// Stops the training after a moment and keeps the time of its steps.
  private static final class MomentContext extends SettingsContext {
    private final Path folder;
    private final BooleanSupplier stop;
    private final long beganNanos = System.nanoTime();
    private long firstStepNanos;
    private long warmNanos;
    private long warmStep;
    private long lastNanos;
    private long lastStep;
    private double evaluationSeconds;

    MomentContext(Path folder, TrialSettings settings, BooleanSupplier stop) {
      super(settings);
      this.folder = folder;
      this.stop = stop;
    }

    @Override
    public void progress(Progress progress) {
      lastNanos = System.nanoTime();
      lastStep = progress.trainedSteps();
      if (firstStepNanos == 0) {
        firstStepNanos = lastNanos;
      }
      if (warmNanos == 0 && lastStep >= WARM_UP_STEPS) {
        warmNanos = lastNanos;
        warmStep = lastStep;
      }
    }

    boolean measured() {
      return lastStep > warmStep && warmNanos != 0;
    }

    double startSeconds() {
      return (firstStepNanos - beganNanos) / 1e9;
    }

    /// From the last step to the result.
    double evaluationSeconds() {
      return evaluationSeconds;
    }

    double secondsPerStep() {
      return (lastNanos - warmNanos) / 1e9 / (lastStep - warmStep);
    }

    @Override
    public boolean stopRequested() {
      return stop.getAsBoolean() || isOver();
    }

    private boolean isOver() {
      return measured() && lastNanos - firstStepNanos > EACH.toNanos();
    }

    @Override
    public Path folder() {
      return folder;
    }

    @Override
    public Set<RunId> finished() {
      return Set.of();
    }

    @Override
    public void accept(RunResult result) {
      evaluationSeconds =
          lastNanos == 0
              ? 0
              : (System.nanoTime() - lastNanos) / 1e9; // the result itself is of no use
    }
  }
}
