package shapelaw.runs;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.TrainingContext;
import shapelaw.runs.store.PlannedTrunk;

/// Tells people how far an execution is: on a terminal a few lines that are written over and over,
/// the whole and what is running; else plain lines that are good in a log.
public final class ProgressPrinter implements ExecutionListener {

  /// Time between two plain lines when no run finishes.
  public static final Duration PLAIN_INTERVAL = Duration.ofSeconds(10);

  /// Least time between two plain lines about finished runs: a large study finishes many a second.
  static final Duration FINISHED_INTERVAL = Duration.ofSeconds(2);

  /// Running trunks that a terminal shows one by one.
  static final int MOST_TRUNKS = 6;

  private static final Duration TERMINAL_INTERVAL = Duration.ofMillis(100);
  private static final String CLEAR_BELOW = "\r\u001b[J";

  private final PrintStream out;
  private final LongSupplier ticker;
  private final Duration interval;
  private final int columns;
  private final Map<String, RunningTrunk> running = new LinkedHashMap<>();
  private long next;
  private long nextFinished;
  private int linesShown;
  private String last = "";

  /// Whether any attempt has told that it trains: before, those under way are only starting.
  private boolean trains;

  /// Whether there was nothing left to make when it began: the end then has no news.
  private boolean nothingToDo;

  /// A trunk that is being trained.
  private record RunningTrunk(PlannedTrunk planned, Optional<TrainingContext.Progress> progress) {}

  private ProgressPrinter(PrintStream out, LongSupplier ticker, Duration interval, int columns) {
    this.out = out;
    this.ticker = ticker;
    this.next = ticker.getAsLong();
    this.nextFinished = next;
    this.interval = interval;
    this.columns = columns;
  }

  /// Status lines on a terminal of a width.
  public static ProgressPrinter terminal(PrintStream out, int columns) {
    return new ProgressPrinter(out, System::nanoTime, TERMINAL_INTERVAL, columns);
  }

  /// Plain lines.
  public static ProgressPrinter plain(PrintStream out) {
    return plain(out, System::nanoTime);
  }

  /// @param ticker nanoseconds from any origin, which no change of the clock shifts
  static ProgressPrinter plain(PrintStream out, LongSupplier ticker) {
    return new ProgressPrinter(out, ticker, PLAIN_INTERVAL, 0);
  }

  /// @param ticker nanoseconds from any origin, which no change of the clock shifts
  static ProgressPrinter terminal(PrintStream out, int columns, LongSupplier ticker) {
    return new ProgressPrinter(out, ticker, TERMINAL_INTERVAL, columns);
  }

  @Override
  public synchronized void on(ExecutionEvent event) {
    remember(event);
    switch (event) {
      case ExecutionEvent.Began(ExecutionProgress overall) -> {
        nothingToDo = overall.finishedRuns() == overall.totalRuns();
        if (overall.finishedRuns() > 0 && overall.finishedRuns() < overall.totalRuns()) {
          note(
              "Going on: %d of %d runs are finished already."
                  .formatted(overall.finishedRuns(), overall.totalRuns()));
        }
      }
      case ExecutionEvent.Started(_, _, var overall) -> started(overall);
      case ExecutionEvent.Progressed(_, _, var overall) -> status(overall);
      case ExecutionEvent.Finished(String purpose, RunSpec run, RunResult result, var overall) -> {
        last = describe(purpose, run, result);
        finished(overall, result);
      }
      case ExecutionEvent.Retrying(var planned, var attempt, String reason, _) ->
          note(
              "Attempt %d at %s %s ended early and is made again: %s"
                  .formatted(attempt.number(), planned.purpose(), shape(planned), reason));
      case ExecutionEvent.GaveUp(var planned, String reason, _) ->
          note("Gave up %s %s: %s".formatted(planned.purpose(), shape(planned), reason));
      case ExecutionEvent.Cancelled(var planned, String reason, _) ->
          note("Cancelled %s %s: %s".formatted(planned.purpose(), shape(planned), reason));
      case ExecutionEvent.Ended(boolean interrupted, var overall) -> end(interrupted, overall);
    }
  }

  private void remember(ExecutionEvent event) {
    trains |=
        event instanceof ExecutionEvent.Progressed || event instanceof ExecutionEvent.Finished;
    switch (event) {
      case ExecutionEvent.Started(var planned, _, _) -> put(planned, Optional.empty());
      case ExecutionEvent.Progressed(var planned, var progress, _) ->
          put(planned, Optional.of(progress));
      case ExecutionEvent.Finished(_, RunSpec run, _, _) ->
          running.values().removeIf(r -> r.planned().trunk().longest().equals(run));
      case ExecutionEvent.Retrying(var planned, _, _, _) -> running.remove(planned.trunk().id());
      case ExecutionEvent.GaveUp(var planned, _, _) -> running.remove(planned.trunk().id());
      case ExecutionEvent.Cancelled(var planned, _, _) -> running.remove(planned.trunk().id());
      case ExecutionEvent.Began _, ExecutionEvent.Ended _ -> {}
    }
  }

  private void put(PlannedTrunk planned, Optional<TrainingContext.Progress> progress) {
    if (terminal()) {
      running.put(planned.trunk().id(), new RunningTrunk(planned, progress));
    }
  }

  private static String shape(PlannedTrunk planned) {
    return planned.trunk().longest().model().shape().compact();
  }

