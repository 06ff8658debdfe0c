package shapelaw.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What NVIDIA's driver says of itself and of its GPUs, asked without CUDA: from its files under
/// `/proc/driver/nvidia` and from its tool `nvidia-smi`, whichever is there.
///
/// @param version of the driver, such as `580.65.06`; empty if there is no driver
/// @param gpus all GPUs of the machine, also those that CUDA hides from this process
record NvidiaDriver(Optional<String> version, List<Gpu> gpus) {

  private static final Path PROC = Path.of("/proc/driver/nvidia");
  private static final List<String> TOOL =
      List.of(
          "nvidia-smi",
          "--query-gpu=driver_version,memory.total,name",
          "--format=csv,noheader,nounits");
  private static final long TOOL_SECONDS = 20;

  private static final Pattern VERSION = Pattern.compile("\\b\\d{3,}\\.\\d+(?:\\.\\d+)?\\b");
  private static final Pattern MODEL = Pattern.compile("(?m)^Model:\\s*(.+?)\\s*$");
  private static final Pattern TOOL_LINE =
      Pattern.compile("\\s*([\\d.]+)\\s*,\\s*(\\d+|\\[[^,]*])\\s*,\\s*(.+?)\\s*");
  private static final long BYTES_PER_MIB = 1 << 20;

  NvidiaDriver {
    gpus = List.copyOf(gpus);
  }

  static NvidiaDriver ofThisMachine() {
    return of(PROC, runTool());
  }

  /// Reads both sources; the tool's is preferred, because it knows the memory.
  ///
  /// @param proc the driver's folder of `/proc`, which may be missing
  /// @param toolLines `version, MiB, name` of each GPU; none if the tool is missing or fails
  static NvidiaDriver of(Path proc, List<String> toolLines) {
    List<Matcher> answers =
        toolLines.stream().map(TOOL_LINE::matcher).filter(Matcher::matches).toList();
    if (answers.isEmpty()) {
      return new NvidiaDriver(version(proc), gpus(proc));
    }
    return new NvidiaDriver(
        Optional.of(answers.getFirst().group(1)),
        answers.stream().map(m -> new Gpu(m.group(3), bytes(m.group(2)))).toList());
  }

  /// The tool writes `[N/A]` for the memory of a GPU that shares the processor's.
  private static OptionalLong bytes(String mebibytes) {
    return mebibytes.startsWith("[")
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(mebibytes) * BYTES_PER_MIB);
  }

  private static Optional<String> version(Path proc) {
    return read(proc.resolve("version"))
        .map(VERSION::matcher)
        .filter(Matcher::find)
        .map(Matcher::group);
  }

  private static List<Gpu> gpus(Path proc) {
    try (Stream<Path> folders = Files.list(proc.resolve("gpus"))) {
      return folders
          .sorted()
          .flatMap(folder -> read(folder.resolve("information")).stream())
          .map(MODEL::matcher)
          .filter(Matcher::find)
          .map(model -> new Gpu(model.group(1), OptionalLong.empty()))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<String> runTool() {
    try {
      Process tool =
          new ProcessBuilder(TOOL).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      if (!tool.waitFor(TOOL_SECONDS, TimeUnit.SECONDS)) {
        tool.destroyForcibly();
        return List.of();
      }
      try (Stream<String> lines = tool.inputReader(StandardCharsets.UTF_8).lines()) {
        return tool.exitValue() == 0 ? lines.toList() : List.of();
      }
    } catch (IOException e) {
      return List.of(); // no such tool
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }
}
