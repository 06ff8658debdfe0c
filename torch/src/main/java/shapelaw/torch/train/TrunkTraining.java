package shapelaw.torch.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.run.NoCheckpointException;
import shapelaw.run.Provenance;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.TrainingContext;
import shapelaw.run.TrainingContext.Progress;
import shapelaw.run.Trunk;
import shapelaw.torch.data.Batch;
import shapelaw.torch.data.BatchStream;
import shapelaw.torch.data.ImageSource;
import shapelaw.torch.evaluation.NotFiniteException;
import shapelaw.torch.weights.WeightsExport;

/// Trains a trunk: along it to where the next unfinished run's cool-down begins, a snapshot, the
/// cool-down branch, its evaluation, back to the snapshot, and so on. The longest run's cool-down
/// is a branch as well, but the last one.
///
/// A branch at step s reads the images that step s of a run of its own would read, and before the
/// cool-down the schedule does not depend on the duration, so a branch gives the numbers of a run
/// of its own, bit for bit.
///
/// Native memory: belongs to the `PointerScope` that is open around [#train()].
public final class TrunkTraining {

  private static final Logger LOG = LoggerFactory.getLogger(TrunkTraining.class);

  private static final int TRAINING_THREADS_SERVED = 3;
  private static final long LOSS_SHARE_INVERSE = 10;

  private final Trunk trunk;
  private final TrainingContext context;
  private final ImageSource source;
  private final Provenance provenance;
  private final ModelTraining training;
  private final CheckpointFile file;
  private final Throughput throughput = new Throughput();
  private final int generatorThreads;
  private final String deviceName;

  private Position position = Position.START;
  private @Nullable Snapshot snapshot;
  private long lastCheckpointNanos = System.nanoTime();

  /// Prepares training, from the start.
  ///
  /// @param trunk what to train
  /// @param context whom to report to
  /// @param source the trunk's images
  /// @param provenance of the results
  /// @param device where to train
  public TrunkTraining(
      Trunk trunk,
      TrainingContext context,
      ImageSource source,
      Provenance provenance,
      Device device) {
    this.trunk = trunk;
    this.context = context;
    this.source = source;
    this.provenance = provenance;
    this.training =
        new ModelTraining(trunk.longest(), new Execution(device, context.recomputesActivations()));
    this.file = new CheckpointFile(context.folder(), trunk, source.fingerprint());
    this.deviceName = device.is_cuda() ? "cuda" : "cpu";
    this.generatorThreads = generatorThreads(context.threads());
  }

  /// Threads that make images ahead of training: an image takes less than a third of the time to
  /// make that it takes to train, so one thread serves three or more.
  public static int generatorThreads(int trainingThreads) {
    return Math.ceilDiv(trainingThreads, TRAINING_THREADS_SERVED);
  }

  /// Trains every run that is not finished and hands over the results; goes on from a checkpoint if
  /// there is one.
  ///
  /// @throws InterruptedException if the context asked to stop, after a checkpoint was written
  /// @throws NoCheckpointException if the context asked to stop but no checkpoint could be written
  public void train() throws InterruptedException {
    List<RunSpec> open =
        trunk.runs().stream().filter(run -> !context.finished().contains(run.id())).toList();
    if (!open.isEmpty()) {
      resume(open);
      sayWhatBegins(open);
    }
    try {
      train(open);
    } catch (InterruptedException e) {
      Optional<String> failure = writeCheckpoint();
      context.say("asked to stop " + where());
      if (failure.isPresent()) {
        throw new NoCheckpointException(failure.get());
      }
      throw e;
    }
    file.delete();
  }

  private void sayWhatBegins(List<RunSpec> open) {
    context.say(
        "%s; %s, %d threads, %s precision; %d of %d runs, %d steps in all, %s"
            .formatted(
                trunk.longest().model().shape(),
                deviceName,
                context.threads(),
                trunk.longest().recipe().precision().name().toLowerCase(Locale.ROOT),
                open.size(),
                trunk.runs().size(),
                trunk.trainedSteps(),
                position.equals(Position.START)
                    ? "from the start"
                    : "going on from a checkpoint " + where()));
  }

