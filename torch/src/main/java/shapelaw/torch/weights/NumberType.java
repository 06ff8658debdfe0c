package shapelaw.torch.weights;

import java.util.Arrays;
import java.util.stream.Collectors;

/// Type of the numbers of a tensor in a safetensors file, under the format's own name. Numbers are
/// little-endian.
public enum NumberType {
  /// Truth values, one byte each.
  BOOL(1, false),
  /// Unsigned bytes.
  U8(1, false),
  /// Signed bytes.
  I8(1, false),
  /// 8-bit floats with 5 bits of exponent.
  F8_E5M2(1, false),
  /// 8-bit floats with 4 bits of exponent.
  F8_E4M3(1, false),
  /// 16-bit integers.
  I16(2, false),
  /// Unsigned 16-bit integers.
  U16(2, false),
  /// IEEE half precision.
  F16(2, true),
  /// The upper half of a float32.
  BF16(2, true),
  /// 32-bit integers.
  I32(4, false),
  /// Unsigned 32-bit integers.
  U32(4, false),
  /// IEEE single precision.
  F32(4, true),
  /// IEEE double precision.
  F64(8, true),
  /// 64-bit integers.
  I64(8, false),
  /// Unsigned 64-bit integers.
  U64(8, false);

  private final int bytes;
  private final boolean isWeight;

  NumberType(int bytes, boolean isWeight) {
    this.bytes = bytes;
    this.isWeight = isWeight;
  }

  /// Bytes of one number.
  public int bytes() {
    return bytes;
  }

  /// True if a parameter can be loaded from numbers of this type.
  public boolean isWeight() {
    return isWeight;
  }

  /// The type with this name.
  ///
  /// @throws WeightsException if there is none
  static NumberType of(String name) {
    return Arrays.stream(values())
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new WeightsException(
                "dtype must be one of %s but was '%s'."
                    .formatted(
                        Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", ")),
                        name)));
  }
}