  /// For example `grid 48/4/96 @ 4,096 examples error 0.512`.
  static String describe(String purpose, RunSpec run, RunResult result) {
    String outcome =
        switch (result) {
          case RunResult.Done done -> String.format(Locale.ROOT, "error %.3f", done.errorRate());
          case RunResult.Diverged diverged ->
              String.format(Locale.ROOT, "diverged at step %,d", diverged.step());
          case RunResult.Failed failed -> "failed: " + failed.reason();
        };
    return String.format(
        Locale.ROOT,
        "%s %s @ %,d examples %s",
        purpose,
        run.model().shape().compact(),
        run.examples(),
        outcome);
  }

  /// For example `[ 12/54 runs] 31 % · 4 running · 1,240 img/s · ETA 3 m 20 s · last: …`.
  static String line(ExecutionProgress overall, boolean trains, String last) {
    int digits = Integer.toString(overall.totalRuns()).length();
    var line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "[%" + (digits + 1) + "d/%d runs] %.0f %%",
            overall.finishedRuns(),
            overall.totalRuns(),
            Math.floor(100 * overall.workShare())));
    if (overall.runningTrunks() > 0 && trains) {
      line.append(String.format(Locale.ROOT, " · %d running", overall.runningTrunks()));
    }
    if (overall.imagesPerSecond() >= 1) {
      line.append(String.format(Locale.ROOT, " · %,.0f img/s", overall.imagesPerSecond()));
    }
    overall
        .remaining()
        .filter(time -> overall.finishedRuns() < overall.totalRuns())
        .ifPresent(time -> line.append(" · ETA ").append(duration(time)));
    if (!last.isEmpty()) {
      line.append(" · last: ").append(last);
    }
    return line.toString();
  }

  /// For example `2 h 5 m`, `3 m 20 s`, `8 s`.
  static String duration(Duration time) {
    long seconds = Math.max(0, Math.round(time.toMillis() / 1000.0));
    Duration rounded = Duration.ofSeconds(seconds);
    if (rounded.toHours() > 0) {
      return String.format(Locale.ROOT, "%,d h %d m", rounded.toHours(), rounded.toMinutesPart());
    }
    return rounded.toMinutes() > 0
        ? String.format(Locale.ROOT, "%d m %d s", rounded.toMinutes(), rounded.toSecondsPart())
        : String.format(Locale.ROOT, "%d s", seconds);
  }

  private boolean terminal() {
    return columns > 0;
  }

  /// A line of a log has nothing to say before an attempt trains.
  private void started(ExecutionProgress overall) {
    if (terminal() || trains) {
      status(overall);
    }
  }

  private void status(ExecutionProgress overall) {
    long time = ticker.getAsLong();
    if (time - next >= 0) {
      show(overall, time);
    }
  }

  /// What is no measurement is always told.
  private void finished(ExecutionProgress overall, RunResult result) {
    long time = ticker.getAsLong();
    boolean measured = result instanceof RunResult.Done;
    if (terminal()) {
      status(overall);
    } else if (!measured || time - nextFinished >= 0) {
      nextFinished = time + FINISHED_INTERVAL.toNanos();
      show(overall, time);
    }
  }

  private void show(ExecutionProgress overall, long time) {
    next = time + interval.toNanos();
    if (!terminal()) {
      out.println(line(overall, trains, last));
      return;
    }
    var lines = new ArrayList<String>();
    lines.add(cut(line(overall, trains, "")));
    if (!last.isEmpty()) {
      lines.add(cut("  last: " + last));
    }
    running.values().stream()
        .limit(MOST_TRUNKS)
        .forEach(trunk -> lines.add(cut("  " + line(trunk.planned(), trunk.progress()))));
    if (running.size() > MOST_TRUNKS) {
      lines.add("  … and %,d more".formatted(running.size() - MOST_TRUNKS));
    }
    out.print(back() + String.join("\n", lines));
    out.flush();
    linesShown = lines.size();
  }

  /// To the first of the lines that are shown, which it clears.
  private String back() {
    return (linesShown > 1 ? "\u001b[%dA".formatted(linesShown - 1) : "") + CLEAR_BELOW;
  }

  /// For example `grid 48/4/96 31 % · 310 img/s · loss 2.31`.
  static String line(PlannedTrunk planned, Optional<TrainingContext.Progress> progress) {
    String name = "%s %s".formatted(planned.purpose(), shape(planned));
    if (progress.isEmpty()) {
      return name + "  starting";
    }
    TrainingContext.Progress p = progress.get();
    return "%s  %.0f %%%s%s"
        .formatted(
            name,
            Math.floor(100.0 * Math.min(p.trainedSteps(), p.totalSteps()) / p.totalSteps()),
            p.imagesPerSecond() >= 1
                ? String.format(Locale.ROOT, " · %,.0f img/s", p.imagesPerSecond())
                : "",
            Double.isFinite(p.trainingLoss())
                ? String.format(Locale.ROOT, " · loss %.3g", p.trainingLoss())
                : "");
  }

  /// A line as long as the terminal would wrap, and could not be written over.
  private String cut(String line) {
    return line.length() < columns ? line : line.substring(0, columns - 2) + "…";
  }

  private void note(String text) {
    out.println((terminal() ? back() : "") + text);
    linesShown = 0;
  }

  private void end(boolean interrupted, ExecutionProgress overall) {
    if (nothingToDo && !interrupted) {
      return;
    }
    String counted =
        String.format(
            Locale.ROOT,
            "%,d of %,d runs finished in %s.",
            overall.finishedRuns(),
            overall.totalRuns(),
            duration(overall.elapsed()));
    note(
        interrupted
            ? "Stopped: " + counted + " What is finished is safe; run again to go on."
            : counted);
  }
}
