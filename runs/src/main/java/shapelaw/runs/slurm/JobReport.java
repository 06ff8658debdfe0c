package shapelaw.runs.slurm;

import java.util.OptionalInt;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.runs.Assignment;
import shapelaw.runs.AttemptEnd;
import shapelaw.runs.cluster.FolderWatch;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.StoreException;

/// What the end of a job means for its attempt. What the trial says itself counts first
/// ([FolderWatch#exitCode]), then the exit code that Slurm saw, then Slurm's own reasons.
///
/// @param commands to ask Slurm
record JobReport(SlurmCommands commands) {

  private static final Logger LOG = LoggerFactory.getLogger(JobReport.class);

  /// How an attempt ended.
  AttemptEnd of(JobEnd end, SlurmTask task, Assignment assignment, FolderWatch watch)
      throws InterruptedException {
    return switch (end) {
      case JobEnd.Withdrawn() ->
          new AttemptEnd(AttemptStatus.CANCELLED, "stopped before it was submitted", true);
      case JobEnd.NeverSubmitted() ->
          new AttemptEnd(AttemptStatus.LOST, "its coordinator died before it was submitted", true);
      case JobEnd.Refused(String reason) ->
          AttemptEnd.impossible("Slurm refuses the job: " + reason);
      case JobEnd.Fault(Throwable cause) -> throw fault(cause);
      case JobEnd.Gone(JobId id) -> gone(id, task, assignment, watch);
      case JobEnd.Seen(JobRecord job) -> seen(job, task, assignment, watch);
    };
  }

  /// What concerns every job ends the execution, unlike trouble with one trial's folder.
  private static StoreException fault(Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default ->
          new StoreException("the files of Slurm's jobs cannot be used: " + cause + ".", cause);
    };
  }

  private AttemptEnd seen(JobRecord job, SlurmTask task, Assignment assignment, FolderWatch watch)
      throws InterruptedException {
    OptionalInt code = watch.exitCode();
    if (code.isEmpty()) {
      code = job.exitCode();
    }
    if (code.isEmpty() && task.hasRun()) {
      code = watch.awaitExitCode();
    }
    return code.isPresent()
        ? ended(code.getAsInt(), job.state(), assignment, watch)
        : lost(
            "Slurm ended the job: " + job.state() + reason(job),
            hint(job),
            task,
            assignment,
            watch);
  }

  private AttemptEnd gone(JobId id, SlurmTask task, Assignment assignment, FolderWatch watch)
      throws InterruptedException {
    OptionalInt code = watch.awaitExitCode();
    if (code.isPresent()) {
      return ended(code.getAsInt(), "", assignment, watch);
    }
    String known = commands.describe(id);
    return lost(
        "job %s is gone from Slurm's queue without a word%s"
            .formatted(id, known.isEmpty() ? "" : " (" + known + ")"),
        "",
        task,
        assignment,
        watch);
  }

  private static AttemptEnd ended(int code, String state, Assignment assignment, FolderWatch watch)
      throws InterruptedException {
    AttemptEnd end = watch.ended(code);
    boolean unasked = end.status() == AttemptStatus.CHECKPOINTED && !assignment.stop().get();
    return unasked
        ? new AttemptEnd(
            end.status(),
            "Slurm told it to stop, at its time limit or earlier" + because(state),
            true)
        : end;
  }

  private static String because(String state) {
    return state.isEmpty() || state.equals("FAILED") ? "" : " (" + state + ")";
  }

  private AttemptEnd lost(
      String what, String hint, SlurmTask task, Assignment assignment, FolderWatch watch) {
    cancel(task);
    watch.look();
    if (assignment.stop().get()) {
      return new AttemptEnd(AttemptStatus.CANCELLED, "stopped without a checkpoint", true);
    }
    String words = task.lastWords();
    return new AttemptEnd(
        AttemptStatus.LOST,
        Stream.of(what + ".", hint, words.isEmpty() ? "" : "It said: " + words)
            .filter(part -> !part.isEmpty())
            .reduce((a, b) -> a + " " + b)
            .orElseThrow(),
        true);
  }

  /// A job that only seems lost must not work beside the next attempt: its node may come back, and
  /// the queue may have been told from a cache.
  private void cancel(SlurmTask task) {
    try {
      commands.cancel(task.id().stream().toList());
    } catch (SlurmUnavailableException e) {
      LOG.debug("A lost job could not be cancelled: {}", e.getMessage());
    }
  }

  private static String reason(JobRecord job) {
    return job.reason().isEmpty() || job.reason().equals("None") ? "" : " (" + job.reason() + ")";
  }

  private static String hint(JobRecord job) {
    return switch (job.state()) {
      case "OUT_OF_MEMORY" -> "Maybe raise slurm.memory_gib.";
      case "TIMEOUT" -> "Maybe raise slurm.signal_seconds or slurm.time.";
      default -> "";
    };
  }
}
