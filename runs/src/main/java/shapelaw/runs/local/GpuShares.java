package shapelaw.runs.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import shapelaw.run.DeviceChoice;

/// Which GPU each worker's process sees. Workers take turns at the GPUs: of n GPUs worker i gets
/// number i mod n, so that several trials share one when there are more workers than GPUs.
///
/// @param gpus names as `CUDA_VISIBLE_DEVICES` takes them; empty if every process sees what this
///   one sees
record GpuShares(List<String> gpus) {

  /// Environment variable with the GPUs that CUDA shows to a process: indices or UUIDs, and those
  /// from the first invalid one on are hidden.
  static final String VISIBLE_DEVICES = "CUDA_VISIBLE_DEVICES";

  private static final Path DRIVER_GPUS = Path.of("/proc/driver/nvidia/gpus");
  private static final String NO_DEVICE = "-1";

  GpuShares {
    gpus = List.copyOf(gpus);
  }

  /// The GPUs that this process may use; none for trials on the CPU.
  static GpuShares ofThisMachine(DeviceChoice device) {
    return switch (device) {
      case CPU -> new GpuShares(List.of());
      case AUTO, CUDA -> of(System.getenv(VISIBLE_DEVICES), DRIVER_GPUS);
    };
  }

  /// The GPUs that the environment names, or those that the driver lists.
  ///
  /// @param visibleDevices value of the environment variable, null if it is not set
  /// @param driverGpus folder in which the driver keeps a folder for each GPU
  static GpuShares of(@Nullable String visibleDevices, Path driverGpus) {
    if (visibleDevices != null) {
      return new GpuShares(
          Stream.of(visibleDevices.split(",", -1))
              .map(String::strip)
              .takeWhile(name -> !name.isEmpty() && !name.equals(NO_DEVICE))
              .toList());
    }
    return new GpuShares(
        IntStream.range(0, folders(driverGpus)).mapToObj(String::valueOf).toList());
  }

  private static int folders(Path parent) {
    try (Stream<Path> found = Files.list(parent)) {
      return (int) found.filter(Files::isDirectory).count();
    } catch (IOException e) {
      return 0; // no driver
    }
  }

  /// What to set in the environment of a worker's process.
  Map<String, String> environment(int worker) {
    return gpus.isEmpty() ? Map.of() : Map.of(VISIBLE_DEVICES, gpus.get(worker % gpus.size()));
  }
}
