package shapelaw.torch;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The machine that this process runs on.
///
/// @param processor what the kernel calls it; its architecture where it does not say
/// @param vendor of the processor as it tells itself, such as `GenuineIntel`; empty where the
///   kernel does not say
/// @param logicalCores that this process may use
/// @param physicalCores of the whole machine; empty where the kernel does not say
/// @param cpuFlags what the processor can do, in the kernel's words, such as `avx512_bf16`
/// @param memoryBytes that this process may use
/// @param freeMemoryBytes that are free now, caches counted as free
public record Machine(
    String processor,
    String vendor,
    int logicalCores,
    Optional<Integer> physicalCores,
    Set<String> cpuFlags,
    long memoryBytes,
    long freeMemoryBytes) {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path MEMORY_INFO = Path.of("/proc/meminfo");
  private static final long BYTES_PER_KIB = 1 << 10;

  /// Instruction sets that multiply in bfloat16, the fastest first.
  private static final List<String> BFLOAT16_FLAGS = List.of("amx_bf16", "avx512_bf16");

  public Machine {
    cpuFlags = Set.copyOf(cpuFlags);
  }

  /// This machine as it is now.
  public static Machine current() {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return of(
        lines(CPU_INFO),
        lines(MEMORY_INFO),
        Runtime.getRuntime().availableProcessors(),
        system.getTotalMemorySize());
  }

  /// Reads the kernel's texts.
  ///
  /// @param cpuInfo lines of `/proc/cpuinfo`
  /// @param memoryInfo lines of `/proc/meminfo`
  /// @param cores that this process may use
  /// @param memoryBytes that this process may use
  static Machine of(List<String> cpuInfo, List<String> memoryInfo, int cores, long memoryBytes) {
    return new Machine(
        values(cpuInfo, "model name").findFirst().orElse(System.getProperty("os.arch")),
        values(cpuInfo, "vendor_id").findFirst().orElse(""),
        cores,
        physicalCores(cpuInfo),
        values(cpuInfo, "flags")
            .findFirst()
            .map(flags -> Set.copyOf(List.of(flags.split(" "))))
            .orElse(Set.of()),
        memoryBytes,
        values(memoryInfo, "MemAvailable")
            .map(text -> Long.parseLong(text.replace(" kB", "")) * BYTES_PER_KIB)
            .findFirst()
            .orElse(memoryBytes));
  }

  /// Distinct pairs of socket and core.
  private static Optional<Integer> physicalCores(List<String> cpuInfo) {
    List<String> sockets = values(cpuInfo, "physical id").toList();
    List<String> cores = values(cpuInfo, "core id").toList();
    if (cores.isEmpty() || sockets.size() != cores.size()) {
      return Optional.empty();
    }
    var pairs = new TreeSet<String>();
    for (int i = 0; i < cores.size(); i++) {
      pairs.add(sockets.get(i) + "/" + cores.get(i));
    }
    return Optional.of(pairs.size());
  }

  private static Stream<String> values(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.indexOf(':') > 0)
        .filter(line -> line.substring(0, line.indexOf(':')).strip().equals(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip());
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of(); // no Linux
    }
  }

  /// The instructions with which the processor multiplies in bfloat16; empty if it has none, so
  /// that bfloat16 is emulated and slower than float32.
  public Optional<String> bfloat16Instructions() {
    return BFLOAT16_FLAGS.stream().filter(cpuFlags::contains).findFirst();
  }

  /// Processor, logical cores and operating system.
  public String description() {
    return "%s, %d cores, %s %s (%s)"
        .formatted(
            processor,
            logicalCores,
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch"));
  }
}
