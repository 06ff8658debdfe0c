package shapelaw.runs.slurm;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One task of a job array.
///
/// @param array id of the array
/// @param index the task's index in it
record JobId(long array, int index) {

  private static final String HANDLE_PREFIX = "slurm:";
  private static final Pattern HANDLE = Pattern.compile(HANDLE_PREFIX + "(\\d+)_(\\d+)");

  /// How an attempt's handle names it: `slurm:812_5`.
  String handle() {
    return HANDLE_PREFIX + this;
  }

  /// Reads [#handle()]; empty if another executor wrote the text.
  static Optional<JobId> ofHandle(String handle) {
    Matcher matcher = HANDLE.matcher(handle);
    return matcher.matches()
        ? Optional.of(
            new JobId(Long.parseLong(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /// As Slurm's commands take it: `812_5`.
  @Override
  public String toString() {
    return array + "_" + index;
  }
}
