package shapelaw.runs.local;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.cost.TrainingMemory;

/// Watches the memory of child processes, and ends one that takes too much before the kernel has to
/// choose whom to end. One thread looks at all of them twice a second; where there is no `/proc`
/// nothing is watched.
///
/// With a limit of their own, a child above it is ended. Without one each worker has an equal share
/// of the machine's memory (the container's, where it is less), and a child above its share is
/// ended when all of them together take more than there is.
final class MemoryGuard {

  /// What stays for the coordinator, the system and files: this share of the memory, and at least
  /// [#LEAST_RESERVE].
  private static final double RESERVE_SHARE = 0.1;

  private static final long LEAST_RESERVE = 512L << 20;

  /// Where the kernel looks first when memory runs out; the coordinator has 0.
  static final String OOM_SCORE = "500";

  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(MemoryGuard.class);
  private static final Path PROC = Path.of("/proc");

  private final int workers;
  private final long share;
  private final boolean hard;
  private final Map<Long, Optional<Excess>> watched = new HashMap<>();
  private boolean guarding;

  /// A child that took too much.
  ///
  /// @param usedBytes when it was ended
  /// @param limitBytes what it might have used
  /// @param isSet true if the study says that limit, false if it is a share of the machine's memory
  record Excess(long usedBytes, long limitBytes, boolean isSet) {

    /// For people, with a way out.
    String reason() {
      return "out of memory: %.2f GiB used of %.2f (%s). %s"
          .formatted(
              usedBytes / TrainingMemory.BYTES_PER_GIB,
              limitBytes / TrainingMemory.BYTES_PER_GIB,
              isSet ? "workers.memory_gib" : "one worker's",
              isSet ? HIGHER_LIMIT : WAY_OUT);
    }
  }

  /// What helps where a worker may not use more, whatever there is.
  private static final String HIGHER_LIMIT =
      "Maybe raise workers.memory_gib, or use workers.recompute_activations: true.";

  /// What helps where memory is too little.
  static final String WAY_OUT =
      "Maybe use fewer workers (workers.count), workers.recompute_activations: true, or more memory for each (workers.memory_gib).";

  /// @param limit bytes of one worker; empty for an equal share of the machine's
  MemoryGuard(int workers, OptionalLong limit) {
    this.workers = workers;
    this.hard = limit.isPresent();
    this.share = limit.orElseGet(() -> share(machineBytes(), workers));
  }

  /// What one of several workers may use of a memory.
  static long share(long bytes, int workers) {
    return (bytes - Math.max(LEAST_RESERVE, (long) (RESERVE_SHARE * bytes))) / workers;
  }

  private static long machineBytes() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getTotalMemorySize(); // knows the limits of containers
  }

  /// Begins to watch a child.
  synchronized void watch(long pid) {
    preferForKernel(pid);
    watched.put(pid, Optional.empty());
    if (!guarding) {
      guarding = true;
      Thread.ofPlatform().name("memory-guard").daemon().start(this::guard);
    }
  }

  /// Stops watching a child.
  ///
  /// @return what it took if it was ended for that
  synchronized Optional<Excess> unwatch(long pid) {
    Optional<Excess> excess = watched.remove(pid);
    return excess == null ? Optional.empty() : excess;
  }

  /// The kernel shall rather end a trial, which is made again, than the coordinator.
  private static void preferForKernel(long pid) {
    try {
      Files.writeString(PROC.resolve(pid + "/oom_score_adj"), OOM_SCORE);
    } catch (IOException e) {
      LOG.debug("Process {} keeps its place in the kernel's choice.", pid, e);
    }
  }

  private void guard() {
    while (look()) {
      try {
        Thread.sleep(INTERVAL);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /// @return false if nobody is watched any more
  private synchronized boolean look() {
    if (watched.isEmpty()) {
      guarding = false;
      return false;
    }
    var used = new HashMap<Long, Long>();
    watched.forEach((pid, excess) -> {
      if (excess.isEmpty()) {
        used.put(pid, usedBytes(pid));
      }
    });
    long all = used.values().stream().mapToLong(Long::longValue).sum();
    if (hard || all > share * workers) {
      used.entrySet().stream()
          .filter(child -> child.getValue() > share)
          .forEach(child -> end(child.getKey(), child.getValue()));
    }
    return true;
  }

  private void end(long pid, long bytes) {
    watched.put(pid, Optional.of(new Excess(bytes, share, hard)));
    // Not a descendant's: it dies with the trial, or is none of ours.
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  /// Memory of a process and its descendants that the kernel cannot take back.
  static long usedBytes(long pid) {
    var tree = new HashSet<Long>();
    collect(pid, tree);
    return tree.stream().mapToLong(MemoryGuard::ownBytes).sum();
  }

  private static void collect(long pid, Set<Long> tree) {
    if (!tree.add(pid)) {
      return;
    }
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
      for (Path thread : threads) {
        for (String child : Files.readString(thread.resolve("children")).split(" ", -1)) {
          if (!child.isBlank()) {
            collect(Long.parseLong(child.strip()), tree);
          }
        }
      }
    } catch (IOException e) {
      // It has ended, or the kernel does not tell children: what is known counts.
    }
  }

  private static long ownBytes(long pid) {
    try {
      return Files.readAllLines(PROC.resolve(pid + "/status")).stream()
          .filter(line -> line.startsWith("RssAnon:") || line.startsWith("RssShmem:"))
          .mapToLong(MemoryGuard::bytes)
          .sum();
    } catch (IOException e) {
      return 0; // it has ended
    }
  }

  /// Of a line like `RssAnon: 1234 kB`.
  private static long bytes(String line) {
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
  }
}
