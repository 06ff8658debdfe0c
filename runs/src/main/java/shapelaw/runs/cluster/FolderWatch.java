package shapelaw.runs.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.TrainingContext;
import shapelaw.runs.Assignment;
import shapelaw.runs.AttemptEnd;
import shapelaw.runs.AttemptSink;
import shapelaw.runs.ExitReport;
import shapelaw.runs.store.RefusedResultException;
import shapelaw.runs.store.StoreException;
import shapelaw.runs.trial.ExitCode;
import shapelaw.runs.trial.TrialFolder;

/// Hears a trial on another machine through the files in its folder: hands over each new result
/// once, tells progress, and knows how the trial ended. The folder may lie on a file system that
/// several machines share, where a listing or a file's text can be seconds old (NFS keeps what it
/// knows of a folder for up to a minute: `acdirmax` in nfs(5)). So nothing that is missing or torn
/// is an error before the trial has ended and [#SETTLING] has passed.
///
/// Not safe for use by several threads at once.
public final class FolderWatch {

  /// How long results of a trial that ended may take to be seen here.
  public static final Duration SETTLING = Duration.ofSeconds(90);

  private static final Duration SETTLING_POLL = Duration.ofMillis(200);

  private final Assignment assignment;
  private final AttemptSink sink;
  private final Duration settling;
  private final Set<RunId> stored;
  private TrainingContext.@Nullable Progress told;

  /// What could not be read when it was looked at last, by file.
  private final Map<Path, String> unreadable = new LinkedHashMap<>();

  /// Watches an attempt, with the usual [#SETTLING].
  ///
  /// @param sink takes what is found
  public FolderWatch(Assignment assignment, AttemptSink sink) {
    this(assignment, sink, SETTLING);
  }

  /// Watches an attempt.
  ///
  /// @param settling how long what a trial wrote before it ended may take to be seen here
  public FolderWatch(Assignment assignment, AttemptSink sink, Duration settling) {
    this.assignment = assignment;
    this.sink = sink;
    this.settling = settling;
    this.stored = new HashSet<>(assignment.finished());
  }

  /// Looks into the folder: hands over results and progress that are new.
  ///
  /// @return true if there was something new
  /// @throws RefusedResultException if a result may not be stored
  /// @throws StoreException if a result cannot be stored
  public boolean look() {
    unreadable.clear();
    boolean results = lookForResults();
    boolean progress = lookForProgress();
    return results || progress;
  }

  private boolean lookForResults() {
    boolean found = false;
    try {
      for (Path file : folder().resultFiles(token())) {
        found |= handOver(file);
      }
    } catch (IOException e) {
      unreadable.put(folder().path(), e.toString());
    }
    return found;
  }

  private boolean handOver(Path file) {
    RunResult result;
    try {
      result = TrialFolder.readResult(file);
    } catch (IOException | IllegalArgumentException e) {
      unreadable.put(file, String.valueOf(e.getMessage()));
      return false;
    }
    if (stored.contains(result.run())) {
      return false;
    }
    sink.accept(result);
    stored.add(result.run());
    return true;
  }

  private boolean lookForProgress() {
    try {
      Optional<TrainingContext.Progress> now = folder().progress(token());
      if (now.isEmpty() || now.get().equals(told)) {
        return false;
      }
      told = now.get();
      sink.progress(told);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false; // being replaced just now; the next one will do
    }
  }

  /// The code with which the trial ended, when it ended in its own words. One that was started
  /// again under the same token has ended only when whoever started it says so, too.
  public OptionalInt exitCode() {
    try {
      return folder().exitCode(token());
    } catch (IOException | NumberFormatException e) {
      return OptionalInt.empty(); // being written
    }
  }

  /// True if every run of the trunk has a result that was handed over.
  public boolean complete() {
    return assignment.trunk().runs().stream().map(RunSpec::id).allMatch(stored::contains);
  }

  /// What could not be read at the last look, for people; empty if all could be.
  public Optional<String> trouble() {
    return unreadable.entrySet().stream()
        .findFirst()
        .map(e -> "%s cannot be read: %s".formatted(e.getKey().getFileName(), e.getValue()));
  }

  /// How a trial that has ended did so. Waits a while for results that must be there by its exit
  /// code but are not seen here yet.
  ///
  /// @param code how its process ended
  /// @throws InterruptedException if the thread was interrupted while it waited
  public AttemptEnd ended(int code) throws InterruptedException {
    settle(code);
    if (trouble().isPresent() && !complete()) {
      return AttemptEnd.failed("a result file is damaged: " + trouble().get());
    }
    return ExitReport.of(code, assignment.stop().get(), folder().log());
  }

  private void settle(int code) throws InterruptedException {
    look();
    long deadline = System.nanoTime() + settling.toNanos();
    boolean all = code == ExitCode.DONE || code == ExitCode.PERMANENT_FAILURE;
    while (!complete() && (all || !unreadable.isEmpty()) && System.nanoTime() - deadline < 0) {
      Thread.sleep(SETTLING_POLL);
      look();
    }
  }

  private TrialFolder folder() {
    return assignment.folder();
  }

  private long token() {
    return assignment.attempt().token();
  }
}
