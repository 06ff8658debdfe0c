package shapelaw.runs.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
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

  /// How long results and last words of a trial that ended may take to be seen here.
  public static final Duration SETTLING = Duration.ofSeconds(90);

  /// People wait for a stop to be carried out; one that the trial itself tells of is believed to
  /// the end.
  private static final Duration SETTLING_AFTER_STOP = Duration.ofSeconds(10);

  private static final Duration SETTLING_POLL = Duration.ofMillis(200);

  /// Lists what an attempt wrote.
  interface Lister {
    TrialFolder.Written list(TrialFolder folder, long token) throws IOException;
  }

  private final Assignment assignment;
  private final AttemptSink sink;
  private final Duration settling;
  private final Lister lister;
  private final Set<RunId> stored;
  private TrainingContext.@Nullable Progress told;

  /// What could not be read when it was looked at last, by file.
  private final Map<Path, String> unreadable = new LinkedHashMap<>();

  /// True if the last listing showed that the trial had noted its exit code.
  private boolean endListed;

  /// When it was first known here that the trial has ended, by [System#nanoTime()].
  private OptionalLong endSeenNanos = OptionalLong.empty();

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
    this(assignment, sink, settling, TrialFolder::written);
  }

  FolderWatch(Assignment assignment, AttemptSink sink, Duration settling, Lister lister) {
    this.assignment = assignment;
    this.sink = sink;
    this.settling = settling;
    this.lister = lister;
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
    endListed = false;
    try {
      TrialFolder.Written written = lister.list(folder(), token());
      endListed = written.ended();
      for (Path file : written.results()) {
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

  /// The code of a trial that is gone, when nobody else knows it. Waits a while for its last words,
  /// which need not be seen here yet.
  ///
  /// @return empty if it left none; [ExitCode#DONE] if every run has a result
  /// @throws InterruptedException if the thread was interrupted while it waited
  public OptionalInt awaitExitCode() throws InterruptedException {
    noteEnd();
    look();
    OptionalInt code = exitCode();
    while (code.isEmpty() && !complete() && isPatient(false)) {
      Thread.sleep(SETTLING_POLL);
      look();
      code = exitCode();
    }
    return complete() ? OptionalInt.of(ExitCode.DONE) : code;
  }

  private void noteEnd() {
    if (endSeenNanos.isEmpty()) {
      endSeenNanos = OptionalLong.of(System.nanoTime());
    }
  }

  /// @param own true if the trial itself said how it ended
  private boolean isPatient(boolean own) {
    boolean hurried = !own && assignment.stop().get();
    Duration patience =
        hurried && settling.compareTo(SETTLING_AFTER_STOP) > 0 ? SETTLING_AFTER_STOP : settling;
    return System.nanoTime() - endSeenNanos.orElseThrow() < patience.toNanos();
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

  /// How a trial that has ended did so. Waits a while for results that may be there but are not
  /// seen here yet: until the folder's listing shows the trial's exit code, which comes after them.
  /// One that was killed has none, and is waited for as long. All waiting for one trial together,
  /// [#awaitExitCode] included, takes no longer than [#SETTLING].
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
    noteEnd();
    look();
    boolean all = code == ExitCode.DONE || code == ExitCode.PERMANENT_FAILURE;
    boolean own = all || code == ExitCode.CHECKPOINTED || code == ExitCode.NO_CHECKPOINT;
    while (!complete() && (all || !endListed || !unreadable.isEmpty()) && isPatient(own)) {
      Thread.sleep(SETTLING_POLL);
      look();
    }
    if (!complete() && endListed) {
      look(); // a listing is not of one moment, and may show what came last alone
    }
  }

  private TrialFolder folder() {
    return assignment.folder();
  }

  private long token() {
    return assignment.attempt().token();
  }
}
