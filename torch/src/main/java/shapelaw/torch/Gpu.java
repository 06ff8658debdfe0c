package shapelaw.torch;

import java.util.OptionalLong;

/// An NVIDIA GPU as its driver describes it.
///
/// @param name such as `NVIDIA H100 80GB HBM3`
/// @param memoryBytes all of its memory, where the driver's tool says it
public record Gpu(String name, OptionalLong memoryBytes) {

  private static final double BYTES_PER_GIB = 1 << 30;

  /// Name and memory in words.
  @Override
  public String toString() {
    return memoryBytes.isEmpty()
        ? name
        : "%s, %.0f GiB".formatted(name, memoryBytes.getAsLong() / BYTES_PER_GIB);
  }
}
