package shapelaw.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.TrainingContext;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.PlannedTrunk;

class ProgressPrinterTest {

  private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  /// Ticks may overflow.
  private long ticks = Long.MAX_VALUE - 1;

  private void pass(Duration time) {
    ticks += time.toNanos();
  }

  private static ExecutionProgress progress(int finished) {
    return new ExecutionProgress(
        finished,
        54,
        4,
        0.319,
        1240.4,
        Duration.ofMinutes(2),
        Optional.of(Duration.ofSeconds(200)));
  }

  private static final PlannedTrunk PLANNED = Specs.planned("grid", 48, 512);
  private static final RunSpec RUN = PLANNED.trunk().longest();

  private static ExecutionEvent finished(int count, RunResult result) {
    return new ExecutionEvent.Finished("grid", RUN, result, progress(count));
  }

  private static ExecutionEvent progressed() {
    return new ExecutionEvent.Progressed(
        PLANNED, new TrainingContext.Progress(1, 2, 0.5, 100), progress(12));
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aLineTellsRunsWorkSpeedAndTheLastResult() {
    ProgressPrinter.plain(out, () -> ticks).on(finished(12, Specs.done(RUN.id(), 0.5123)));
    assertThat(printed())
        .isEqualTo(
            "[ 12/54 runs] 31 % · 4 running · 1,240 img/s · ETA 3 m 20 s"
                + " · last: grid 48/2/64 @ 4,096 examples error 0.512\n");
  }

  @Test
  void nothingIsCalledRunningBeforeItTrains() {
    Attempt attempt =
        new Attempt(
            1,
            PLANNED.trunk().id(),
            1,
            BEGUN,
            Optional.empty(),
            AttemptStatus.RUNNING,
            "",
            "here",
            Optional.empty());
    var started = new ExecutionEvent.Started(PLANNED, attempt, progress(0));
    ProgressPrinter.plain(out, () -> ticks).on(started);
    assertThat(printed()).isEmpty();
    ProgressPrinter terminal = ProgressPrinter.terminal(out, 80, () -> ticks);
    terminal.on(started);
    assertThat(printed()).contains("starting").doesNotContain("4 running");
    pass(Duration.ofSeconds(1));
    terminal.on(progressed());
    assertThat(printed()).contains("4 running");
  }

  @Test
  void outcomesThatAreNoMeasurementAreToldInWords() {
    assertThat(
            ProgressPrinter.describe(
                "star:width", RUN, new RunResult.Diverged(RUN.id(), 1234, Specs.PROVENANCE)))
        .isEqualTo("star:width 48/2/64 @ 4,096 examples diverged at step 1,234");
    assertThat(
            ProgressPrinter.describe(
                "centre", RUN, new RunResult.Failed(RUN.id(), "no data", Specs.PROVENANCE)))
        .isEqualTo("centre 48/2/64 @ 4,096 examples failed: no data");
  }

  @Test
  void plainLinesComeNowAndThenHoweverManyRunsFinish() {
    ProgressPrinter printer = ProgressPrinter.plain(out, () -> ticks);
    printer.on(progressed());
    printer.on(progressed());
    assertThat(printed().lines()).hasSize(1);
    printer.on(finished(13, Specs.done(RUN.id(), 0.5)));
    printer.on(finished(14, Specs.done(RUN.id(), 0.5)));
    assertThat(printed().lines()).hasSize(2);
    pass(ProgressPrinter.FINISHED_INTERVAL);
    printer.on(finished(15, Specs.done(RUN.id(), 0.5)));
    assertThat(printed().lines()).hasSize(3);
    pass(ProgressPrinter.PLAIN_INTERVAL);
    printer.on(progressed());
    assertThat(printed().lines()).hasSize(4);
    assertThat(printed()).doesNotContain("\u001b", "\r");
  }

  @Test
  void whatIsNoMeasurementIsAlwaysTold() {
    ProgressPrinter printer = ProgressPrinter.plain(out, () -> ticks);
    printer.on(finished(13, Specs.done(RUN.id(), 0.5)));
    printer.on(finished(14, new RunResult.Diverged(RUN.id(), 7, Specs.PROVENANCE)));
    assertThat(printed().lines()).hasSize(2).last().asString().contains("diverged at step 7");
  }

  private static PlannedTrunk trunk(int number) {
    return Specs.planned("grid", 16 * (number + 1), 512);
  }

  private static ExecutionEvent progressed(PlannedTrunk planned) {
    return new ExecutionEvent.Progressed(
        planned, new TrainingContext.Progress(1, 2, 0.5, 100), progress(12));
  }

  @Test
  void aTerminalShowsTheWholeAndWhatIsRunningInLinesThatFit() {
    ProgressPrinter printer = ProgressPrinter.terminal(out, 40, () -> ticks);
    printer.on(finished(12, Specs.done(RUN.id(), 0.5)));
    for (int i = 0; i < 9; i++) {
      pass(Duration.ofSeconds(1));
      printer.on(progressed(trunk(i)));
    }
    String[] screens = printed().split("\r\u001b\\[J", -1);
    assertThat(screens).hasSize(1 + 10);
    assertThat(screens[10].lines())
        .containsExactly(
            "[ 12/54 runs] 31 % · 4 running · 1,240…",
            "  last: grid 48/2/64 @ 4,096 examples …",
            "  grid 16/2/64  50 % · 100 img/s · los…",
            "  grid 32/2/64  50 % · 100 img/s · los…",
            "  grid 48/2/64  50 % · 100 img/s · los…",
            "  grid 64/2/64  50 % · 100 img/s · los…",
            "  grid 80/2/64  50 % · 100 img/s · los…",
            "  grid 96/2/64  50 % · 100 img/s · los…",
            "  … and 3 more");
    // Before each screen the cursor goes back to the first line of the one before.
    assertThat(screens[2]).endsWith("\u001b[2A");
    assertThat(screens[9]).endsWith("\u001b[8A");
  }

  @Test
  void aTrunkThatIsFinishedIsShownNoLonger() {
    ProgressPrinter printer = ProgressPrinter.terminal(out, 80, () -> ticks);
    printer.on(progressed());
    printer.on(finished(13, Specs.done(RUN.id(), 0.5)));
    pass(Duration.ofSeconds(1));
    printer.on(progressed(trunk(7)));
    String[] screens = printed().split("\r\u001b\\[J", -1);
    assertThat(screens[screens.length - 1]).contains("128/2/64").doesNotContain("  grid 48/2/64  ");
  }

  @Test
  void theUsersLocaleChangesNothing() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(ProgressPrinter.line(progress(1), true, "")).contains("1,240 img/s");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void durationsAreReadable() {
    assertThat(ProgressPrinter.duration(Duration.ofMillis(7_600))).isEqualTo("8 s");
    assertThat(ProgressPrinter.duration(Duration.ofSeconds(200))).isEqualTo("3 m 20 s");
    assertThat(ProgressPrinter.duration(Duration.ofMillis(3_599_900))).isEqualTo("1 h 0 m");
    assertThat(ProgressPrinter.duration(Duration.ofHours(1234))).isEqualTo("1,234 h 0 m");
  }

  @Test
  void whatWasCompleteBeforeItBeganIsNoNews() {
    ProgressPrinter printer = ProgressPrinter.plain(out, () -> ticks);
    printer.on(new ExecutionEvent.Began(progress(54)));
    printer.on(new ExecutionEvent.Ended(false, progress(54)));
    assertThat(printed()).isEmpty();
  }

  @Test
  void aRetryAndTheEndAreToldWithReasons() {
    ProgressPrinter printer = ProgressPrinter.plain(out, () -> ticks);
    printer.on(new ExecutionEvent.Began(progress(3)));
    var attempt =
        new Attempt(
            7,
            PLANNED.trunk().id(),
            2,
            BEGUN,
            Optional.empty(),
            AttemptStatus.RUNNING,
            "",
            "here",
            Optional.empty());
    printer.on(new ExecutionEvent.Retrying(PLANNED, attempt, "out of memory", progress(3)));
    printer.on(new ExecutionEvent.GaveUp(PLANNED, "out of memory", progress(3)));
    printer.on(new ExecutionEvent.Ended(true, progress(3)));
    printer.on(new ExecutionEvent.Ended(false, progress(54)));
    assertThat(printed())
        .isEqualTo(
            """
            Going on: 3 of 54 runs are finished already.
            Attempt 2 at grid 48/2/64 ended early and is made again: out of memory
            Gave up grid 48/2/64: out of memory
            Stopped: 3 of 54 runs finished in 2 m 0 s. What is finished is safe; run again to go on.
            54 of 54 runs finished in 2 m 0 s.
            """);
  }
}
