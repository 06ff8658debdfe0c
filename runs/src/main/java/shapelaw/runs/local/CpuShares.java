package shapelaw.runs.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Which cores each worker's process may use, so that they do not take each other's caches and
/// cores away. Every worker gets an equal part of the cores that this process may use; if that is
/// less than its threads, nothing is pinned.
///
/// @param shares the cores of each worker; empty if nothing is pinned
public record CpuShares(List<List<Integer>> shares) {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ALLOWED = "Cpus_allowed_list:";

  public CpuShares {
    shares = shares.stream().map(List::copyOf).toList();
  }

  /// Shares of the cores that this process may use.
  public static CpuShares ofThisMachine(int workers, int threadsPerWorker) {
    if (!hasTaskset()) {
      return new CpuShares(List.of());
    }
    return divide(allowed(), workers, threadsPerWorker);
  }

  static CpuShares divide(List<Integer> cores, int workers, int threadsPerWorker) {
    int each = cores.size() / workers;
    if (each < threadsPerWorker) {
      return new CpuShares(List.of());
    }
    return new CpuShares(
        IntStream.range(0, workers)
            .mapToObj(worker -> cores.subList(worker * each, (worker + 1) * each))
            .toList());
  }

  /// What must stand before a command to keep it on the worker's cores.
  public List<String> commandPrefix(int worker) {
    if (shares.isEmpty()) {
      return List.of();
    }
    String cores =
        shares.get(worker).stream().map(String::valueOf).collect(Collectors.joining(","));
    return List.of("taskset", "-c", cores);
  }

  private static boolean hasTaskset() {
    String path = System.getenv().getOrDefault("PATH", "");
    return List.of(path.split(":")).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "taskset")));
  }

  private static List<Integer> allowed() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(ALLOWED))
          .findFirst()
          .map(line -> parse(line.substring(ALLOWED.length())))
          .orElse(List.of());
    } catch (IOException e) {
      return List.of(); // no Linux: nothing is pinned
    }
  }

  /// Reads the kernel's list format, for example `0-3,8,10-11`.
  static List<Integer> parse(String list) {
    var cores = new ArrayList<Integer>();
    for (String part : list.strip().split(",", -1)) {
      List<String> ends = List.of(part.split("-"));
      int first = Integer.parseInt(ends.getFirst());
      int last = Integer.parseInt(ends.getLast());
      IntStream.rangeClosed(first, last).forEach(cores::add);
    }
    return cores;
  }
}