  private String where() {
    String onTrunk = "at step " + position.trunkStep();
    return position
        .branch()
        .map(branch -> "%d of the cool-down that begins %s".formatted(branch.step(), onTrunk))
        .map(inBranch -> "at step " + inBranch)
        .orElse(onTrunk);
  }

  private void train(List<RunSpec> open) throws InterruptedException {
    for (int i = 0; i < open.size(); i++) {
      RunSpec run = open.get(i);
      boolean last = i == open.size() - 1;
      if (position.branch().isEmpty()) {
        if (!trainAlongTrunk(trunkEnd(run))) {
          long step = position.trunkStep() + 1;
          open.subList(i, open.size())
              .forEach(lost -> context.accept(new RunResult.Diverged(lost.id(), step, provenance)));
          return;
        }
        snapshot = last ? null : Snapshot.of(training);
        position = position.in(Position.Branch.start(run.id()));
      }
      RunResult result = trainBranch(run);
      if (context.keepsWeights() && result instanceof RunResult.Done) {
        keepWeights(run);
      }
      context.accept(result);
      if (!last) {
        returnToTrunk();
      }
    }
  }

  /// Leaves the weights as they are at the end of a run in the trunk's folder. It happens before
  /// the result is handed over: a run with a result is never trained again. If it fails, the result
  /// still counts.
  private void keepWeights(RunSpec run) {
    Path weights = context.weightsFile(run.id());
    try {
      WeightsExport.write(weights, run, training.parameters());
    } catch (IOException | RuntimeException e) {
      LOG.warn("the weights of run {} could not be kept: {}", run.id(), e.toString());
    }
  }

  private void returnToTrunk() {
    try (Snapshot left = Objects.requireNonNull(snapshot)) {
      left.restore(training);
    }
    snapshot = null;
    position = position.onTrunk();
  }

  /// Takes over the checkpoint in the folder if it fits what is still to be done; else training is
  /// at its start.
  private void resume(List<RunSpec> open) {
    snapshot = Snapshot.of(training);
    Optional<CheckpointFile.Content> found = readCheckpoint(snapshot);
    if (found.isEmpty()) {
      dropSnapshot();
      training.reset(); // reading may have failed midway
      return;
    }
    position = found.get().position();
    if (!found.get().withSnapshot()) {
      dropSnapshot();
    }
    RunSpec first = open.getFirst();
    boolean inFirst = position.branch().filter(b -> b.run().equals(first.id())).isPresent();
    if (position.branch().isPresent() && !inFirst && snapshot != null) {
      returnToTrunk(); // the branch's result is safe already
    }
    boolean goesOn =
        inFirst
            ? snapshot != null || open.size() == 1
            : position.branch().isEmpty() && position.trunkStep() <= trunkEnd(first);
    if (goesOn) {
      LOG.info("trunk {} goes on at {}", trunk.id(), position);
    } else {
      LOG.warn("the checkpoint of trunk {} is behind what is still to be trained", trunk.id());
      dropSnapshot();
      training.reset();
      position = Position.START;
    }
  }

  private Optional<CheckpointFile.Content> readCheckpoint(Snapshot room) {
    try (var _ = new PointerScope()) {
      return file.read(training.named(training.state()), training.named(room.tensors()));
    }
  }

  private void dropSnapshot() {
    if (snapshot != null) {
      snapshot.close();
      snapshot = null;
    }
  }

  /// Trains up to this step.
  ///
  /// @return false if the loss of the next step is not finite
  private boolean trainAlongTrunk(long end) throws InterruptedException {
    if (position.trunkStep() >= end) {
      return true;
    }
    try (BatchStream stream = open(position.trunkStep())) {
      while (position.trunkStep() < end) {
        long start = System.nanoTime();
        double loss = step(stream, position.trunkStep() + 1, trunk.longest().steps());
        if (!Double.isFinite(loss)) {
          return false;
        }
        double seconds = secondsSince(start);
        position = position.after(seconds);
        afterStep(seconds, loss);
      }
    }
    return true;
  }

