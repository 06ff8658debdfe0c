package shapelaw.runs.slurm;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The study's jobs in Slurm's queue. One thread, alive as long as there are jobs, gathers new ones
/// into arrays, looks at all of them by one `squeue` every few seconds, and carries out stops.
/// Whatever Slurm does not answer is asked again later: a controller that restarts loses nothing.
final class SlurmQueue {

  private static final Logger LOG = LoggerFactory.getLogger(SlurmQueue.class);

  /// What Slurm allows by default (`MaxArraySize` 1001).
  private static final int DEFAULT_ARRAY_TASKS = 1000;

  /// Attempts begin in the order in which their trunks should be trained, but arrive in any.
  private static final Comparator<SlurmTask> PLANNED =
      Comparator.comparingLong(task -> task.work.token());

  private final SlurmCommands commands;
  private final SlurmScript script;
  private final SlurmPace pace;
  private final Path folder;
  private final String namePrefix;
  private final List<SlurmTask> tasks = new ArrayList<>();
  private boolean alive;
  private boolean leaving;
  private boolean woken;
  private long version;

  // Of the thread alone.
  private int arrayBound;
  private int arrayCap;
  private long submitAgainNanos = System.nanoTime();
  private Duration backOff;
  private String lastRefusal = "";
  private boolean outage;

  /// @param folder where arrays are written
  /// @param namePrefix what the names of this study's arrays, and of no other's, begin with
  SlurmQueue(
      SlurmCommands commands, SlurmScript script, SlurmPace pace, Path folder, String namePrefix) {
    this.commands = commands;
    this.script = script;
    this.pace = pace;
    this.folder = folder;
    this.namePrefix = namePrefix;
    this.backOff = pace.backOff();
  }

  /// What became of a task so far.
  ///
  /// @param id its job, once Slurm took it
  /// @param end how it ended, if it has
  /// @param version of the news
  record News(Optional<JobId> id, Optional<JobEnd> end, long version) {}

  /// Puts a task into the queue.
  synchronized SlurmTask submit(SlurmBatch.Task work) {
    var task = new SlurmTask(work, false);
    if (leaving) {
      task.end = new JobEnd.Withdrawn();
    }
    return add(task);
  }

  /// Follows a task that a dead coordinator put into the queue.
  ///
  /// @param id its job; empty if that was never stored
  synchronized SlurmTask follow(SlurmBatch.Task work, SlurmBatch.Place place, Optional<JobId> id) {
    var task = new SlurmTask(work, true);
    SlurmTask.SubmittedBatch batch =
        tasks.stream()
            .map(other -> other.batch)
            .filter(other -> other != null && other.files.equals(place.batch()))
            .findFirst()
            .orElseGet(
                () -> new SlurmTask.SubmittedBatch(place.batch(), place.batch().name(namePrefix)));
    id.ifPresent(known -> batch.array = known.array());
    task.batch = batch;
    task.index = place.index();
    return add(task);
  }

  private SlurmTask add(SlurmTask task) {
    tasks.add(task);
    woken = true;
    notifyAll();
    if (!alive) {
      alive = true;
      Thread.ofPlatform().name("slurm-queue").daemon().start(this::run);
    }
    return task;
  }

  /// Waits for news of a task, at most as long as between two looks at the queue.
  ///
  /// @param seen version of the news that are known
  synchronized News await(SlurmTask task, long seen) throws InterruptedException {
    awaitUnless(() -> version != seen || task.end != null);
    return new News(task.id(), Optional.ofNullable(task.end), version);
  }

  /// Waits as long as between two looks at the queue, or until `reached`.
  private synchronized void awaitUnless(BooleanSupplier reached) throws InterruptedException {
    long deadline = System.nanoTime() + pace.poll().toNanos();
    for (long left = pace.poll().toNanos(); !reached.getAsBoolean() && left > 0; ) {
      wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
      left = deadline - System.nanoTime();
    }
  }

  /// Asks that a task ends: out of the queue if it waits, with a checkpoint if it runs.
  synchronized void stop(SlurmTask task) {
    if (!task.stopAsked) {
      task.ask(System.nanoTime());
      woken = true;
      notifyAll();
    }
  }

  /// Nothing is submitted any more; what is in Slurm's queue stays there.
  synchronized void leave() {
    if (leaving) {
      return;
    }
    leaving = true;
    tasks.stream()
        .filter(task -> task.batch == null && task.end == null)
        .forEach(task -> task.end = new JobEnd.Withdrawn());
    changed();
    tellThoseOut();
  }

