package shapelaw.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import shapelaw.cost.CostModel;
import shapelaw.run.DeviceChoice;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Trainer;
import shapelaw.run.TrainingContext;
import shapelaw.run.TrainingFailure;
import shapelaw.run.Trunk;

/// Measures how fast this machine trains a plan: trains its cheapest, its dearest and a middle
/// model for a moment each, with the trainer and the threads that the trials will have.
public final class SpeedProbe {

  private static final Duration EACH = Duration.ofSeconds(3);

  /// The first steps load, compile and fill caches; they are left out.
  private static final long WARM_UP_STEPS = 3;

  private SpeedProbe() {}

  /// Trains moments of the given runs and returns what they took.
  ///
  /// @param runs the plan's runs, at least one
  /// @param settings of one trial; checkpoints and weights are not written
  /// @throws TrainingFailure if a run cannot be made at all
  /// @throws IOException if there is no room for a temporary folder
  public static TrainingSpeed measure(Trainer trainer, List<RunSpec> runs, TrialSettings settings)
      throws TrainingFailure, IOException {
    List<RunSpec> sorted =
        runs.stream()
            .sorted(Comparator.comparingDouble(run -> CostModel.forwardFlops(run.model())))
            .toList();
    var secondsByFlops = new TreeMap<Double, Double>();
    double start = 0;
    for (RunSpec run :
        List.of(sorted.getFirst(), sorted.get(sorted.size() / 2), sorted.getLast())) {
      var context = new MomentContext(Files.createTempDirectory("shapelaw-probe"), settings);
      long began = System.nanoTime();
      try {
        trainer.train(new Trunk(List.of(run)), context);
      } catch (InterruptedException e) {
        if (!context.stopRequested()) { // else the moment is over, as asked
          Thread.currentThread().interrupt();
        }
      } finally {
        deleteFolder(context.folder());
      }
      if (context.measured()) {
        start = Math.max(start, (context.firstStepNanos() - began) / 1e9);
        secondsByFlops.put(
            CostModel.forwardFlops(run.model()),
            context.secondsPerStep() / run.recipe().batchSize());
      }
    }
    return new TrainingSpeed(secondsByFlops, start);
  }

  private static void deleteFolder(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /// Stops the training after a moment and keeps the time of its steps.
  private static final class MomentContext implements TrainingContext {
    private final Path folder;
    private final TrialSettings settings;
    private long firstStepNanos;
    private long warmNanos;
    private long warmStep;
    private long lastNanos;
    private long lastStep;

    MomentContext(Path folder, TrialSettings settings) {
      this.folder = folder;
      this.settings = settings;
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

    long firstStepNanos() {
      return firstStepNanos;
    }

    double secondsPerStep() {
      return (lastNanos - warmNanos) / 1e9 / (lastStep - warmStep);
    }

    @Override
    public boolean stopRequested() {
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
      // a moment's result is of no use
    }

    @Override
    public int threads() {
      return settings.threads();
    }

    @Override
    public DeviceChoice device() {
      return settings.device();
    }

    @Override
    public boolean recomputesActivations() {
      return settings.recomputesActivations();
    }

    @Override
    public double checkpointSeconds() {
      return Duration.ofDays(1).toSeconds();
    }
  }
}
