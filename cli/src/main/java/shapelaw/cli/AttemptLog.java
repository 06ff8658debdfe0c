package shapelaw.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.trial.AttemptLogs;
import shapelaw.runs.trial.TrialFolder;

/// The log of one attempt: the trial's own while it runs, else the one that was kept.
///
/// @param store says whether it still runs
/// @param trials folder of the study's trials
/// @param planned its trunk
/// @param attempt as it was a moment ago
record AttemptLog(RunStore store, Path trials, PlannedTrunk planned, Attempt attempt) {

  private static final Duration POLL = Duration.ofMillis(500);

  /// Prints it.
  ///
  /// @param follow true to go on until the attempt ends
  void print(PrintWriter out, boolean follow) throws IOException, InterruptedException {
    out.printf(
        "== %s %s, trunk %s, attempt %d (%s): %s%n",
        planned.purpose(),
        TrunkSelection.shape(planned),
        attempt.trunk(),
        attempt.number(),
        attempt.machine(),
        status(attempt));
    if (!attempt.reason().isEmpty()) {
      out.printf("== %s%n", attempt.reason());
    }
    boolean running = attempt.status() == AttemptStatus.RUNNING;
    Path file =
        running
            ? TrialFolder.of(trials, planned.trunk()).log()
            : AttemptLogs.beside(trials).file(attempt);
    long shown = copy(file, 0, out);
    if (running && follow) {
      follow(file, shown, out);
    } else if (shown == 0) {
      out.println(running ? "It wrote nothing yet." : "It wrote nothing.");
    }
  }

  private void follow(Path file, long from, PrintWriter out)
      throws IOException, InterruptedException {
    long shown = from;
    Attempt now = attempt;
    while (now.status() == AttemptStatus.RUNNING) {
      out.flush();
      Thread.sleep(POLL);
      now =
          store
              .lastAttempt(planned.trunk())
              .filter(last -> last.token() == attempt.token())
              .orElseThrow(() -> new CommandFailure("Another attempt at this trunk has begun."));
      shown += copy(file, shown, out);
    }
    // What it wrote last may have come with its folder's end.
    copy(AttemptLogs.beside(trials).file(attempt), shown, out);
    out.printf("== %s%s%n", status(now), now.reason().isEmpty() ? "" : ": " + now.reason());
  }

  /// @return bytes that were printed; 0 if there is no such file
  private static long copy(Path file, long from, PrintWriter out) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(from);
      byte[] bytes = in.readAllBytes();
      out.print(new String(bytes, StandardCharsets.UTF_8));
      return bytes.length;
    } catch (NoSuchFileException | EOFException e) {
      return 0;
    }
  }

  /// For example `failed after 12.3 s`, `running since 2026-01-01T12:00:00Z`.
  static String status(Attempt attempt) {
    String status = attempt.status().name().toLowerCase(Locale.ROOT);
    return attempt.status() == AttemptStatus.RUNNING
        ? "%s since %s".formatted(status, attempt.started().truncatedTo(ChronoUnit.SECONDS))
        : "%s after %.1f s".formatted(status, attempt.seconds());
  }
}