  private void tellThoseOut() {
    List<String> out = out();
    if (!out.isEmpty()) {
      LOG.warn(
          "{} jobs stay in Slurm's queue. The next run of the study goes on with them; 'scancel {}' ends them.",
          out.size(),
          out.stream().map(id -> id.replaceAll("_.*", "")).distinct().collect(joining(" ")));
    }
  }

  private List<String> out() {
    return tasks.stream()
        .filter(SlurmTask::isOut)
        .flatMap(task -> task.id().stream())
        .map(JobId::toString)
        .toList();
  }

  synchronized boolean isLeaving() {
    return leaving;
  }

  /// Forgets a task.
  ///
  /// @param ended false if its job goes on
  void close(SlurmTask task, boolean ended) throws IOException {
    SlurmTask.SubmittedBatch batch;
    synchronized (this) {
      tasks.remove(task);
      batch = task.batch;
    }
    if (ended && batch != null) {
      batch.files.withdraw(task.index);
    }
  }

  private void changed() {
    version++;
    notifyAll();
  }

  private void run() {
    try {
      while (isNeeded()) {
        submitWaiting();
        look();
        carryOutStops();
        pause();
      }
    } catch (InterruptedException | IOException | RuntimeException | Error e) {
      synchronized (this) {
        alive = false;
        tellThoseOut();
        tasks.stream()
            .filter(task -> task.end == null)
            .forEach(task -> task.end = new JobEnd.Fault(e));
        changed();
      }
    }
  }

  private synchronized boolean isNeeded() {
    alive = tasks.stream().anyMatch(task -> task.end == null);
    return alive;
  }

  /// Until the next look, or shortly after something new came.
  private void pause() throws InterruptedException {
    synchronized (this) {
      awaitUnless(() -> woken);
      if (!woken) {
        return;
      }
      woken = false;
    }
    Thread.sleep(pace.gathering());
  }

  private void submitWaiting() throws IOException {
    while (System.nanoTime() - submitAgainNanos >= 0) {
      List<SlurmTask> some = nextArray();
      if (some.isEmpty()) {
        return;
      }
      submit(some);
    }
  }

  private List<SlurmTask> nextArray() throws IOException {
    List<SlurmTask> waiting;
    synchronized (this) {
      waiting =
          leaving ? List.of() : tasks.stream().filter(SlurmTask::waits).sorted(PLANNED).toList();
    }
    if (waiting.isEmpty()) {
      return waiting;
    }
    if (arrayCap == 0) {
      arrayCap = arrayCap();
      arrayBound = arrayCap;
    }
    List<SlurmTask> some = waiting.subList(0, Math.min(waiting.size(), arrayBound));
    SlurmBatch files =
        SlurmBatch.write(
            folder,
            namePrefix,
            script,
            some.stream().map(task -> task.work).toList(),
            some.getFirst().submissions++);
    synchronized (this) {
      var batch = new SlurmTask.SubmittedBatch(files, files.name(namePrefix));
      for (int index = 0; index < some.size(); index++) {
        some.get(index).batch = batch;
        some.get(index).index = index;
      }
    }
    return some;
  }

  private int arrayCap() {
    try {
      OptionalInt cap = commands.maxArrayTasks();
      return cap.orElse(DEFAULT_ARRAY_TASKS);
    } catch (SlurmUnavailableException e) {
      LOG.debug("Slurm does not say its limits: {}", e.getMessage());
      return DEFAULT_ARRAY_TASKS;
    }
  }

  private void submit(List<SlurmTask> some) throws IOException {
    SlurmTask.SubmittedBatch batch = requireNonNull(some.getFirst().batch);
    try {
      switch (commands.submit(batch.files.script(), some.size())) {
        case SlurmCommands.Submission.Accepted(long array) -> {
          batch.files.storeArray(array);
          backOff = pace.backOff();
          lastRefusal = "";
          arrayBound = Math.min(arrayCap, 2 * arrayBound);
          synchronized (this) {
            batch.array = array;
            changed();
          }
        }
        case SlurmCommands.Submission.Refused(String reason, boolean forGood) ->
            refused(some, reason, forGood);
      }
    } catch (SlurmUnavailableException e) {
      tellOutage(e); // the array is looked for by its name
    }
  }

