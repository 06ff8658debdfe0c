package shapelaw.runs.slurm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.run.Sha256;
import shapelaw.runs.Assignment;
import shapelaw.runs.AttemptEnd;
import shapelaw.runs.AttemptSink;
import shapelaw.runs.ExecutorUnavailableException;
import shapelaw.runs.WorkerExecutor;
import shapelaw.runs.cluster.FolderWatch;
import shapelaw.runs.local.LocalSettings;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.RefusedResultException;
import shapelaw.runs.store.StoreException;

/// Trains each trunk as a task of a job array of a Slurm cluster. Jobs outlive their coordinator: a
/// later one follows those that are left and collects what ended meanwhile.
///
/// At its time limit a trial writes a checkpoint, and another attempt goes on in a job of its own.
/// A job that Slurm itself puts back into the queue (its node died, it was preempted) stays the
/// same attempt.
public final class SlurmExecutor extends WorkerExecutor {

  private static final Logger LOG = LoggerFactory.getLogger(SlurmExecutor.class);

  private final SlurmCommands commands;
  private final SlurmScript script;
  private final SlurmPace pace;
  private final SlurmQueue queue;
  private final Path folder;
  private final String namePrefix;

  /// An executor on the cluster whose commands are on the path.
  ///
  /// @param trials how each trial trains; how many side by side is `slurm.maxJobs()`
  /// @param slurm what jobs ask for
  /// @param folder in which every trunk gets a folder of its own; coordinator and nodes must see it
  ///   under the same path
  /// @throws IllegalArgumentException if Slurm's commands are not there
  public SlurmExecutor(LocalSettings trials, SlurmSettings slurm, Path folder) {
    this(trials, slurm, folder, SlurmCommands.onPath(), SlurmPace.of(slurm));
  }

  SlurmExecutor(
      LocalSettings trials,
      SlurmSettings slurm,
      Path folder,
      SlurmCommands commands,
      SlurmPace pace) {
    super(trials.trainer(), slurm.maxJobs(), trials.maxAttempts(), folder);
    this.commands = commands;
    this.script = new SlurmScript(trials, slurm);
    this.pace = pace;
    Path absolute = folder.toAbsolutePath().normalize();
    this.folder = absolute.resolveSibling("slurm");
    this.namePrefix = namePrefix(absolute);
    this.queue = new SlurmQueue(commands, script, pace, this.folder, namePrefix);
  }

  /// What the names of a study's arrays begin with.
  ///
  /// @param trials folder of its trials
  static String namePrefix(Path trials) {
    byte[] hash = Sha256.of(trials.toString());
    return "shapelaw-" + HexFormat.of().formatHex(hash, 0, 4) + "-";
  }

