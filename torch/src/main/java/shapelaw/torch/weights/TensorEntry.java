package shapelaw.torch.weights;

import java.util.List;

/// A tensor of a safetensors file, as its header describes it.
///
/// @param name its name
/// @param type of its numbers
/// @param shape its sizes, row-major; none for a single number
/// @param begin its first byte, counted from the first byte of the data
/// @param end the byte after its last
public record TensorEntry(String name, NumberType type, List<Long> shape, long begin, long end) {

  public TensorEntry {
    shape = List.copyOf(shape);
    if (begin < 0 || end < begin) {
      throw new WeightsException(
          "data_offsets of '%s' must be ascending but were [%d, %d].".formatted(name, begin, end));
    }
    if (bytesOf(name, type, shape) != end - begin) {
      throw new WeightsException(
          "'%s' must hold %d bytes (%s of shape %s) but its data_offsets [%d, %d] hold %d."
              .formatted(name, bytesOf(name, type, shape), type, shape, begin, end, end - begin));
    }
  }

  /// Bytes of a tensor.
  ///
  /// @throws WeightsException if a size is negative, or no file could hold so many
  static long bytesOf(String name, NumberType type, List<Long> shape) {
    long bytes = type.bytes();
    for (long size : shape) {
      if (size < 0) {
        throw new WeightsException(
            "sizes of '%s' must not be negative but were %s.".formatted(name, shape));
      }
      try {
        bytes = Math.multiplyExact(bytes, size);
      } catch (ArithmeticException e) {
        throw new WeightsException(
            "'%s' must fit into a file but its sizes were %s.".formatted(name, shape), e);
      }
    }
    return bytes;
  }

  /// Bytes that it takes.
  public long bytes() {
    return end - begin;
  }

  /// Numbers that it holds.
  public long numbers() {
    return bytes() / type.bytes();
  }
}
