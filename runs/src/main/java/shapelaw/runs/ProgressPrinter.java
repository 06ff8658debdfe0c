package shapelaw.runs;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.runs.store.PlannedTrunk;

/// Tells people how far an execution is: one line that is written over and over on a terminal, else
/// plain lines that are good in a log.
public final class ProgressPrinter implements ExecutionListener {

  /// Time between two plain lines when no run finishes.
  public static final Duration PLAIN_INTERVAL = Duration.ofSeconds(10);

  private static final Duration TERMINAL_INTERVAL = Duration.ofMillis(100);
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final InstantSource clock;
  private final Duration interval;
  private final int columns;
  private Instant next = Instant.MIN;
  private String last = "";

  private ProgressPrinter(PrintStream out, InstantSource clock, Duration interval, int columns) {
    this.out = out;
    this.clock = clock;
    this.interval = interval;
    this.columns = columns;
  }

  /// One status line on a terminal of a width.
  public static ProgressPrinter terminal(PrintStream out, int columns) {
    return new ProgressPrinter(out, InstantSource.system(), TERMINAL_INTERVAL, columns);
  }

  /// Plain lines.
  public static ProgressPrinter plain(PrintStream out) {
    return plain(out, InstantSource.system());
  }

  static ProgressPrinter plain(PrintStream out, InstantSource clock) {
    return new ProgressPrinter(out, clock, PLAIN_INTERVAL, 0);
  }

  static ProgressPrinter terminal(PrintStream out, int columns, InstantSource clock) {
    return new ProgressPrinter(out, clock, TERMINAL_INTERVAL, columns);
  }

  @Override
  public void on(ExecutionEvent event) {
    switch (event) {
      case ExecutionEvent.Began(ExecutionProgress overall) -> {
        if (overall.finishedRuns() > 0 && overall.finishedRuns() < overall.totalRuns()) {
          note(
              "Going on: %d of %d runs are finished already."
                  .formatted(overall.finishedRuns(), overall.totalRuns()));
        }
      }
      case ExecutionEvent.Started(_, _, var overall) -> status(overall, false);
      case ExecutionEvent.Progressed(_, _, var overall) -> status(overall, false);
      case ExecutionEvent.Finished(String purpose, RunSpec run, RunResult result, var overall) -> {
        last = describe(purpose, run, result);
        status(overall, true);
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
  static String line(ExecutionProgress overall, String last) {
    int digits = Integer.toString(overall.totalRuns()).length();
    var line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "[%" + (digits + 1) + "d/%d runs] %.0f %%",
            overall.finishedRuns(),
            overall.totalRuns(),
            Math.floor(100 * overall.workShare())));
    if (overall.runningTrunks() > 0) {
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

  private synchronized void status(ExecutionProgress overall, boolean now) {
    Instant time = clock.instant();
    boolean always = now && !terminal();
    if (!always && time.isBefore(next)) {
      return;
    }
    next = time.plus(interval);
    if (terminal()) {
      out.print(CLEAR_LINE + cut(line(overall, last)));
      out.flush();
    } else {
      out.println(line(overall, last));
    }
  }

  /// A line as long as the terminal would wrap, and could not be written over.
  private String cut(String line) {
    return line.length() < columns ? line : line.substring(0, columns - 2) + "…";
  }

  private synchronized void note(String text) {
    out.println((terminal() ? CLEAR_LINE : "") + text);
  }

  private void end(boolean interrupted, ExecutionProgress overall) {
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
