package shapelaw.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.dashboard.DashboardStudy.ReportOutcome;

/// Makes the report again when there are new results, on a thread of its own, and keeps the latest
/// good one: while a new one is made, or if that fails, the one before is served. Not more often
/// than an interval, and never more than a fifth of the time, so that a large study's training is
/// not slowed by it.
final class ReportBoard implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReportBoard.class);

  private static final int REST = 4;

  private final DashboardStudy study;
  private final Duration interval;
  private final Runnable onChange;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean wanted;
  private boolean closed;
  private volatile Map<String, byte[]> files = Map.of();
  private volatile State state = new State(0, null, false, "", "");

  /// How the report is, as the page tells it.
  ///
  /// @param number of the report that is served; 0 if there is none yet
  /// @param made when it was made
  /// @param making true while a newer one is made
  /// @param remark what belongs beside it; may be empty
  /// @param problem why there is none, or no newer one; may be empty
  record State(
      long number, @Nullable Instant made, boolean making, String remark, String problem) {}

  /// @param interval shortest time between two reports
  /// @param onChange called after every change of [#state()]
  ReportBoard(DashboardStudy study, Duration interval, Runnable onChange) {
    this.study = study;
    this.interval = interval;
    this.onChange = onChange;
    this.thread = Thread.ofPlatform().daemon().name("report").unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  State state() {
    return state;
  }

  /// A file of the report that is served, by its path in the report's folder.
  Optional<byte[]> file(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /// There are new results.
  void resultsChanged() {
    signal(() -> wanted = true);
  }

  private void work() {
    while (awaitResults()) {
      long began = System.nanoTime();
      make();
      long nanos = System.nanoTime() - began;
      if (!rest(Duration.ofNanos(Math.max(interval.toNanos(), REST * nanos)))) {
        return;
      }
    }
  }

  /// @return false if the dashboard ends
  private boolean awaitResults() {
    lock.lock();
    try {
      while (!wanted && !closed) {
        changed.awaitUninterruptibly();
      }
      wanted = false;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /// @return false if the dashboard ends
  private boolean rest(Duration time) {
    long nanos = time.toNanos();
    lock.lock();
    try {
      while (nanos > 0 && !closed) {
        nanos = changed.awaitNanos(nanos);
      }
      return !closed;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void make() {
    State before = state;
    Path folder = null;
    try {
      tell(new State(before.number(), before.made(), true, before.remark(), before.problem()));
      folder = Files.createTempDirectory("shapelaw-report");
      switch (study.writeReport(folder)) {
        case ReportOutcome.Written(String remark) -> {
          files = contents(folder);
          tell(new State(before.number() + 1, Instant.now(), false, remark, ""));
        }
        case ReportOutcome.NotYet(String reason) ->
            tell(new State(before.number(), before.made(), false, before.remark(), reason));
      }
    } catch (Throwable e) { // without this thread the page would say for ever that it is made
      LOG.warn("The report could not be made.", e);
      tell(
          new State(
              before.number(),
              before.made(),
              false,
              before.remark(),
              "The report could not be made: " + (e instanceof Error ? e : e.getMessage())));
    } finally {
      delete(folder);
    }
  }

  private void tell(State next) {
    state = next;
    onChange.run();
  }

  private static Map<String, byte[]> contents(Path folder) throws IOException {
    var contents = new TreeMap<String, byte[]>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        contents.put(
            folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    }
    return contents;
  }

  private static void delete(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("The temporary folder {} could not be deleted.", folder, e);
    }
  }

  private void signal(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Makes no further report; one that is being made is not interrupted, as that would close its
  /// files.
  @Override
  public void close() {
    signal(() -> closed = true);
  }
}
