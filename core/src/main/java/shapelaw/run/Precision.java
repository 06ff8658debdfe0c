package shapelaw.run;

/// Type of the numbers that layers compute with. Parameters, gradients' sums and the optimiser stay
/// in float32 either way.
public enum Precision {
  /// 32 bits everywhere.
  FLOAT32,
  /// Matrix products in bfloat16 (autocast), on GPUs attention, too; what passes from layer to
  /// layer, norms, softmax outside attention and the loss in float32.
  BFLOAT16
}
