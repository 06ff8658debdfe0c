package shapelaw.torch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import shapelaw.run.DeviceChoice;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.TrainingContext;

/// A context that remembers results, and asks to stop when told to.
public final class RecordingContext implements TrainingContext {

  private final Path folder;
  private final double checkpointSeconds;
  private final LongPredicate stopAfter;
  private final Set<RunId> finished = new HashSet<>();
  private final List<RunResult> results = new ArrayList<>();
  private final List<Progress> progress = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private long steps;
  private int threads = 1;
  private boolean keepsWeights;
  private boolean recomputesActivations;

  /// One that has results already and may stop.
  ///
  /// @param stopAfter given the number of steps made under this context, whether to stop
  public RecordingContext(
      Path folder, Set<RunId> finished, double checkpointSeconds, LongPredicate stopAfter) {
    this.folder = folder;
    this.checkpointSeconds = checkpointSeconds;
    this.stopAfter = stopAfter;
    this.finished.addAll(finished);
  }

  /// One that never stops.
  public static RecordingContext undisturbed(Path folder) {
    return new RecordingContext(folder, Set.of(), 1e9, steps -> false);
  }

  /// Lets the trainer use this many threads.
  public RecordingContext withThreads(int count) {
    threads = count;
    return this;
  }

  /// Lets the trainer leave the weights of every finished run.
  public RecordingContext keepingWeights() {
    keepsWeights = true;
    return this;
  }

  /// Lets the trainer compute activations again.
  public RecordingContext recomputing() {
    recomputesActivations = true;
    return this;
  }

  /// Results in the order in which they came.
  public List<RunResult> results() {
    return results;
  }

  /// All progress that was told.
  public List<Progress> allProgress() {
    return progress;
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public Set<RunId> finished() {
    return Set.copyOf(finished);
  }

  @Override
  public void accept(RunResult result) {
    if (!finished.add(result.run())) {
      throw new IllegalStateException("run " + result.run() + " was handed over twice");
    }
    results.add(result);
  }

  /// Lines that were said.
  public List<String> said() {
    return said;
  }

  @Override
  public void say(String line) {
    said.add(line);
  }

  @Override
  public void progress(Progress now) {
    steps++;
    progress.add(now);
  }

  @Override
  public boolean stopRequested() {
    return stopAfter.test(steps);
  }

  @Override
  public int threads() {
    return threads;
  }

  @Override
  public DeviceChoice device() {
    return DeviceChoice.AUTO;
  }

  @Override
  public boolean recomputesActivations() {
    return recomputesActivations;
  }

  @Override
  public boolean keepsWeights() {
    return keepsWeights;
  }

  @Override
  public double checkpointSeconds() {
    return checkpointSeconds;
  }
}