  /// What people should know who go on elsewhere with a study whose jobs are left in Slurm's queue;
  /// empty if none are.
  ///
  /// @param left attempts that nobody has ended
  public static Optional<String> warning(List<Attempt> left) {
    List<JobId> jobs = jobs(left);
    return jobs.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Jobs of this study are left with Slurm (%d), and a run here does not follow them. No shape is trained by two at once: one that a job trains just now is given up here after a minute; others are trained here, and their jobs end as soon as they begin. Maybe cancel the jobs (scancel %s), or go on with them: --on slurm."
                .formatted(
                    jobs.size(),
                    jobs.stream()
                        .map(job -> Long.toString(job.array()))
                        .distinct()
                        .collect(Collectors.joining(" "))));
  }

  private static List<JobId> jobs(List<Attempt> left) {
    return left.stream()
        .flatMap(attempt -> attempt.handle().stream())
        .flatMap(handle -> JobId.ofHandle(handle).stream())
        .toList();
  }

  /// What people should know who cancel trunks while no coordinator is there to end their jobs;
  /// empty if they have none, as far as is known.
  ///
  /// @param left attempts that nobody has ended
  /// @param cancelled ids of the trunks
  public static Optional<String> cancelledJobs(List<Attempt> left, Set<String> cancelled) {
    var jobs =
        new LinkedHashSet<>(
            jobs(left.stream().filter(a -> cancelled.contains(a.trunk())).toList()));
    Set<Long> shared =
        jobs(left).stream()
            .filter(job -> !jobs.contains(job))
            .map(JobId::array)
            .collect(Collectors.toSet());
    return jobs.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "No coordinator is there to end their jobs (%d), which stay in Slurm's queue or go on: scancel %s. The next run --on slurm ends them, too."
                .formatted(
                    jobs.size(),
                    jobs.stream()
                        .map(job ->
                            shared.contains(job.array())
                                ? job.toString()
                                : Long.toString(job.array()))
                        .distinct()
                        .collect(Collectors.joining(" "))));
  }

  /// A controller that does not answer now may be the wrong one, or none: whoever starts a sweep
  /// should hear of it at once.
  @Override
  protected void requireAvailable() {
    try {
      commands.ping();
    } catch (SlurmUnavailableException e) {
      throw new ExecutorUnavailableException(
          "Slurm's controller must answer but does not (%s). Nothing was submitted, and jobs that are in its queue stay there. Maybe look with 'scontrol ping', log in to a node from which jobs are submitted, or run elsewhere: --on local, or workers.on in study.yaml."
              .formatted(e.getMessage()));
    }
  }

  @Override
  protected AttemptEnd attempt(Assignment assignment, AttemptSink sink) throws IOException {
    Files.deleteIfExists(assignment.folder().log());
    return follow(queue.submit(work(assignment)), assignment, sink);
  }

  private SlurmBatch.Task work(Assignment assignment) {
    return new SlurmBatch.Task(
        assignment.attempt().token(), assignment.trunk().id(), script.task(assignment));
  }

  @Override
  protected Optional<AttemptEnd> adopt(Assignment left, AttemptSink sink) throws IOException {
    Optional<SlurmBatch.Place> place = SlurmBatch.find(folder, left.attempt().token());
    if (place.isEmpty()) {
      return Optional.empty();
    }
    SlurmTask task = queue.follow(work(left), place.get(), place.get().id(left.attempt()));
    AttemptEnd end = follow(task, left, sink);
    return task.end instanceof JobEnd.NeverSubmitted ? Optional.empty() : Optional.of(end);
  }

  @Override
  protected Map<Long, AttemptEnd> dismiss(List<Attempt> left) throws IOException {
    return new AbandonedJobs(commands, folder, namePrefix).dismiss(left);
  }

  private AttemptEnd follow(SlurmTask task, Assignment assignment, AttemptSink sink)
      throws IOException {
    boolean goesOn = false;
    try {
      AttemptEnd end = await(task, assignment, sink);
      goesOn = end.status() == AttemptStatus.RUNNING;
      return end;
    } catch (RuntimeException | Error e) {
      goesOn = isStoreLost(e) || task.end instanceof JobEnd.Fault;
      if (!goesOn) {
        terminate(task);
      }
      throw e;
    } finally {
      queue.close(task, !goesOn);
    }
  }

  /// No fault of the job, which the next coordinator can adopt, nor is one of the whole queue
  /// ([JobEnd.Fault]). A refused result is.
  private static boolean isStoreLost(Throwable fault) {
    return fault instanceof StoreException && !(fault instanceof RefusedResultException);
  }

  /// Nothing that this object started may work on after what went wrong.
  private void terminate(SlurmTask task) {
    try {
      if (task.end == null) {
        commands.cancel(task.id().stream().toList());
      }
    } catch (SlurmUnavailableException e) {
      LOG.warn("Job {} could not be cancelled: {}", task.id().orElseThrow(), e.getMessage());
    }
  }

  private AttemptEnd await(SlurmTask task, Assignment assignment, AttemptSink sink) {
    var watch = new FolderWatch(assignment, sink, pace.settling());
    Optional<JobId> told = Optional.empty();
    long version = 0;
    while (true) {
      try {
        SlurmQueue.News news = queue.await(task, version);
        version = news.version();
        if (!news.id().equals(told)) {
          told = news.id();
          told.ifPresent(id -> sink.carriedBy(id.handle()));
        }
        watch.look();
        if (news.end().isPresent()) {
          return new JobReport(commands).of(news.end().get(), task, assignment, watch);
        }
        if (assignment.stop().get()) {
          if (queue.isLeaving()) {
            return AttemptEnd.left();
          }
          queue.stop(task);
        }
      } catch (InterruptedException e) {
        assignment.stop().set(true); // nobody interrupts workers, but whoever does means this
      }
    }
  }

  /// Jobs of a cluster go on without their coordinator.
  @Override
  protected void leave() {
    queue.leave();
  }
}
