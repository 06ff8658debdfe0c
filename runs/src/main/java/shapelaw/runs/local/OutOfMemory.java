package shapelaw.runs.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Tells whether an attempt came to its end because memory ran out.
final class OutOfMemory {

  private static final Path COUNTERS = Path.of("/proc/vmstat");
  private static final String KILLS = "oom_kill ";

  /// What Java, C++ and libtorch say.
  private static final List<String> WORDS =
      List.of("outofmemoryerror", "out of memory", "can't allocate memory", "bad_alloc");

  private OutOfMemory() {}

  /// True if a trial's last words say so.
  static boolean isSaidIn(String words) {
    String lower = words.toLowerCase(Locale.ROOT);
    return WORDS.stream().anyMatch(lower::contains);
  }

  /// How many processes the kernel has ended for want of memory since it started; 0 if it does not
  /// tell.
  static long kernelKills() {
    try {
      return Files.readAllLines(COUNTERS).stream()
          .filter(line -> line.startsWith(KILLS))
          .mapToLong(line -> Long.parseLong(line.substring(KILLS.length()).strip()))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
