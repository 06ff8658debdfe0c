package shapelaw.cost;

/// Memory that training takes on one device:
///
/// ```text
/// bytes = N · bytesPerParameter + batchSize · A · bytesPerActivation
/// ```
///
/// N are the parameters: each has a weight, a gradient and the optimiser's state. A are the numbers
/// that one image leaves for the backward pass. What the framework takes for itself is not counted.
///
/// @param batchSize images of one step on the device, ≥ 1
/// @param bytesPerParameter weight, gradient and optimiser state
/// @param bytesPerActivation 4 for float32, 2 for bfloat16
public record TrainingMemory(int batchSize, double bytesPerParameter, double bytesPerActivation) {

  /// float32 weight and gradient, and AdamW's two float32 moments: 4 + 4 + 8.
  public static final double ADAMW_BYTES_PER_PARAMETER = 16;

  /// float32 weight and gradient, and the paper's Adafactor: bfloat16 momentum; the factored second
  /// moment is too small to count. 4 + 4 + 2.
  public static final double ADAFACTOR_BYTES_PER_PARAMETER = 10;

  /// float32 weight and gradient, and SGD's float32 momentum: 4 + 4 + 4.
  public static final double SGD_BYTES_PER_PARAMETER = 12;

  /// Bytes of a float32.
  public static final double FLOAT32_BYTES = 4;

  /// Bytes in one GiB.
  public static final double BYTES_PER_GIB = 1L << 30;

  public TrainingMemory {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "batch size must be at least 1 but was " + batchSize + ".");
    }
    if (!(bytesPerParameter > 0) || !(bytesPerActivation > 0)) {
      throw new IllegalArgumentException(
          "bytes per parameter and activation must be above 0 but were %s and %s."
              .formatted(bytesPerParameter, bytesPerActivation));
    }
  }

  /// The bytes as a formula in the sizes.
  ///
  /// @throws IllegalArgumentException if the cost's parameters or activations are not known
  public Posynomial bytes(ShapeCost cost) {
    return cost.parameters()
        .formula()
        .times(bytesPerParameter)
        .plus(cost.activations().formula().times(batchSize * bytesPerActivation));
  }
}
