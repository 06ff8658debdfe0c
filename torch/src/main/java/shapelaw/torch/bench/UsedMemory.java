package shapelaw.torch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.cuda.DeviceStats;
import org.bytedeco.pytorch.global.torch;
import shapelaw.torch.TorchRuntime;

/// How much more memory was in use at its peak than at some moment before: resident memory of this
/// process on the CPU, memory of tensors on a GPU.
final class UsedMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path PEAK_RESET = Path.of("/proc/self/clear_refs");

  /// What makes the kernel forget the highest resident size (`proc(5)`).
  private static final String RESET_PEAK = "5";

  private static final long BYTES_PER_KIB = 1 << 10;

  private final Device device;
  private final OptionalLong before;

  private UsedMemory(Device device, OptionalLong before) {
    this.device = device;
    this.before = before;
  }

  /// Remembers what is in use now, and forgets earlier peaks.
  static UsedMemory now(Device device) {
    TorchRuntime.releaseFreedMemory();
    if (device.is_cuda()) {
      torch.resetPeakStats(device.index());
      try (var _ = new PointerScope()) {
        return new UsedMemory(device, OptionalLong.of(stats(device).allocated_bytes().current()));
      }
    }
    try {
      Files.writeString(PEAK_RESET, RESET_PEAK);
      return new UsedMemory(device, residentBytes("VmRSS"));
    } catch (IOException e) {
      return new UsedMemory(device, OptionalLong.empty()); // no Linux, or not allowed
    }
  }

  /// Bytes that were in use at the peak since then, beyond those of then; empty where the system
  /// does not say.
  OptionalLong peakSince() {
    if (before.isEmpty()) {
      return before;
    }
    try (var _ = new PointerScope()) {
      OptionalLong peak =
          device.is_cuda()
              ? OptionalLong.of(stats(device).allocated_bytes().peak())
              : residentBytes("VmHWM");
      return peak.isEmpty() ? peak : OptionalLong.of(peak.getAsLong() - before.getAsLong());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static DeviceStats stats(Device device) {
    return torch.getDeviceStats(device.index());
  }

  private static OptionalLong residentBytes(String key) throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith(key + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KIB)
        .findFirst();
  }
}