  private RunResult trainBranch(RunSpec run) throws InterruptedException {
    long begin = trunkEnd(run);
    Position.Branch branch = position.branch().orElseThrow();
    try (BatchStream stream = open(begin + branch.step())) {
      while (branch.step() < run.ownSteps()) {
        long start = System.nanoTime();
        long step = begin + branch.step() + 1;
        double loss = step(stream, step, run.steps());
        if (!Double.isFinite(loss)) {
          return new RunResult.Diverged(run.id(), step, provenance);
        }
        double seconds = secondsSince(start);
        boolean counts = step > run.steps() - lossSteps(run);
        branch = branch.after(seconds, counts ? loss : 0);
        position = position.in(branch);
        afterStep(seconds, loss);
      }
    }
    return evaluate(run, branch);
  }

  private RunResult evaluate(RunSpec run, Position.Branch branch) {
    if (!training.finite()) {
      return new RunResult.Diverged(run.id(), run.steps(), provenance);
    }
    Judgement judgement;
    try {
      judgement = Judgement.of(run, source, training);
    } catch (NotFiniteException e) {
      LOG.warn("run {} has diverged: {}", run.id(), e.getMessage());
      return new RunResult.Diverged(run.id(), run.steps(), provenance);
    }
    return new RunResult.Done(
        run.id(),
        judgement.errorRate(),
        judgement.errorRateByShots(),
        judgement.standardError(),
        branch.lossSum() / lossSteps(run),
        judgement.validation(),
        position.trunkSeconds() + branch.seconds(),
        provenance);
  }

  /// Last steps of a run whose losses are averaged: those of its cool-down. A schedule without one
  /// falls all the time; the last tenth then is short enough for the loss to be that of the end,
  /// and long enough for the noise of single batches to go.
  private static long lossSteps(RunSpec run) {
    return run.recipe().schedule().branches()
        ? run.ownSteps()
        : Math.ceilDiv(run.steps(), LOSS_SHARE_INVERSE);
  }

  /// Steps of the trunk before the run's own steps begin.
  private static long trunkEnd(RunSpec run) {
    return run.steps() - run.ownSteps();
  }

  private BatchStream open(long stepsDone) {
    return BatchStream.open(
        source, stepsDone, trunk.longest().recipe().batchSize(), generatorThreads);
  }

  private double step(BatchStream stream, long step, long totalSteps) throws InterruptedException {
    if (context.stopRequested()) {
      throw new InterruptedException("training was asked to stop");
    }
    Batch batch = stream.next();
    return training.step(batch.pixels(), batch.labels(), step, totalSteps);
  }

  private void afterStep(double seconds, double loss) {
    int batchSize = trunk.longest().recipe().batchSize();
    throughput.add(seconds, batchSize);
    context.progress(
        new Progress(trainedSteps(), trunk.trainedSteps(), loss, throughput.imagesPerSecond()));
    if (secondsSince(lastCheckpointNanos) >= context.checkpointSeconds()) {
      var _ = writeCheckpoint(); // a warning has been written
    }
  }

  /// Steps done out of all that the trunk needs, those of branches that were finished before
  /// included.
  private long trainedSteps() {
    long ofBranches =
        trunk.runs().stream()
            .filter(run -> trunkEnd(run) < position.trunkStep())
            .mapToLong(RunSpec::ownSteps)
            .sum();
    long inBranch = position.branch().map(Position.Branch::step).orElse(0L);
    return position.trunkStep() + ofBranches + inBranch;
  }

  /// Writes where training is. If that fails, training goes on: what is finished is safe, and the
  /// checkpoint before this one is still there.
  ///
  /// @return why it failed; empty if it did not
  private Optional<String> writeCheckpoint() {
    try (var _ = new PointerScope()) {
      Map<String, Tensor> left = snapshot == null ? Map.of() : training.named(snapshot.tensors());
      file.write(position, training.named(training.state()), left);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      LOG.warn("no checkpoint of trunk {} could be written: {}", trunk.id(), e.toString());
      return e.toString().lines().findFirst();
    } finally {
      lastCheckpointNanos = System.nanoTime();
    }
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) * 1e-9;
  }
}
