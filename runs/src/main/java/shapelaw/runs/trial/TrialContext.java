package shapelaw.runs.trial;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.runs.files.RunJson;

/// What a trainer gets in a child process: results become files, progress becomes lines to the
/// coordinator.
///
/// ```text
/// shapelaw:progress {"trainedSteps":…}
/// shapelaw:result <run>
/// ```
public final class TrialContext extends SettingsContext {

  public static final String PROGRESS = "shapelaw:progress ";
  public static final String RESULT = "shapelaw:result ";

  private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final TrialArguments arguments;
  private final TrialFolder folder;
  private final PrintStream coordinator;
  private final AtomicBoolean stop;
  private final TrialLog log = new TrialLog();
  private final Set<RunId> accepted = ConcurrentHashMap.newKeySet();
  private final AtomicLong nextProgress = new AtomicLong(System.nanoTime());

  TrialContext(TrialArguments arguments, PrintStream coordinator, AtomicBoolean stop) {
    super(arguments.settings());
    this.arguments = arguments;
    this.folder = new TrialFolder(arguments.folder());
    this.coordinator = coordinator;
    this.stop = stop;
  }

  Set<RunId> withResult() {
    var all = new HashSet<>(arguments.finished());
    all.addAll(accepted);
    return all;
  }

  @Override
  public Path folder() {
    return folder.checkpoints();
  }

  @Override
  public Set<RunId> finished() {
    return arguments.finished();
  }

  @Override
  public void accept(RunResult result) {
    try {
      folder.writeResult(result, arguments.attempt());
    } catch (IOException e) {
      throw new UncheckedIOException("a result cannot be written to " + folder.path(), e);
    }
    accepted.add(result.run());
    log.say(result);
    coordinator.println(RESULT + result.run());
  }

  @Override
  public void say(String line) {
    log.say(line);
  }

  @Override
  public void progress(Progress progress) {
    long now = System.nanoTime();
    long next = nextProgress.get();
    boolean due = now - next >= 0 || progress.trainedSteps() == progress.totalSteps();
    if (due && nextProgress.compareAndSet(next, now + PROGRESS_NANOS)) {
      String json = RunJson.write(progress);
      coordinator.println(PROGRESS + json);
      folder.tellProgress(json, arguments.attempt());
    }
  }

  @Override
  public boolean stopRequested() {
    return stop.get();
  }
}
