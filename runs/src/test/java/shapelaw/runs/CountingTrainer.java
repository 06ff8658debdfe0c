package shapelaw.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import shapelaw.run.NoCheckpointException;
import shapelaw.run.Provenance;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Trainer;
import shapelaw.run.TrainingContext;
import shapelaw.run.TrainingFailure;
import shapelaw.run.Trunk;
import shapelaw.runs.files.DurableFiles;
import shapelaw.shape.Dimension;

/// Counts instead of training: its state is a step number and a hash over all steps so far, so that
/// a result is right only if no step was left out or made twice since the beginning, however often
/// it was interrupted. Behaves badly if the MLP size says so. After every result that was taken it
/// writes a line to `audit.log` beside the folder of the trials.
public final class CountingTrainer implements Trainer {

  public static final String NAME = "counting";

  private static final int CHECKPOINT_STEPS = 10;
  private static final int SLOW_MILLISECONDS = 4;

  public enum Behaviour {
    NORMAL(64),
    /// Takes 4 ms a step.
    SLOW(65),
    /// Diverges in the middle of the longest run.
    DIVERGES(66),
    /// Cannot be made from the middle of the longest run on.
    IMPOSSIBLE(67),
    /// Throws in the middle of the longest run, the first time.
    CRASHES_ONCE(68),
    /// Throws in the middle of the longest run, every time.
    CRASHES(69),
    /// Ends its process with SIGKILL in the middle of the longest run, the first time.
    KILLED_ONCE(70),
    /// Leaves without results.
    FORGETS(71),
    /// Takes 100 MB of memory in the middle of the longest run, and keeps them for seconds.
    HUNGRY(72),
    /// As slow, and cannot write a checkpoint when it is asked to stop.
    UNSAVED(73);

    private final int mlpDim;

    Behaviour(int mlpDim) {
      this.mlpDim = mlpDim;
    }

    int mlpDim() {
      return mlpDim;
    }

    static Behaviour of(Trunk trunk) {
      int mlpDim = trunk.longest().model().shape().value(Dimension.MLP_DIM);
      return Stream.of(values()).filter(b -> b.mlpDim == mlpDim).findFirst().orElseThrow();
    }
  }

  private record State(long step, long hash) {
    State next() {
      return new State(step + 1, (hash ^ (step + 1)) * 0x9E3779B97F4A7C15L + 1);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void train(Trunk trunk, TrainingContext context)
      throws InterruptedException, TrainingFailure {
    Behaviour behaviour = Behaviour.of(trunk);
    if (behaviour == Behaviour.FORGETS) {
      return;
    }
    long end = trunk.longest().steps();
    for (State state = load(context); state.step() < end; ) {
      if (context.stopRequested() && behaviour == Behaviour.UNSAVED) {
        throw new NoCheckpointException("the disk is full");
      }
      if (context.stopRequested()) {
        save(context, state);
        throw new InterruptedException("asked to stop at step " + state.step());
      }
      state = state.next();
      if (behaviour == Behaviour.SLOW || behaviour == Behaviour.UNSAVED) {
        Thread.sleep(SLOW_MILLISECONDS);
      }
      if (state.step() == end / 2) {
        misbehave(behaviour, trunk, context);
        if (behaviour == Behaviour.DIVERGES) {
          diverge(trunk, context, state.step());
          return;
        }
      }
      handOver(trunk, context, state);
      if (state.step() % CHECKPOINT_STEPS == 0) {
        save(context, state);
      }
      context.progress(new TrainingContext.Progress(state.step(), trunk.trainedSteps(), 0.5, 100));
    }
  }

  private static void misbehave(Behaviour behaviour, Trunk trunk, TrainingContext context)
      throws TrainingFailure, InterruptedException {
    switch (behaviour) {
      case CRASHES -> throw new IllegalStateException("out of luck");
      case CRASHES_ONCE -> {
        if (first(context)) {
          throw new IllegalStateException("out of luck");
        }
      }
      case KILLED_ONCE -> {
        if (first(context)) {
          kill();
        }
      }
      case IMPOSSIBLE ->
          throw new TrainingFailure(
              "width must be prime but was " + trunk.longest().model().width());
      case HUNGRY -> eat();
      case NORMAL, SLOW, DIVERGES, FORGETS, UNSAVED -> {}
    }
  }

  private static void eat() throws InterruptedException {
    var eaten = new ArrayList<byte[]>();
    for (int i = 0; i < 10; i++) {
      byte[] piece = new byte[10_000_000];
      Arrays.fill(piece, (byte) 1);
      eaten.add(piece);
    }
    Thread.sleep(5_000);
    if (eaten.stream().mapToInt(piece -> piece[7]).sum() != eaten.size()) {
      throw new IllegalStateException("the pieces must be kept");
    }
  }

  private static void kill() throws InterruptedException {
    try {
      new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.sleep(10_000);
  }

  private static boolean first(TrainingContext context) {
    try {
      Files.createFile(context.folder().resolve("misbehaved"));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void diverge(Trunk trunk, TrainingContext context, long step) {
    for (RunSpec run : trunk.runs()) {
      if (run.steps() >= step && !context.finished().contains(run.id())) {
        accept(context, new RunResult.Diverged(run.id(), step, provenance(context)));
      }
    }
  }

  private static void handOver(Trunk trunk, TrainingContext context, State state) {
    Optional<RunSpec> due =
        trunk.runs().stream().filter(run -> run.steps() == state.step()).findFirst();
    if (due.isPresent() && !context.finished().contains(due.get().id())) {
      accept(context, result(due.get().id(), state, provenance(context)));
      save(context, state);
    }
  }

  /// What an undisturbed training of the run gives.
  public static RunResult.Done expected(RunSpec run, Provenance provenance) {
    var state = new State(0, 1);
    while (state.step() < run.steps()) {
      state = state.next();
    }
    return result(run.id(), state, provenance);
  }

  private static RunResult.Done result(RunId run, State state, Provenance provenance) {
    double errorRate = (state.hash() >>> 11) * 0x1p-53;
    return new RunResult.Done(run, errorRate, Map.of(10, errorRate), 0, 0.5, 1, provenance);
  }

  private static void accept(TrainingContext context, RunResult result) {
    context.accept(result);
    try {
      Files.writeString(
          trials(context).resolveSibling("audit.log"),
          result.run() + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path trials(TrainingContext context) {
    return context.folder().resolve("../..").normalize();
  }

  private static Provenance provenance(TrainingContext context) {
    return new Provenance(
        NAME,
        "1",
        "test",
        Map.of(),
        Map.of(
            "threads",
            Integer.toString(context.threads()),
            "checkpointSeconds",
            Double.toString(context.checkpointSeconds()),
            "device",
            context.device().name(),
            "recomputesActivations",
            Boolean.toString(context.recomputesActivations()),
            "keepsWeights",
            Boolean.toString(context.keepsWeights())));
  }

  private static State load(TrainingContext context) {
    Path file = context.folder().resolve("state");
    if (!Files.exists(file)) {
      return new State(0, 1);
    }
    try {
      List<String> lines = Files.readAllLines(file);
      return new State(Long.parseLong(lines.get(0)), Long.parseLong(lines.get(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void save(TrainingContext context, State state) {
    try {
      DurableFiles.write(
          context.folder().resolve("state"), state.step() + "\n" + state.hash() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
