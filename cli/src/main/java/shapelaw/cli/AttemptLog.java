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
import java.util.Optional;
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

  private static final int BUFFER_BYTES = 64 * 1024;

  /// What is shown of the end of a log whose middle was left out.
  private static final int LAST_BYTES = 4 * 1024;

  /// Prints it.
  ///
  /// @param follow true to go on until the attempt ends
  void print(PrintWriter out, boolean follow) throws IOException, InterruptedException {
    boolean coordinated = store.coordinator().isPresent();
    out.printf(
        "== %s %s, trunk %s, attempt %d (%s): %s%n",
        planned.purpose(),
        TrunkSelection.shape(planned),
        attempt.trunk(),
        attempt.number(),
        attempt.machine(),
        status(attempt, coordinated));
    if (!attempt.reason().isEmpty()) {
      out.printf("== %s%n", attempt.reason());
    }
    cancelReason(store, planned).ifPresent(reason -> out.printf("== cancelled: %s%n", reason));
    boolean running = isUnderWay(attempt, coordinated);
    Path file =
        isOpen(attempt)
            ? TrialFolder.of(trials, planned.trunk()).log()
            : AttemptLogs.beside(trials).file(attempt);
    long shown = copy(file, 0, out);
    if (running && follow) {
      follow(file, shown, out);
    } else if (shown == 0) {
      out.println(running ? "It wrote nothing yet." : "It wrote nothing.");
    }
  }

  /// Why a trunk is left alone; empty if it is not.
  static Optional<String> cancelReason(RunStore store, PlannedTrunk planned) {
    return Optional.ofNullable(store.cancelled().get(planned.trunk().id()));
  }

  private void follow(Path file, long from, PrintWriter out)
      throws IOException, InterruptedException {
    long shown = from;
    Attempt now = attempt;
    boolean coordinated = true;
    while (isUnderWay(now, coordinated)) {
      out.flush();
      Thread.sleep(POLL);
      coordinated = store.coordinator().isPresent(); // before the attempt, which it may just end
      now = now();
      // A later attempt writes its own log to the same place.
      if (isOpen(now)) {
        shown += copy(file, shown, out);
      }
    }
    if (!isOpen(now)) {
      rest(shown, out);
    }
    out.printf(
        "== %s%s%n", status(now, coordinated), now.reason().isEmpty() ? "" : ": " + now.reason());
    store
        .lastAttempt(planned.trunk())
        .filter(last -> last.token() != attempt.token())
        .ifPresent(
            last -> out.printf("== Another attempt at this trunk has begun: %d.%n", last.number()));
  }

  private Attempt now() {
    return store.attemptsFrom(attempt.token()).stream()
        .filter(other -> other.token() == attempt.token())
        .findFirst()
        .orElseThrow(() ->
            new CommandFailure("attempt %d is no longer stored.".formatted(attempt.number())));
  }

  /// What the attempt wrote last, from the log that was kept.
  private void rest(long shown, PrintWriter out) throws IOException {
    AttemptLogs logs = AttemptLogs.beside(trials);
    Path kept = logs.file(attempt);
    if (logs.isShortened(attempt)) {
      out.println("== It ended with:");
      copy(kept, Files.size(kept) - LAST_BYTES, out);
    } else {
      copy(kept, shown, out);
    }
  }

  /// Prints a file but for a last character that is not all there yet.
  ///
  /// @return bytes that were printed; 0 if there is no such file
  private static long copy(Path file, long from, PrintWriter out) throws IOException {
    long printed = 0;
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(from);
      byte[] buffer = new byte[BUFFER_BYTES];
      int rest = 0;
      for (int read = in.read(buffer);
          read > 0;
          read = in.read(buffer, rest, BUFFER_BYTES - rest)) {
        int whole = wholeCharacters(buffer, rest + read);
        out.print(new String(buffer, 0, whole, StandardCharsets.UTF_8));
        printed += whole;
        rest = rest + read - whole;
        System.arraycopy(buffer, whole, buffer, 0, rest);
      }
    } catch (NoSuchFileException | EOFException e) {
      return printed;
    }
    return printed;
  }

  /// The part of UTF-8 text that does not end within a character.
  private static int wholeCharacters(byte[] text, int length) {
    for (int back = 1; back <= Math.min(3, length); back++) {
      int first = text[length - back] & 0xff;
      if (first >= 0xc0) {
        int bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        return bytes > back ? length - back : length;
      }
    }
    return length;
  }

  /// True if nobody has noted its end, of which a coordinator that died knew nothing.
  private static boolean isOpen(Attempt attempt) {
    return attempt.status() == AttemptStatus.RUNNING;
  }

  /// True if it goes on, as far as is known.
  private static boolean isUnderWay(Attempt attempt, boolean coordinated) {
    return attempt.statusNow(coordinated) == AttemptStatus.RUNNING;
  }

  /// For example `failed after 12.3 s`, `running since 2026-01-01T12:00:00Z`.
  ///
  /// @param coordinated whether a coordinator runs the study now
  static String status(Attempt attempt, boolean coordinated) {
    if (isOpen(attempt) && !isUnderWay(attempt, coordinated)) {
      return "lost, its coordinator died";
    }
    String status = attempt.status().name().toLowerCase(Locale.ROOT);
    return isOpen(attempt)
        ? "%s since %s".formatted(status, attempt.started().truncatedTo(ChronoUnit.SECONDS))
        : "%s after %.1f s".formatted(status, attempt.seconds());
  }
}
