package shapelaw.runs.tracking;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import shapelaw.runs.logs.LogException;
import shapelaw.runs.logs.MetricPoint;
import shapelaw.runs.logs.RunEntry;
import shapelaw.runs.logs.RunWriter;

/// One tracker, told by a thread of its own. What waits for it is kept a run at a time, later news
/// of a run joined to earlier, so that it is bounded by the study: of curves, points beyond
/// [#MOST_POINTS] are dropped; a run's status and results never are.
///
/// A tracker that fails is tried again, ever more rarely, and the user is told once.
final class Tracker {

  /// Points of curves that may wait.
  static final int MOST_POINTS = 100_000;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  private final RunWriter writer;
  private final Consumer<String> warnings;
  private final SequencedMap<String, RunEntry> waiting = new LinkedHashMap<>();
  private final Thread thread;
  private int points;
  private long droppedPoints;
  private boolean busy;
  private boolean warned;
  private boolean closing;

  /// @param warnings is told, once, that the tracker fails
  Tracker(RunWriter writer, Consumer<String> warnings) {
    this.writer = writer;
    this.warnings = warnings;
    thread = Thread.ofPlatform().name("tracker").daemon().start(this::work);
  }

  /// Takes news; never waits.
  synchronized void tell(RunEntry news) {
    RunEntry kept = news;
    int more = count(news);
    if (points + more > MOST_POINTS) {
      droppedPoints += more;
      kept = withPoints(news, Map.of());
      more = 0;
    }
    points += more;
    waiting.merge(news.id(), kept, Tracker::joined);
    notifyAll();
  }

  /// Waits until everything is told, at most so long, and ends.
  void finish(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    synchronized (this) {
      closing = true;
      notifyAll();
      while (!waiting.isEmpty() || busy) {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
          warnings.accept(
              "%s has not taken news of %,d runs; the next `shapelaw run` that tracks there, by `tracking` in study.yaml or --track again, tells it."
                  .formatted(writer.place(), Math.max(1, waiting.size())));
          break;
        }
        wait(millis);
      }
      if (droppedPoints > 0) {
        warnings.accept(
            "%s was too slow: %,d points of curves were dropped; results are all kept."
                .formatted(writer.place(), droppedPoints));
      }
    }
    thread.interrupt();
  }

  private void work() {
    Duration pause = FIRST_PAUSE;
    try {
      while (true) {
        RunEntry news = next();
        try {
          writer.write(news);
          pause = FIRST_PAUSE;
          done();
        } catch (IOException | UncheckedIOException | LogException e) {
          failed(news, e);
          pause(pause);
          pause =
              pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                  ? pause.multipliedBy(2)
                  : LONGEST_PAUSE;
        } catch (RuntimeException e) { // whatever it is, training goes on
          done();
          warn(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      try {
        writer.close();
      } catch (IOException e) {
        warn(e);
      }
    }
  }

  private synchronized RunEntry next() throws InterruptedException {
    while (waiting.isEmpty()) {
      wait();
    }
    RunEntry news = waiting.pollFirstEntry().getValue();
    points -= count(news);
    busy = true;
    return news;
  }

  private synchronized void done() {
    busy = false;
    notifyAll();
  }

  /// Puts news back before what came since.
  private synchronized void failed(RunEntry news, Exception reason) {
    busy = false;
    warn(reason);
    RunEntry since = waiting.remove(news.id());
    waiting.put(news.id(), since == null ? news : joined(news, since));
    points += count(news);
    notifyAll();
  }

  private synchronized void warn(Exception reason) {
    if (!warned) {
      warned = true;
      String message = reason.getMessage() == null ? reason.toString() : reason.getMessage();
      warnings.accept(
          "%s cannot be told of runs for now; training goes on and it is tried again: %s"
              .formatted(writer.place(), message));
    }
  }

  /// Once training has ended, the wait for it should not be long.
  private synchronized void pause(Duration pause) throws InterruptedException {
    long end = System.nanoTime() + (closing ? FIRST_PAUSE : pause).toNanos();
    boolean wasClosing = closing;
    while (closing == wasClosing) {
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return;
      }
      wait(millis);
    }
  }

  private static int count(RunEntry news) {
    return news.points().values().stream().mapToInt(List::size).sum();
  }

  private static RunEntry joined(RunEntry before, RunEntry after) {
    var points = new LinkedHashMap<String, List<MetricPoint>>(before.points());
    after
        .points()
        .forEach((name, more) ->
            points.merge(
                name,
                more,
                (a, b) -> {
                  var both = new ArrayList<>(a);
                  both.addAll(b);
                  return both;
                }));
    var tags = new LinkedHashMap<>(before.tags());
    tags.putAll(after.tags());
    return new RunEntry(
        after.id(),
        after.name(),
        after.params(),
        tags,
        points,
        after.results().isEmpty() ? before.results() : after.results(),
        after.step(),
        after.status(),
        after.millis());
  }

  private static RunEntry withPoints(RunEntry news, Map<String, List<MetricPoint>> points) {
    return new RunEntry(
        news.id(),
        news.name(),
        news.params(),
        news.tags(),
        points,
        news.results(),
        news.step(),
        news.status(),
        news.millis());
  }
}
