package shapelaw.runs.slurm;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What `squeue` says of one task of an array.
///
/// @param id the task
/// @param state Slurm's word, for example `PENDING`
/// @param waitStatus how it ended, as wait(2) tells; 0 before
/// @param reason Slurm's word for why it waits or ended
/// @param name name of the array
record JobRecord(JobId id, String state, int waitStatus, String reason, String name) {

  /// States in which a job has ended and will not go on.
  private static final Set<String> ENDED =
      Set.of(
          "BOOT_FAIL",
          "CANCELLED",
          "COMPLETED",
          "DEADLINE",
          "FAILED",
          "NODE_FAIL",
          "OUT_OF_MEMORY",
          "PREEMPTED",
          "REVOKED",
          "TIMEOUT");

  private static final Set<String> OWN_END = Set.of("COMPLETED", "FAILED");
  private static final int SIGNAL_BITS = 0x7f;
  private static final int SIGNALLED = 128;

  /// A row of `squeue -h -r -O` [#COLUMNS]; empty if it is no task of an array, or torn.
  static Optional<JobRecord> parse(String row) {
    if (row.length() < WIDTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new JobRecord(
              new JobId(Long.parseLong(cell(row, 0, 24)), Integer.parseInt(cell(row, 24, 40))),
              cell(row, 40, 60),
              waitStatus(cell(row, 60, 76)),
              cell(row, 76, 124),
              row.substring(WIDTH).strip()));
    } catch (NumberFormatException e) {
      return Optional.empty(); // a job without an index is not ours
    }
  }

  /// Columns of fixed width, which every version of Slurm since 17 writes alike.
  static final String COLUMNS =
      "ArrayJobID:24,ArrayTaskID:16,State:20,exit_code:16,Reason:48,Name:80";

  private static final int WIDTH = 24 + 16 + 20 + 16 + 48;

  private static String cell(String row, int from, int to) {
    return row.substring(from, to).strip();
  }

  /// `19200`, or `75:0` for code and signal.
  private static int waitStatus(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? Integer.parseInt(text)
        : Integer.parseInt(text.substring(0, colon)) << 8
            | Integer.parseInt(text.substring(colon + 1));
  }

  boolean isRunning() {
    return state.equals("RUNNING") || state.equals("SUSPENDED") || state.equals("STOPPED");
  }

  boolean isPending() {
    return state.equals("PENDING") || state.equals("REQUEUE_HOLD") || state.equals("SPECIAL_EXIT");
  }

  boolean hasEnded() {
    return ENDED.contains(state);
  }

  /// True if it waits for a person to release it.
  boolean isHeld() {
    return isPending() && (reason.contains("Held") || reason.contains("held"));
  }

  /// The exit code of a job whose end Slurm did not bring about, as a shell tells it: above 128 it
  /// was killed by a signal.
  OptionalInt exitCode() {
    if (!OWN_END.contains(state)) {
      return OptionalInt.empty();
    }
    int signal = waitStatus & SIGNAL_BITS;
    return OptionalInt.of(signal == 0 ? waitStatus >> 8 & 0xff : SIGNALLED + signal);
  }
}
