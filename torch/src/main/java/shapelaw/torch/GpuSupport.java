package shapelaw.torch;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Whether libtorch can use a GPU, and if not, what is missing.
public sealed interface GpuSupport {

  /// libtorch can use GPUs.
  ///
  /// @param driver version of NVIDIA's driver, where it could be found out
  /// @param visible how many GPUs this process sees
  /// @param gpus of this machine, of which this process may see a part
  record Usable(Optional<String> driver, int visible, List<Gpu> gpus) implements GpuSupport {
    public Usable {
      gpus = List.copyOf(gpus);
    }

    /// Names and memory of the machine's GPUs, equal ones once.
    public String names() {
      return gpus.isEmpty()
          ? "of unknown name"
          : gpus.stream().map(Gpu::toString).distinct().collect(Collectors.joining(" or "));
    }

    @Override
    public String toString() {
      return "%d: %s, driver %s".formatted(visible, names(), driver.orElse("of unknown version"));
    }
  }

  /// libtorch cannot use a GPU.
  ///
  /// @param reason what is missing, for the middle of a sentence
  /// @param wayOut what would help, a sentence
  record Unusable(String reason, String wayOut) implements GpuSupport {

    /// What whoever asked for a GPU is told.
    public String refusal() {
      return "device must be a GPU that libtorch can use but %s. %s Or ask for auto or cpu instead of cuda."
          .formatted(reason, wayOut);
    }

    @Override
    public String toString() {
      return "none: %s. %s".formatted(reason, wayOut);
    }
  }

  /// What was found.
  ///
  /// @param builtWithCuda true if this libtorch has its part for CUDA
  /// @param visible GPUs that CUDA shows to libtorch
  /// @param driver NVIDIA's driver
  /// @param visibleDevices value of `CUDA_VISIBLE_DEVICES`, null if it is not set
  static GpuSupport of(
      boolean builtWithCuda, int visible, NvidiaDriver driver, @Nullable String visibleDevices) {
    if (visible > 0) {
      return new Usable(driver.version(), visible, driver.gpus());
    }
    if (driver.version().isEmpty()) {
      return new Unusable(
          "no NVIDIA driver was found",
          "On a machine with an NVIDIA GPU, install its driver; in a container, pass the GPU on.");
    }
    String gpus = driver.gpus().isEmpty() ? "no GPU" : driver.gpus().getFirst().toString();
    if (!builtWithCuda) {
      return new Unusable(
          "this build of libtorch is for the CPU alone (the driver %s has %s)"
              .formatted(driver.version().get(), gpus),
          "Set SHAPELAW_LIBTORCH to the libraries of a PyTorch with CUDA, or SHAPELAW_CUDA=1; see docs/gpu.md.");
    }
    if (visibleDevices != null) {
      return new Unusable(
          "CUDA_VISIBLE_DEVICES is '%s' and shows no GPU of this machine".formatted(visibleDevices),
          "Unset it, or give it the number of a GPU.");
    }
    return new Unusable(
        "CUDA finds no GPU that it can use (the driver %s has %s)"
            .formatted(driver.version().get(), gpus),
        "Maybe the driver is older than this CUDA needs (CUDA 13 needs 580), or the GPU is in use by another.");
  }
}
