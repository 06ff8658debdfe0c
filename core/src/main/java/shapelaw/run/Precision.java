package shapelaw.run;

/// Type of the numbers that layers compute with. Parameters, gradients' sums and the optimiser stay
/// in float32 either way.
public enum Precision {
  /// 32 bits everywhere.
  FLOAT32,
  /// Matrix products and attention in bfloat16 (autocast), the rest in float32.
  BFLOAT16
}