  /// Fewer may be taken where many are refused; where even one is, it waits its time.
  private void refused(List<SlurmTask> some, String reason, boolean forGood) throws IOException {
    synchronized (this) {
      for (SlurmTask task : some) {
        task.takeBack();
        if (some.size() == 1 && forGood) {
          task.end = new JobEnd.Refused(reason);
        }
      }
      changed();
    }
    if (some.size() > 1) {
      arrayBound = some.size() / 2;
    } else if (!forGood) {
      if (!reason.equals(lastRefusal)) {
        LOG.warn("Slurm takes no more jobs for now ({}); trying again.", reason);
        lastRefusal = reason;
      }
      submitAgainNanos = System.nanoTime() + backOff.toNanos();
      Duration twice = backOff.multipliedBy(2);
      backOff =
          twice.compareTo(SlurmPace.LONGEST_BACK_OFF) < 0 ? twice : SlurmPace.LONGEST_BACK_OFF;
    }
  }

  private void look() throws IOException {
    synchronized (this) {
      if (tasks.stream().noneMatch(SlurmTask::isOut)) {
        return;
      }
    }
    Map<JobId, JobRecord> jobs;
    try {
      jobs = commands.queue(namePrefix);
    } catch (SlurmUnavailableException e) {
      tellOutage(e);
      return;
    }
    if (outage) {
      LOG.warn("Slurm answers again.");
      outage = false;
    }
    synchronized (this) {
      for (SlurmTask task : List.copyOf(tasks)) {
        if (task.isOut()) {
          see(task, jobs);
        }
      }
      changed();
    }
  }

  private void tellOutage(SlurmUnavailableException e) {
    if (!outage) {
      LOG.warn("Slurm gives no answer ({}). Jobs go on; asking again.", e.getMessage());
      outage = true;
    }
  }

  private void see(SlurmTask task, Map<JobId, JobRecord> jobs) throws IOException {
    SlurmTask.SubmittedBatch batch = requireNonNull(task.batch);
    if (batch.array == 0) {
      findArray(batch, jobs);
      if (batch.array == 0 && ++batch.looksWithoutArray > 2 * tasksOf(batch)) {
        task.takeBack();
        return;
      }
    }
    Optional<JobId> id = task.id();
    if (id.isPresent()) {
      JobRecord job = jobs.get(id.get());
      boolean held = task.job != null && task.job.isHeld();
      task.see(job);
      if (job != null && job.isHeld() && !held) {
        LOG.warn(
            "Job {} is held ({}). Maybe 'scontrol release {}', or cancel it.",
            job.id(),
            job.reason(),
            job.id());
      }
    }
  }

  private long tasksOf(SlurmTask.SubmittedBatch batch) {
    return tasks.stream().filter(task -> task.batch == batch).count();
  }

  private static void findArray(SlurmTask.SubmittedBatch batch, Map<JobId, JobRecord> jobs)
      throws IOException {
    Optional<JobRecord> found =
        jobs.values().stream().filter(job -> job.name().equals(batch.name)).findFirst();
    if (found.isPresent()) {
      batch.array = found.get().id().array();
      batch.files.storeArray(batch.array);
    }
  }

  private void carryOutStops() {
    var pending = new ArrayList<JobId>();
    var running = new ArrayList<JobId>();
    var overdue = new ArrayList<JobId>();
    synchronized (this) {
      long now = System.nanoTime();
      for (SlurmTask task : tasks) {
        if (!task.stopAsked || task.end != null) {
          continue;
        }
        if (task.batch == null) {
          task.end = new JobEnd.Withdrawn();
          changed();
          continue;
        }
        sortStop(task, now, pending, running, overdue);
      }
    }
    try {
      commands.cancelPending(pending);
      commands.terminate(running);
      commands.cancel(overdue);
    } catch (SlurmUnavailableException e) {
      tellOutage(e);
      synchronized (this) {
        tasks.forEach(task -> task.terminated = false);
      }
    }
  }

  private void sortStop(
      SlurmTask task, long now, List<JobId> pending, List<JobId> running, List<JobId> overdue) {
    @Nullable JobRecord job = task.job;
    Optional<JobId> id = task.id();
    if (job == null || id.isEmpty() || job.hasEnded()) {
      return;
    }
    if (task.isOverdue(pace.stopping(), now)) {
      overdue.add(id.get());
      task.stopAskedNanos = now;
    } else if (job.isPending()) {
      pending.add(id.get());
    } else if (job.isRunning() && !task.terminated) {
      running.add(id.get());
      task.terminated = true;
    }
  }
}
